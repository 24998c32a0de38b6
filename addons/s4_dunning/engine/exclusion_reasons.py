"""Why an open item is left out of a proposal: a closed list, of which one counts."""

from odoo.tools import SQL

from . import payment_splits, sales

# Reasons that count again at the moment of sending: those that forbid to dun an item,
# and those that come from a later due date or a limit set since. The other ones only
# look at the notices before this one.
STOP_REASONS = (
    "no_partner",
    "intercompany",
    "no_followup",
    "blocked",
    "in_payment",
    "in_open_notice",
    "credit",
    "in_split",
    "hold",
    "no_rate",
    "not_due",
    "level_not_reached",
    "level_cap",
    "sales_first",
)

# Reasons with which an item is still shown in a notice about other items.
INFORMATION = ("not_due", "level_not_reached", "waiting")


def first(run):
    """The one reason to leave a candidate out, or NULL: of several, the first.

    :param run: a dunning.run, saved or not
    :return: SQL, CASE on the tables of engine/candidates.py
    """
    reasons = [
        (SQL("item.partner_id IS NULL"), "no_partner"),
        (
            SQL("item.partner_id IN (SELECT partner_id FROM res_company)"),
            "intercompany",
        ),
        (SQL("item.no_followup"), "no_followup"),
        (SQL("item.payment_state = 'blocked'"), "blocked"),
        (
            # posted as paid, but the payment has no journal entry yet
            SQL("item.payment_state IN ('in_payment', 'paid')"),
            "in_payment",
        ),
        (SQL("item.open_notice_state = 'skipped'"), "skipped"),
        (SQL("item.open_notice_id IS NOT NULL"), "in_open_notice"),
        # a credit that an arrangement took off already is on hold
        (SQL("item.amount_residual <= 0 AND NOT item.is_item_held"), "credit"),
        (payment_splits.IN_SPLIT, "in_split"),
        (SQL("item.hold_id IS NOT NULL"), "hold"),
        (SQL("item.amount_group IS NULL"), "no_rate"),
        *run._extra_stop_reasons(),
        (SQL("workflow.id IS NULL"), "no_workflow"),
        *outside_workflow(run),
        (
            SQL("NOT EXISTS (SELECT FROM level WHERE level.workflow_id = workflow.id)"),
            "no_level",
        ),
        (
            SQL(
                "workflow.maximum_notices > 0"
                " AND item.dunning_count >= workflow.maximum_notices"
            ),
            "maximum_notices",
        ),
        (
            SQL(
                "(next.level_id IS NULL OR next.date_next > %(date)s)"
                " AND item.date_due >= %(date)s",
                date=run.date,
            ),
            "not_due",
        ),
        (SQL("next.level_id IS NULL AND next.is_limited"), "level_cap"),
        (SQL("next.level_id IS NULL"), "last_level"),
        (
            SQL("next.date_next > %s AND item.dunning_date IS NOT NULL", run.date),
            "waiting",
        ),
        (
            SQL("next.date_next IS NULL OR next.date_next > %s", run.date),
            "level_not_reached",
        ),
        (sales.is_first(run), "sales_first"),
    ]
    return SQL(
        "CASE %s END",
        SQL(" ").join(
            SQL("WHEN %s THEN %s", condition, code) for condition, code in reasons
        ),
    )


def outside_workflow(run):
    """For each workflow with a filter on items: those that do not pass it."""
    items = run.env["account.move.line"]
    workflows = run.env["dunning.workflow"].search(
        [
            ("item_domain", "!=", False),
            ("group_id", "in", (run.group_id.id, False)),
        ]
    )
    for workflow in workflows:
        passing = items._search(workflow._item_domain(), active_test=False)
        passing.add_where("account_move_line.id = item.move_line_id")
        yield (
            SQL(
                "workflow.id = %s AND NOT EXISTS (%s)",
                workflow.id,
                passing.select(SQL("1")),
            ),
            "outside_workflow",
        )
