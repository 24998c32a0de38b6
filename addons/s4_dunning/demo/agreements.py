"""What customers promised: some of it is due, some was not kept."""

from datetime import timedelta

# Customer, days from today of the promise and of the payment, how, and what was said.
PROMISES = (
    ("smederij", -4, 3, "phone", "Betaalt zodra de verzekeraar heeft uitgekeerd."),
    ("helder", -1, 6, "email", "Betaalrun staat voor volgende week."),
    ("kromhout", -2, 0, "phone", "Overboeking is ingepland voor vandaag."),
    (
        "hunzedal",
        -15,
        -6,
        "phone",
        "Zou betalen zodra de gemeente afrekent.",
    ),
    ("rietveen", -12, -5, "in_person", "Aan de balie toegezegd."),
)


def create(env, group, partners, today):
    """Make the promises; those that are over are judged by the next refresh."""
    debtors = env["dunning.debtor"].search([("group_id", "=", group.id)])
    of_partner = {debtor.partner_id: debtor for debtor in debtors}
    for code, made, pays, channel, note in PROMISES:
        debtor = of_partner[partners[code]]
        if debtor._overdue_items_to_agree():
            env["dunning.promise"].create(
                {
                    "debtor_id": debtor.id,
                    "date_made": today + timedelta(days=made),
                    "date": today + timedelta(days=pays),
                    "channel": channel,
                    "note": note,
                    "user_id": env.ref("s4_dunning.dunning_demo_user_collector").id,
                }
            )
