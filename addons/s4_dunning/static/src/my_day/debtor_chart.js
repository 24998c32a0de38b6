import { Component, useSubEnv } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { FormRenderer } from "@web/views/form/form_renderer";
import { formView } from "@web/views/form/form_view";
import { getDefaultConfig, View } from "@web/views/view";

/** The form beside a task has half of the page: its chatter stands below it. */
export class DebtorChartRenderer extends FormRenderer {
    get shouldAutoFocus() {
        return false; // the keys are for the task
    }

    mailLayout() {
        return "BOTTOM_CHATTER";
    }
}

registry.category("views").add("s4_dunning_debtor_chart", {
    ...formView,
    Renderer: DebtorChartRenderer,
});

/** The chart of a debtor beside its task: the form of Odoo, to read and to act on. */
export class DebtorChart extends Component {
    static template = "s4_dunning.DebtorChart";
    static components = { View };
    static props = { debtorId: Number };

    setup() {
        // the form names neither the page nor its breadcrumbs
        useSubEnv({ config: getDefaultConfig() });
    }

    get viewProps() {
        return {
            type: "form",
            jsClass: "s4_dunning_debtor_chart",
            resModel: "dunning.debtor",
            resId: this.props.debtorId,
            readonly: true,
            display: { controlPanel: false },
        };
    }
}
