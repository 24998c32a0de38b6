"""Customers who pay in instalments: one keeps to it, one is asked, one did not."""

from datetime import timedelta

# Customer, days since the offer, instalments, whether accepted, how many were paid.
ARRANGEMENTS = (
    ("dijkhuis", 40, 4, True, 1),
    ("zandhoek", 3, 3, False, 0),
    ("karkas", 38, 3, True, 0),
)


def create(env, group, partners, today):
    """Make the arrangements as they were offered then, and book what was paid."""
    debtors = env["dunning.debtor"].search([("group_id", "=", group.id)])
    of_partner = {debtor.partner_id: debtor for debtor in debtors}
    for code, days, number, is_accepted, paid in ARRANGEMENTS:
        arrangement = _offer(env, of_partner[partners[code]], number, today)
        if not arrangement:
            continue
        if is_accepted:
            arrangement._accept(today - timedelta(days=days - 2), "phone")
        _move_back(arrangement, days)
        for instalment in arrangement.instalment_ids:
            if instalment.number <= paid:
                _pay(arrangement, instalment)


def _offer(env, debtor, number, today):
    """:return: dunning.arrangement that is offered today, or none if nothing is due"""
    arrangement = env["dunning.arrangement"].create(
        {
            "debtor_id": debtor.id,
            "instalment_number": number,
            "user_id": env.ref("s4_dunning.dunning_demo_user_collector").id,
            "date_first": today + timedelta(days=14),
        }
    )
    if not arrangement.instalment_ids:
        arrangement.unlink()
        return arrangement.browse()
    arrangement.sudo()._offer()  # sudo: stands in for the button
    arrangement._message_log(body="Demo: sent before this database was made.")
    return arrangement


def _move_back(arrangement, days):
    """Let the arrangement have been offered that many days ago."""
    back = timedelta(days=days)
    arrangement = arrangement.sudo()  # sudo: nobody does this by hand
    for instalment in arrangement.instalment_ids:
        instalment.date_due -= back
    arrangement.write(
        {
            "date_offered": arrangement.date_offered - back,
            "date_first": arrangement.date_first - back,
            "date_valid": arrangement.date_valid - back,
        }
    )
    if arrangement.state == "offered":
        arrangement.hold_ids.date_end = arrangement.date_valid


def _pay(arrangement, instalment):
    """Register the payment of an instalment with the oldest items of its company."""
    company, left = instalment.company_id, instalment.amount
    items = arrangement.item_ids.filtered(
        lambda item: item.company_id == company and item.amount_residual_currency > 0
    )
    for item in items.sorted("date_maturity"):
        amount = min(left, item.amount_residual_currency)
        if not arrangement.currency_id.is_zero(amount):
            arrangement.env["account.payment.register"].with_company(
                company
            ).with_context(
                active_model="account.move", active_ids=item.move_id.ids
            ).create(
                {"payment_date": instalment.date_due, "amount": amount}
            )._create_payments()
        left -= amount
