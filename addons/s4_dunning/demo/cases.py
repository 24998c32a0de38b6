"""What sets single customers and items apart: credits, disputes, holds, limits."""

from datetime import timedelta

from odoo.fields import Command

from . import disputes

# Customer and hold reason of items on hold.
ITEM_HOLDS = (
    ("pakket", "document", "Wacht op getekende werkbon."),
    ("eemstroom", "payment", "Betaling toegezegd."),
    ("benali", "sales", "Inruil wordt nog verrekend."),
)
DEBTOR_HOLDS = (
    ("brouwer", "other", "Nalatenschap: notaris is gevraagd."),
    ("vosman", "payment", "Belt na ontvangst van het salaris."),
)
BLOCKED = ("broekstra", "lubbers", "beaulac")
NO_FOLLOWUP = ("importeur", "kanaal")
PAID_AT_THE_DESK = ("wierda", "groothuis")
LEVEL_CAP = "lindeveen"
CREDIT_NOTES = (
    ("tammenga", 0),
    ("kanaal", 0),
    ("kustpolis", 1),
    ("veldzicht", 1),
    ("pinas", 0),
    ("pakket", 1),
    ("smederij", 0),
    ("wattenmeer", 0),
)


def create(books, group, companies, customers, today):
    """Make every case on the books as they are today."""
    partners = {code: customer.partner for code, customer in customers.items()}
    _credit_notes(books, partners, today)
    _holds(books, group, partners, today)
    disputes.create(books.env, lambda code: _invoices(books, partners[code]), today)
    for code in BLOCKED:
        for invoice in _invoices(books, partners[code])[:1]:
            invoice.action_toggle_block_payment()
    for code in NO_FOLLOWUP:
        _invoices(books, partners[code])[:1].no_followup = True
    for code in PAID_AT_THE_DESK:
        for invoice in _invoices(books, partners[code])[-1:]:
            _register_payment(books, invoice, today)
    _cap_level(books, group, partners[LEVEL_CAP])
    _entry_without_customer(books, companies["N"], today)


def _items(books, partner):
    """Open items of invoices that nothing else was done to."""
    return books.items(partner).filtered(
        lambda item: (
            item.amount_residual > 0
            and item.move_id.payment_state in ("not_paid", "partial")
        )
    )


def _invoices(books, partner):
    return _items(books, partner).move_id


def _credit_notes(books, partners, today):
    """Credit part of a recent invoice; some of the credit notes are allocated."""
    for code, is_allocated in CREDIT_NOTES:
        invoice = books.env["account.move"].search(
            [
                ("partner_id", "=", partners[code].id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "=", "not_paid" if is_allocated else "paid"),
            ],
            order="invoice_date desc, id desc",
            limit=1,
        )
        if invoice:
            _credit(invoice, is_allocated, today)


def _credit(invoice, is_allocated, today):
    refund = invoice._reverse_moves(
        [{"invoice_date": today - timedelta(days=3), "ref": f"Credit {invoice.name}"}]
    )
    for line in refund.invoice_line_ids:
        line.price_unit = round(line.price_unit * 0.2, 2)
    refund.action_post()
    if is_allocated:
        (invoice + refund).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        ).reconcile()


def _holds(books, group, partners, today):
    env = books.env
    collector = env.ref("s4_dunning.dunning_demo_user_collector")
    common = {"user_id": collector.id, "date_start": today - timedelta(days=3)}
    rows = [
        {
            **common,
            "scope": "item",
            "move_line_id": _items(books, partners[code])[:1].id,
            "reason_id": _reason(env, reason),
            "note": note,
        }
        for code, reason, note in ITEM_HOLDS
        if _items(books, partners[code])
    ]
    debtors = env["dunning.debtor"].search([("group_id", "=", group.id)])
    rows += [
        {
            **common,
            "scope": "debtor",
            "debtor_id": debtors.filtered(
                lambda debtor, code=code: debtor.partner_id == partners[code]
            ).id,
            "reason_id": _reason(env, reason),
            "note": note,
        }
        for code, reason, note in DEBTOR_HOLDS
    ]
    past = [
        {**rows[0], "date_start": today - timedelta(days=60)},
        {**rows[-1], "date_start": today - timedelta(days=20), "is_released": True},
    ]
    env["dunning.hold"].create(rows + past)


def _reason(env, name):
    return env.ref(f"s4_dunning.dunning_hold_reason_{name}").id


def _register_payment(books, invoice, today):
    """Register a payment by card that the bank has not settled."""
    books.env["account.payment.register"].with_company(invoice.company_id).with_context(
        active_model="account.move", active_ids=invoice.ids
    ).create({"payment_date": today})._create_payments()


def _cap_level(books, group, partner):
    """A public body: its invoices are not dunned beyond the level they reached."""
    items = _items(books, partner).filtered("dunning_level_id")
    for item in items[:2]:
        item.move_id.dunning_level_cap_id = item.dunning_level_id


def _entry_without_customer(books, company, today):
    """Somebody booked a difference on the receivable account without a customer."""
    partner = company.partner_id.with_company(company)
    receivable = partner.property_account_receivable_id
    income = company.income_account_id or books.env["account.account"].with_company(
        company
    ).search(
        [("account_type", "=", "income"), ("company_ids", "=", company.id)], limit=1
    )
    books.env["account.move"].with_company(company).create(
        {
            "move_type": "entry",
            "date": today - timedelta(days=25),
            "ref": "Kasverschil werkplaats",
            "line_ids": [
                Command.create({"account_id": receivable.id, "debit": 18.35}),
                Command.create({"account_id": income.id, "credit": 18.35}),
            ],
        }
    ).action_post()
