import { Component } from "@odoo/owl";
import { deserializeDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatMonetary } from "@web/views/fields/formatters";
import { ofKind } from "./kinds";

/** The tasks, the most urgent first. */
export class TaskList extends Component {
    static template = "s4_dunning.TaskList";
    static props = {
        tasks: Array,
        position: Number,
        count: Number,
        onOpen: Function,
        onMore: Function,
    };

    icon(task) {
        return ofKind(task.kind).icon;
    }

    amount({ amount, currency_id: currencyId }) {
        return currencyId ? formatMonetary(amount, { currencyId }) : "";
    }

    expected({ date_expected: date, percent_expected: percent }) {
        const day = deserializeDate(date).toLocaleString({
            day: "numeric",
            month: "short",
        });
        return percent === 100
            ? _t("expected %s", day)
            : _t("%(share)s expected %(day)s", { share: `${percent}%`, day });
    }

    when(task) {
        return deserializeDate(task.date).toRelativeCalendar({ unit: "days" });
    }

    isLate(task) {
        return deserializeDate(task.date) < today();
    }
}
