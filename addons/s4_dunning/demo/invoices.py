"""What the customers bought in the last five months."""

from datetime import timedelta

from odoo.fields import Command

# Days before today: of the first invoice, and of the busiest weeks.
SPAN = 165
BUSIEST = 52
LOCATIONS = {
    "N": ("Groningen", "Assen"),
    "M": ("Amersfoort",),
    "B": ("Zwolle",),
}
# Brands and models that do not exist, and licence plates with vowels, which no car has.
CARS = (
    "Lumora Sienne 1.2 Edition",
    "Lumora Corvane Hybrid",
    "Solvane E3 Long Range",
    "Solvane E5 Business",
    "Tarvik Cargo L2H2",
    "Tarvik Cargo L1H1 Electric",
)
WORKSHOP = (
    "Grote beurt",
    "Kleine beurt en APK",
    "Vier winterbanden, montage en opslag",
    "Remblokken en remschijven voor",
    "Distributieriem vervangen",
    "Storing verlichting verholpen",
)
PARTS = (
    "Filterset",
    "Schokbrekers achter, set",
    "Voorruit met sensor",
    "Accu 70 Ah",
    "Bumper voor, ongespoten",
    "Koppelingsset",
)
DAMAGE = ("Schadeherstel linkerflank", "Schadeherstel voorzijde", "Ruitschade")
TINY = ("Ruitenwisservloeistof", "Lampje kentekenverlichting")
# Letter of debtors.tsv: product, texts, lowest and highest price, payment term.
KINDS = {
    "S": ("car", CARS, 16500, 38900, "deposit"),
    "L": ("car", CARS, 21500, 44900, "three"),
    "W": ("workshop", WORKSHOP, 145, 1890, "30"),
    "P": ("parts", PARTS, 65, 980, "30"),
    "D": ("workshop", DAMAGE, 480, 5600, "30"),
    "G": ("workshop", ("Garantiewerk", "Terugroepactie"), 210, 1450, "30"),
    "T": ("parts", TINY, 4, 9, "14"),
}


def draft(books, companies, customers, today):
    """Draft the invoices of all customers, and those between the companies."""
    plans = [
        _plan(books, companies, customer, today, place)
        for customer in customers.values()
        for place in range(customer.count)
    ]
    plans += [
        (_intercompany(books, companies, seller, buyer, today), "never")
        for seller, buyer in ("NM", "MN", "BN", "NB", "NM")
    ]
    plans.sort(key=lambda plan: plan[0]["invoice_date"])
    books.draft(plans)


def _plan(books, companies, customer, today, place):
    """:return: (values of an invoice, how it will be paid)"""
    choose = books.random
    code = customer.companies[place % len(customer.companies)]
    kind = choose.choice(customer.kinds)
    days = int(books.random.triangular(2, SPAN, BUSIEST))
    date = today - timedelta(days=days)
    values = _values(books, companies[code], customer.partner, kind, date, code)
    currency = books.env.ref(f"base.{customer.currency}")
    values["currency_id"] = currency.id
    if customer.is_consumer and kind in "WT":
        values["invoice_payment_term_id"] = _term(books, "14")
    return values, customer.behaviour


def _intercompany(books, companies, seller, buyer, today):
    partner = companies[buyer].partner_id
    date = today - timedelta(days=books.random.randrange(10, 100))
    return _values(books, companies[seller], partner, "P", date, seller)


def _values(books, company, partner, kind, date, code):
    choose = books.random
    product, texts, lowest, highest, term = KINDS[kind]
    return {
        "move_type": "out_invoice",
        "company_id": company.id,
        "partner_id": partner.id,
        "invoice_date": date,
        "delivery_date": date,
        "ref": _reference(choose, kind),
        "narration": f"Vestiging {choose.choice(LOCATIONS[code])}",
        "invoice_user_id": books.env.ref("s4_dunning.dunning_demo_user_sales").id,
        "invoice_payment_term_id": _term(books, term),
        "invoice_line_ids": [
            Command.create(
                {
                    "product_id": books.env.ref(
                        f"s4_dunning.dunning_demo_product_{product}"
                    ).id,
                    "name": _text(choose, texts, product),
                    "quantity": 1,
                    "price_unit": _price(choose, lowest, highest),
                }
            )
        ],
    }


def _text(choose, texts, product):
    text = choose.choice(texts)
    plate = f"{choose.choice('AEIOU')}{choose.choice('AEIOU')}-{_digits(choose, 3)}-U"
    if product == "car":
        return f"{text}, kenteken {plate}"
    if product == "workshop":
        return f"{text}, {choose.choice(CARS)}, {plate}"
    return text


def _reference(choose, kind):
    word = {"G": "Garantie", "D": "Schadenr.", "P": "Bestelling"}.get(kind, "Order")
    return f"{word} {_digits(choose, 6)}"


def _digits(choose, count):
    return "".join(choose.choice("0123456789") for _place in range(count))


def _price(choose, lowest, highest):
    """Small amounts are more frequent than large ones."""
    price = lowest + (highest - lowest) * choose.random() ** 2
    return float(round(price)) if lowest > 1000 else round(price, 2)


def _term(books, code):
    return books.env.ref(f"s4_dunning.dunning_demo_term_{code}").id
