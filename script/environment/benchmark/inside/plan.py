"""The plan of the ledger of a dealer group: who owes what, and since when.

N open invoices, 5 % of them partly paid; N paid ones as history; open credit notes and
payments that are not allocated, 2 % of N each. Every debtor has an invoice; the others
follow Zipf and Mandelbrot, so that a few debtors have very many. The open items are due
from 120 days ago until in 30 days. One in thirty is a vehicle, the others are workshop
and parts. The same seed, the same ledger.
"""

import itertools
import math
import random
from typing import NamedTuple

SEED = 20261121
# open items and debtors
SIZES = {
    "XS": (1_000, 200),
    "S": (10_000, 2_000),
    "M": (100_000, 20_000),
    "L": (1_000_000, 200_000),
}
TAX = 0.19
PARTLY_PAID = 0.42
VEHICLES = 0.03


class Document(NamedTuple):
    number: int
    kind: str
    debtor: int
    due: int  # days from today
    term: int  # days from the invoice to its due date
    net: float
    tax: float
    gross: float
    paid: float


def documents(open_items, debtors):
    """All documents, without the bank entries that pay some of them."""
    chance = random.Random(SEED)
    weights = list(
        itertools.accumulate(1 / (rank + 10) for rank in range(1, debtors + 1))
    )
    number = 0
    for kind, count, earliest, latest in (
        ("open", open_items - open_items // 20, -120, 30),
        ("part", open_items // 20, -120, 30),
        ("paid", open_items, -480, -121),
        ("refund", open_items // 50, -120, 30),
        ("payment", open_items // 50, -120, -1),
    ):
        everybody = range(debtors) if count >= debtors else ()
        others = chance.choices(
            range(debtors), cum_weights=weights, k=count - len(everybody)
        )
        for debtor in itertools.chain(everybody, others):
            number += 1
            net = _net(chance)
            tax = round(net * TAX, 2)
            gross = round(net + tax, 2)
            yield Document(
                number,
                kind,
                debtor,
                chance.randint(earliest, latest),
                chance.choice((14, 14, 30)),
                net,
                tax,
                gross,
                round(gross * PARTLY_PAID, 2) if kind == "part" else gross,
            )


def _net(chance):
    if chance.random() < VEHICLES:
        return round(chance.uniform(8_000, 45_000), 2)
    return round(min(max(math.exp(chance.gauss(5.9, 0.9)), 5), 7_500), 2)
