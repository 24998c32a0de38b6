"""The customers of debtors.tsv, and what the credit desk knows of them."""

import csv
from typing import NamedTuple

from odoo.tools import file_open

from .setup import load

CURRENCIES = {"foreign_gbp": "GBP", "foreign_usd": "USD", "foreign_chf": "CHF"}


class Customer(NamedTuple):
    partner: object  # res.partner
    companies: str  # letters of the companies that the customer buys from
    behaviour: str  # how the customer pays, see books.BEHAVIOURS
    count: int  # invoices
    kinds: str  # letters of what the customer buys, see invoices.KINDS
    is_consumer: bool
    currency: str


def create(env, group, policy):
    """Create partners and debtors.

    :return: dict of code to Customer
    """
    with file_open("s4_dunning/demo/debtors.tsv") as file:
        rows = {row["code"]: row for row in csv.DictReader(file, delimiter="\t")}
    languages = dict(env["res.lang"].get_installed())
    partners = load(
        env,
        "res.partner",
        {
            f"customer_{code}": _partner_values(env, row, languages)
            for code, row in rows.items()
        },
    )
    of_code = dict(zip(rows, partners, strict=True))
    _create_contacts(env, rows, of_code)
    _create_debtors(env, group, policy, rows, of_code)
    return {code: _customer(row, of_code[code]) for code, row in rows.items()}


def _partner_values(env, row, languages):
    sales = env.ref("s4_dunning.dunning_demo_user_sales")
    return {
        "name": row["name"],
        "is_company": row["segment"] != "consumer",
        "street": row["street"],
        "zip": row["zip"],
        "city": row["city"],
        "country_id": env.ref(f"base.{row['country'].replace('gb', 'uk')}").id,
        "email": row["email"],
        "vat": row["vat"],
        "user_id": sales.id if row["segment"] in ("leasing", "fleet") else False,
        **({"lang": row["lang"]} if row["lang"] in languages else {}),
    }


def _create_contacts(env, rows, of_code):
    """The invoice addresses."""
    load(
        env,
        "res.partner",
        {
            f"contact_{code}": {
                "name": row["contact"],
                "type": "invoice",
                "parent_id": of_code[code].id,
                "street": "Postbus 250",
                "zip": row["zip"],
                "city": row["city"],
                "country_id": of_code[code].country_id.id,
                "email": f"facturen.{row['email']}",
            }
            for code, row in rows.items()
            if row["contact"]
        },
    )


def _create_debtors(env, group, policy, rows, of_code):
    collector = env.ref("s4_dunning.dunning_demo_user_collector")
    manager = env.ref("s4_dunning.dunning_demo_user_manager")
    env["dunning.debtor"].create(
        [
            {
                "partner_id": of_code[code].id,
                "group_id": group.id,
                **_segment_values(policy[row["segment"].partition("_")[0]]),
                "collector_id": (
                    manager if row["segment"] in ("leasing", "importer") else collector
                ).id,
            }
            for code, row in rows.items()
        ]
    )


def _segment_values(segment):
    """The other segments are filled by the first refresh."""
    if segment.mode != "manual":
        return {}
    reason = "Zo in de vorige administratie."
    return {"segment_id": segment.id, "segment_reason": reason}


def _customer(row, partner):
    return Customer(
        partner=partner,
        companies=row["companies"],
        behaviour=row["behaviour"],
        count=int(row["count"]),
        kinds=row["kinds"],
        is_consumer=row["segment"] == "consumer",
        currency=CURRENCIES.get(row["segment"], "EUR"),
    )
