import { Component, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { formatMonetary } from "@web/views/fields/formatters";
import { ofKind } from "./kinds";

/** What there is to do, why, and the buttons to decide. */
export class TaskPanel extends Component {
    static template = "s4_dunning.TaskPanel";
    static props = {
        task: Object,
        isBusy: Boolean,
        onDecide: Function,
        onSnooze: Function,
        onAsk: Function,
        onNext: Function,
    };

    setup() {
        this.state = useState({ feedback: "" });
    }

    get kind() {
        return ofKind(this.props.task.kind);
    }

    amount(value, currencyId) {
        return formatMonetary(value, { currencyId });
    }

    date(value) {
        return value && formatDate(deserializeDate(value));
    }

    decide(button) {
        this.props.onDecide(button, this.state.feedback);
    }
}
