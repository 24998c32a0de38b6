"""Sales is told of what goes to leasing companies and fleets; one credit is stopped."""

from odoo import fields

SALES_DAYS = 5
DELAY_DAYS = 7
# The level of which Sales is told, and the one that stops the credit, in their order.
TOLD, STOPPING = 1, -1


def create(group):
    """Set the levels, let the salesperson delay a notice, stop one credit."""
    env = group.env
    fleets = env.ref("s4_dunning.dunning_demo_segment_fleet").workflow_id
    fleets.level_ids[TOLD].sales_days = SALES_DAYS
    group.workflow_id.level_ids[STOPPING].is_credit_stop = True
    group.action_refresh()
    _delay(env, group)
    _stop(env, group)


def _delay(env, group):
    told = env["dunning.announcement"].search([("group_id", "=", group.id)])
    largest = told.sorted("amount")[-1:]
    if largest:
        sales = env.ref("s4_dunning.dunning_demo_user_sales")
        delays = env["dunning.delay"].with_user(sales)
        first = delays._first_day(largest)
        until = fields.Date.add(first, days=DELAY_DAYS - 1)
        reason = "Inruil van drie bestelauto's wordt eerst verrekend."
        delays.ask(largest.id, reason, until)


def _stop(env, group):
    sent = env["dunning.notice"].search(
        [
            ("group_id", "=", group.id),
            ("state", "=", "sent"),
            ("level_id.is_credit_stop", "=", True),
        ]
    )
    owing = sent.sorted(lambda notice: (notice.debtor_id.amount_open, notice.id))
    owing[-1:]._set_credit_stop()
