import { useEffect } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

/** Goes on to the next notice once one was approved, skipped or put on hold. */
export class DunningNoticeReviewController extends FormController {
    setup() {
        super.setup();
        this.decidedIds = new Set();
        this.shown = {};
        useEffect(
            (resId, state) => this.onStateShown(resId, state),
            () => [this.model.root.resId, this.model.root.data.state]
        );
    }

    beforeExecuteActionButton(clickParams) {
        // A change of state alone does not tell: Odoo first shows what it has cached.
        this.actedOnId = this.model.root.resId;
        return super.beforeExecuteActionButton(clickParams);
    }

    onStateShown(resId, state) {
        const wasProposed =
            this.shown.resId === resId && this.shown.state === "proposed";
        this.shown = { resId, state };
        if (state === "proposed") {
            this.decidedIds.delete(resId);
            return;
        }
        this.decidedIds.add(resId);
        if (wasProposed && this.actedOnId === resId) {
            this.actedOnId = null;
            this.showNext();
        }
    }

    async showNext() {
        const { resId, resIds } = this.model.root;
        const position = resIds.indexOf(resId);
        const offset = resIds.findIndex(
            (id, index) => index > position && !this.decidedIds.has(id)
        );
        if (offset < 0) {
            this.env.config.historyBack();
        } else {
            await this.onPagerUpdate({ offset, resIds });
        }
    }
}

registry.category("views").add("s4_dunning_notice_review", {
    ...formView,
    Controller: DunningNoticeReviewController,
});
