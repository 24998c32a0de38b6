import { registry } from "@web/core/registry";
import { SelectionField, selectionField } from "@web/views/fields/selection/selection_field";

/** Shows the words in another language, once those in this one are stored. */
export class DunningTextLanguageField extends SelectionField {
    async onChange(lang) {
        const { record } = this.props;
        if (!lang || !(await record.save())) {
            return;
        }
        const debtor = record.data.preview_debtor_id;
        await record.model.load({
            context: {
                ...record.model.config.context,
                lang,
                preview_debtor_id: debtor ? debtor.id : false,
            },
        });
    }
}

registry.category("fields").add("dunning_text_language", {
    ...selectionField,
    component: DunningTextLanguageField,
});
