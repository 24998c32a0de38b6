import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DebtorChart } from "./debtor_chart";
import { useDecisions } from "./decisions";
import { useMyDayHotkeys } from "./hotkeys";
import { FIGURES, FILTERS, SCOPES, SHORTCUTS } from "./kinds";
import { Sparkline } from "./sparkline";
import { TaskList } from "./task_list";
import { TaskPanel } from "./task_panel";

const PAGE = 80;

/** The day of a collector: what is to be done, the most urgent first, one by one. */
export class MyDay extends Component {
    static template = "s4_dunning.MyDay";
    static components = { DebtorChart, Layout, Sparkline, TaskList, TaskPanel };
    static props = { ...standardActionServiceProps };
    static path = "my-day";
    static displayName = _t("My Day");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        // Of two requests the later one counts; the earlier one ends all the same, as
        // somebody may wait for it.
        this.dayRequest = 0;
        this.taskRequest = 0;
        this.rootRef = useRef("root");
        this.figures = FIGURES;
        this.filters = FILTERS;
        this.shortcuts = SHORTCUTS;
        this.state = useState({
            scope: "mine",
            kind: false,
            limit: PAGE,
            position: 0,
            day: { counts: {}, tasks: [], figures: [], stands_in_for: [] },
            task: false,
            pending: 0, // what is on its way that changes the task
            isChartShown: false,
            hasHelp: false,
            ...this.props.state,
        });
        useSetupAction({
            getLocalState: () => {
                const { scope, kind, limit } = this.state;
                return { scope, kind, limit };
            },
        });
        onWillStart(() => this.load());
        this.decisions = useDecisions(
            () => this.state.task || this.tasks[this.state.position],
            () => this.reload()
        );
        useMyDayHotkeys(this);
    }

    // Data

    load() {
        this.loaded = this.loadDay();
        return this.loaded;
    }

    async loadDay() {
        const { scope, kind, limit } = this.state;
        const request = ++this.dayRequest;
        const day = await this.orm.call("dunning.task", "load_day", [
            scope,
            kind,
            limit,
        ]);
        if (request !== this.dayRequest) {
            return;
        }
        this.state.day = day;
        this.state.position = Math.min(
            this.state.position,
            Math.max(this.tasks.length - 1, 0)
        );
    }

    get tasks() {
        return this.state.day.tasks;
    }

    get total() {
        return Object.values(this.state.day.counts).reduce(
            (sum, count) => sum + count,
            0
        );
    }

    /** How many tasks there are of the kind that is chosen. */
    get count() {
        const { kind, day } = this.state;
        return kind ? day.counts[kind] || 0 : this.total;
    }

    get scopes() {
        return SCOPES.filter(
            ({ scope }) => scope !== "team" || this.state.day.has_team
        );
    }

    get shownFilters() {
        const { counts } = this.state.day;
        return FILTERS.filter(({ kind }) => counts[kind] || kind === this.state.kind);
    }

    get standsIn() {
        const names = this.state.day.stands_in_for;
        return names.length ? _t("You stand in for %s.", names.join(", ")) : "";
    }

    /** A key figure, without cents. */
    round(value, currencyId) {
        return formatMonetary(value, { currencyId, digits: [16, 0] });
    }

    // What is shown

    async show(values) {
        this.close();
        Object.assign(this.state, { position: 0, limit: PAGE }, values);
        this.rootRef.el.focus(); // so that Enter opens a task
        await this.load();
    }

    async showMore() {
        this.state.limit += PAGE;
        await this.load();
    }

    async refreshFigures() {
        const groups = await this.orm.search("dunning.group", []);
        await this.decisions.busy(() =>
            this.orm.call("dunning.group", "action_refresh", [groups])
        );
        await this.reload();
    }

    openAsList() {
        this.action.doAction("s4_dunning.dunning_task_action");
    }

    // One task after the other

    async move(step) {
        const position = this.state.position + step;
        if (position < 0 || position >= this.tasks.length) {
            return;
        }
        this.state.position = position;
        if (this.state.task) {
            await this.open(position);
        } else {
            this.rootRef.el
                .querySelector(`[data-position="${position}"]`)
                ?.scrollIntoView({ block: "nearest" });
        }
    }

    /** Nothing is decided about a task that is about to make room for another. */
    async whilePending(work) {
        this.state.pending++;
        try {
            return await work();
        } finally {
            this.state.pending--;
        }
    }

    get canDecide() {
        return !this.decisions.isBusy && !this.state.pending;
    }

    open(position) {
        return this.whilePending(() => this.openTask(position));
    }

    async openTask(position) {
        // a key may be quicker than the list of another filter; what went wrong with
        // that was told already
        await this.loaded.catch(() => {});
        const shown = this.tasks[position];
        if (!shown) {
            return;
        }
        this.state.position = position;
        const request = ++this.taskRequest;
        const task = await this.orm.call("dunning.task", "load_task", [[shown.id]]);
        if (request !== this.taskRequest) {
            return;
        }
        if (task) {
            const isOther = task.id !== this.state.task.id;
            this.state.isChartShown =
                !this.ui.isSmall || (this.state.isChartShown && !isOther);
            this.state.task = task;
        } else {
            await this.reload();
        }
    }

    close() {
        this.taskRequest++; // what is still on its way is not wanted any more
        this.state.task = false;
    }

    async next() {
        if (!this.state.task) {
            return this.open(this.state.position);
        }
        const isLast = this.state.position >= this.tasks.length - 1;
        return isLast ? this.close() : this.move(1);
    }

    // Decisions

    buttonOf(letter) {
        const { task } = this.state;
        return task && task.buttons.find(({ hotkey }) => hotkey === letter);
    }

    press(letter) {
        const element = this.rootRef.el.querySelector(`[data-letter="${letter}"]`);
        if (this.canDecide) {
            element?.click();
        }
    }

    reload() {
        return this.whilePending(() => this.reloadTask());
    }

    async reloadTask() {
        const { task, position } = this.state;
        await this.load();
        if (!task || !this.state.task) {
            return;
        }
        const index = this.tasks.findIndex(({ id }) => id === task.id);
        if (index >= 0) {
            await this.open(index);
        } else if (this.tasks.length) {
            await this.open(Math.min(position, this.tasks.length - 1));
        } else {
            this.close();
        }
    }
}

registry.category("actions").add("s4_dunning.my_day", MyDay);
