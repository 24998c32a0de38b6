import { Activity } from "@mail/core/web/activity";
import { ActivityListPopoverItem } from "@mail/core/web/activity_list_popover_item";
import { patch } from "@web/core/utils/patch";

/** Whether this is an open task to call a debtor. */
const isCallToMake = (activity) =>
    activity.activity_category === "phonecall" &&
    activity.res_model === "dunning.debtor" &&
    activity.state !== "done";

/** Opens the guide through the phone call. */
async function openCallGuide({ services }, activity, onClose) {
    const debtors = [[activity.res_id]];
    const guide = await services.orm.call("dunning.debtor", "action_call", debtors);
    await services.action.doAction(guide, { onClose });
}

patch(Activity.prototype, {
    get isCallToMake() {
        return isCallToMake(this.props.activity);
    },
    async onClickCall() {
        const { thread } = this;
        await openCallGuide(this.env, this.props.activity, () => {
            this.props.onActivityChanged(thread);
            this.props.reloadParentView();
        });
    },
});

patch(ActivityListPopoverItem.prototype, {
    get isCallToMake() {
        return isCallToMake(this.props.activity);
    },
    async onClickCall() {
        await openCallGuide(this.env, this.props.activity, () =>
            this.props.onActivityChanged?.()
        );
    },
});
