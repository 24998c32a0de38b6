import { onWillUnmount, useEffect } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

const PAUSE = 3000;

/** Follows a simulation that goes on in the background. */
export class DunningSimulationController extends FormController {
    setup() {
        super.setup();
        useEffect(
            (resId, state) => this.onStateShown(state),
            () => [this.model.root.resId, this.model.root.data.state]
        );
        onWillUnmount(() => clearTimeout(this.timer));
    }

    onStateShown(state) {
        clearTimeout(this.timer);
        if (state === "running") {
            this.timer = setTimeout(() => this.follow(), PAUSE);
        }
    }

    async follow() {
        const { root } = this.model;
        if (!(await root.isDirty())) {
            await root.load();
        }
        this.onStateShown(this.model.root.data.state);
    }
}

registry.category("views").add("s4_dunning_simulation", {
    ...formView,
    Controller: DunningSimulationController,
});
