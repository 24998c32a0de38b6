"""What customers do not accept: under review, late, and settled in part."""

from datetime import timedelta

# Customer, reason, share of the invoice, days since it was raised, days to its
# deadline, what the customer says.
DISPUTES = (
    (
        "waarborg",
        "other",
        1,
        6,
        8,
        "Polis dekt de huurauto niet, zegt de verzekeraar.",
    ),
    ("polderman", "delivery", 0.4, 24, -10, "Verkeerde bumper geleverd."),
    ("zilvermeer", "price", 0.3, 12, 2, "Uurtarief is hoger dan de offerte."),
)
SETTLED = (
    "pakket",
    "quality",
    "Lakschade aan het portier was er nog na de reparatie.",
    "U heeft gelijk: het spuiten van het portier nemen wij voor onze rekening.",
)


def create(env, invoices_of, today):
    """Raise the disputes, and settle one of them.

    :param invoices_of: function of the code of a customer to its open invoices
    """
    collector = env.ref("s4_dunning.dunning_demo_user_collector")
    for code, reason, share, days, days_left, note in DISPUTES:
        for invoice in invoices_of(code)[:1]:
            _dispute(invoice, reason, share, today - timedelta(days=days), note).write(
                {
                    "user_id": collector.id,
                    "date_deadline": today + timedelta(days=days_left),
                }
            )
    code, reason, note, answer = SETTLED
    for invoice in invoices_of(code)[:1]:
        dispute = _dispute(invoice, reason, 0.5, today - timedelta(days=17), note)
        part = invoice.currency_id.round(dispute.amount / 2)
        dispute._settle("partly", amount=part, answer=answer)
        dispute.credit_note_id.action_post()


def _dispute(invoice, reason, share, date, note):
    return invoice.env["dunning.dispute"].create(
        {
            "move_id": invoice.id,
            "reason_id": invoice.env.ref(
                f"s4_dunning.dunning_dispute_reason_{reason}"
            ).id,
            "amount": invoice.currency_id.round(invoice.amount_residual * share),
            "date": date,
            "note": note,
        }
    )
