import { useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/**
 * What is decided about a task. One thing at a time: a key that is pressed twice decides
 * once.
 *
 * @param {() => Object | undefined} currentTask the one that is open or marked
 * @param {() => Promise} reload what follows once something is decided
 */
export function useDecisions(currentTask, reload) {
    const orm = useService("orm");
    const actions = useService("action");
    const state = useState({ isBusy: false });

    async function busy(work) {
        if (state.isBusy) {
            return;
        }
        state.isBusy = true;
        try {
            await work();
        } finally {
            state.isBusy = false;
        }
    }

    function openDialog(xmlid, context) {
        return actions.doAction(xmlid, {
            additionalContext: context,
            onClose: reload,
        });
    }

    async function openDialogOfTask(xmlid) {
        const task = currentTask();
        if (task) {
            await openDialog(xmlid, {
                active_id: task.id,
                active_ids: [task.id],
                active_model: "dunning.task",
            });
        }
    }

    async function follow(action) {
        if (action && typeof action === "object" && action.type) {
            // a message leads on to a reload of the whole screen: this does its own
            delete action.params?.next;
            // what a method returns is as it is written: buttons of forms add these
            if (action.view_mode && !action.views) {
                action.views = action.view_mode.split(",").map((mode) => [false, mode]);
            }
            await actions.doAction(action, { onClose: reload });
            if (action.type === "ir.actions.act_window") {
                return; // a dialog reloads when it closes, a page leads elsewhere
            }
        }
        await reload();
    }

    return {
        get isBusy() {
            return state.isBusy;
        },

        busy,

        /** Does what a button says; the next task comes once this one is gone. */
        async decide(button, feedback) {
            if (button.action) {
                return openDialog(button.action, button.context);
            }
            const values = {
                ...(button.feedback ? { feedback } : {}),
                ...(button.context ? { context: button.context } : {}),
            };
            await busy(async () => {
                const { model, method, ids } = button;
                await follow(await orm.call(model, method, [ids], values));
            });
        },

        snooze: () => openDialogOfTask("s4_dunning.dunning_task_snooze_action"),

        ask: () => openDialogOfTask("s4_dunning.dunning_task_ask_action"),
    };
}
