import { useEffect } from "@odoo/owl";
import { registry } from "@web/core/registry";
import {
    SelectionField,
    selectionField,
} from "@web/views/fields/selection/selection_field";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

/** Goes on with the debtor that was chosen, whatever is saved, sent or opened next. */
export class DunningTextEditorController extends FormController {
    setup() {
        super.setup();
        useEffect(
            (debtorId) => this.keepDebtor(debtorId),
            () => [this.model.root.data.preview_debtor_id?.id]
        );
    }

    keepDebtor(debtorId) {
        const { config } = this.model;
        if (debtorId) {
            config.context = { ...config.context, preview_debtor_id: debtorId };
        }
    }
}

registry.category("views").add("s4_dunning_text_editor", {
    ...formView,
    Controller: DunningTextEditorController,
});

/** Shows the words in another language, once those in this one are stored. */
export class DunningTextLanguageField extends SelectionField {
    async onChange(lang) {
        const { record } = this.props;
        if (lang && (await record.save())) {
            const context = { ...record.model.config.context, lang };
            await record.model.load({ context });
        }
    }
}

registry.category("fields").add("s4_dunning_text_language", {
    ...selectionField,
    component: DunningTextLanguageField,
});
