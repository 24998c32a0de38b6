"""What a credit agency and an insurer think of some customers, and own limits."""

from datetime import timedelta

AGENCY = "Kredietmeter Waterland"
INSURER = "Polderborg Kredietverzekering"

# Customer, kind, source, what it says, and the days from today on which it begins and
# ends. One limit ends soon, one is over, two are lower than what is open.
RATINGS = (
    ("veldzicht", "credit_rating", AGENCY, ("B+", 62), -120, None),
    ("veldzicht", "insured_limit", INSURER, 100_000, -200, 20),
    ("kanaal", "insured_limit", INSURER, 60_000, -100, 265),
    ("vechtzoom", "credit_rating", AGENCY, ("D", 21), -30, 335),
    ("vechtzoom", "own_limit", False, 20_000, -60, None),
    ("pakket", "credit_rating", AGENCY, ("A", 88), -300, 65),
    ("hunzedal", "own_limit", False, 2_500, -10, None),
    ("waarborg", "credit_rating", AGENCY, ("AA", 95), -90, None),
    ("importeur", "insured_limit", INSURER, 25_000, -400, -35),
)


def create(env, group, partners, today):
    """Make the ratings; a task about what ends is made by the next refresh."""
    debtors = env["dunning.debtor"].search([("group_id", "=", group.id)])
    of_partner = {debtor.partner_id: debtor for debtor in debtors}
    env["dunning.rating"].create(
        [
            {
                "debtor_id": of_partner[partners[code]].id,
                "kind": kind,
                "source": source,
                "date": today + timedelta(days=start),
                "date_expiry": end is not None and today + timedelta(days=end),
                **_words(kind, words),
            }
            for code, kind, source, words, start, end in RATINGS
        ]
    )


def _words(kind, words):
    if kind != "credit_rating":
        return {"amount": words}
    value, score = words
    return {"value": value, "score_external": score}
