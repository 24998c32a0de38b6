import { _t } from "@web/core/l10n/translation";

/** The filters of My Day, in the order in which they stand above the list. */
export const FILTERS = [
    { kind: "review", label: _t("To review"), icon: "fa-envelope-o" },
    { kind: "approval", label: _t("Second approval"), icon: "fa-check-circle-o" },
    { kind: "reply", label: _t("Answers"), icon: "fa-reply" },
    { kind: "failure", label: _t("Failures"), icon: "fa-exclamation-triangle" },
    { kind: "call", label: _t("Calls"), icon: "fa-phone" },
    { kind: "promise", label: _t("Promises"), icon: "fa-handshake-o" },
    { kind: "dispute", label: _t("Disputes"), icon: "fa-comments-o" },
    { kind: "arrangement", label: _t("Arrangements"), icon: "fa-calendar-check-o" },
    { kind: "hold", label: _t("Holds"), icon: "fa-pause" },
    { kind: "sales", label: _t("Sales"), icon: "fa-bullhorn" },
    { kind: "question", label: _t("Questions"), icon: "fa-question" },
    { kind: "segment", label: _t("Segments"), icon: "fa-users" },
    { kind: "other", label: _t("Other"), icon: "fa-check-square-o" },
];

/** What there is to know of a kind, also of one that an add-on made. */
export function ofKind(kind) {
    return FILTERS.find((one) => one.kind === kind) || FILTERS.at(-1);
}

export const FIGURES = [
    { name: "amount_overdue", label: _t("Overdue"), icon: "fa-clock-o" },
    { name: "amount_due", label: _t("Due within 7 days"), icon: "fa-calendar" },
    { name: "amount_promised", label: _t("Promised"), icon: "fa-handshake-o" },
    {
        name: "amount_collected",
        label: _t("Collected in 7 days"),
        icon: "fa-arrow-circle-down",
    },
];

export const SCOPES = [
    { scope: "mine", label: _t("Mine") },
    { scope: "team", label: _t("My team") },
    { scope: "all", label: _t("All") },
];

export const SHORTCUTS = [
    { keys: ["↑", "↓", "J", "K"], label: _t("Previous or next task") },
    { keys: ["Enter"], label: _t("Open the task") },
    { keys: ["A"], label: _t("Approve or confirm") },
    { keys: ["H"], label: _t("Put on hold") },
    { keys: ["C"], label: _t("Call") },
    { keys: ["D"], label: _t("Done") },
    { keys: ["X"], label: _t("Skip or set aside") },
    { keys: ["S"], label: _t("Put the task off") },
    { keys: ["Q"], label: _t("Ask a colleague") },
    { keys: ["N"], label: _t("Next task, without a decision") },
    { keys: ["O"], label: _t("Open the document") },
    { keys: ["Esc"], label: _t("Back to the list") },
];
