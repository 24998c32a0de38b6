"""Charts of accounts, rates, payment terms, products and policy of the dealer group."""

from datetime import timedelta

from odoo.fields import Command

# Payment terms: name, and the parts as (percent, days).
TERMS = {
    "14": ("14 dagen", [(100, 14)]),
    "30": ("30 dagen", [(100, 30)]),
    "deposit": ("30% bij bestelling, rest binnen 30 dagen", [(30, 0), (70, 30)]),
    "three": ("Drie termijnen", [(34, 14), (33, 44), (33, 74)]),
}
PRODUCTS = {
    "car": ("Auto", "consu"),
    "workshop": ("Werkplaats", "service"),
    "parts": ("Onderdelen", "consu"),
}
# Units for one euro, a year ago, a quarter ago and now. There is none for Swiss francs:
# the invoices in that currency show what a run does with a missing rate.
RATES = {"GBP": (0.851, 0.864, 0.858), "USD": (1.072, 1.109, 1.094)}
RATE_DAYS = (365, 90, 0)


def accounting(env, companies, today):
    """Give the companies their charts, and what invoices need."""
    for company in companies.values():
        _load_chart(env, company)
    _activate_currencies(env, companies, today)
    _create_terms(env)
    _create_products(env, companies)


def load(env, model, rows):
    """Create records with external ids, in one batch.

    :param rows: dict of the last part of the id to values
    """
    return env[model]._load_records(
        [
            {
                "xml_id": f"s4_dunning.dunning_demo_{name}",
                "values": values,
                "noupdate": True,  # else an update of the add-on deletes them
            }
            for name, values in rows.items()
        ]
    )


def _load_chart(env, company):
    has_dutch_chart = env["ir.module.module"].search_count(
        [("name", "=", "l10n_nl"), ("state", "=", "installed")]
    )
    # not try_loading: that one warns about any use during the loading of modules
    env["account.chart.template"]._load(
        "nl" if has_dutch_chart else "generic_coa", company, install_demo=False
    )
    company.currency_id = env.ref("base.EUR")
    bank = env["account.journal"].search(
        [("company_id", "=", company.id), ("type", "=", "bank")], limit=1
    )
    bank.bank_account_id = company.partner_id.bank_ids[:1]


def _activate_currencies(env, companies, today):
    currencies = {name: env.ref(f"base.{name}") for name in ("GBP", "USD", "CHF")}
    for currency in currencies.values():
        currency.active = True
    env["res.currency.rate"].create(
        [
            {
                "currency_id": currencies[name].id,
                "company_id": company.id,
                "name": today - timedelta(days=days),
                "rate": rate,
            }
            for name, rates in RATES.items()
            for company in companies.values()
            for days, rate in zip(RATE_DAYS, rates, strict=True)
        ]
    )


def _create_terms(env):
    load(
        env,
        "account.payment.term",
        {
            f"term_{code}": {
                "name": name,
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": share, "nb_days": days}
                    )
                    for share, days in parts
                ],
            }
            for code, (name, parts) in TERMS.items()
        },
    )


def _create_products(env, companies):
    taxes = [company.account_sale_tax_id.id for company in companies.values()]
    load(
        env,
        "product.product",
        {
            f"product_{code}": {
                "name": name,
                "type": kind,
                "taxes_id": [Command.set(taxes)],
                "supplier_taxes_id": [Command.clear()],
            }
            for code, (name, kind) in PRODUCTS.items()
        },
    )


def workflows(env, group):
    """Make the segments of the group, some with a workflow of their own.

    Some are filled by hand, others by their criteria.

    :return: dict of the segment's code in debtors.csv to dunning.segment
    """
    # Odoo loads translations after demo data, too late for the texts that are copied.
    languages = [code for code, _name in env["res.lang"].get_installed()]
    env["ir.module.module"]._load_module_terms(["s4_dunning"], languages)
    standard = group.workflow_id
    fleet = _copy(standard, group, "Leasing and fleets", grace_days=5)
    consumer = _copy(standard, group, "Consumers")
    consumer.level_ids[:1].minimum_amount = 25
    importer = _copy(
        standard,
        group,
        "Importer",
        item_domain="[('move_id.ref', 'not ilike', 'garantie')]",
    )
    rows = {
        "leasing": ("Leasing companies", fleet, {}),
        "fleet": ("Fleets", fleet, {}),
        "trade": ("Trade customers for parts", standard, {}),
        "insurer": ("Insurers", standard, {}),
        "importer": ("Importer", importer, {}),
        "habitual": (
            "Habitual late payers",
            standard,
            {"mode": "proposed", "behaviour": "habitual"},
        ),
        "consumer": (
            "Consumers",
            consumer,
            {
                "mode": "automatic",
                "customer_kind": "consumer",
                "channel": "email",
                "second_channel": "letter",
            },
        ),
        "foreign": (
            "Foreign customers",
            standard,
            {"mode": "automatic", "region": "foreign"},
        ),
    }
    segments = load(
        env,
        "dunning.segment",
        {
            f"segment_{code}": {
                "name": name,
                "sequence": 10 * place,
                "group_id": group.id,
                "workflow_id": workflow.id,
                **criteria,
            }
            for place, (code, (name, workflow, criteria)) in enumerate(rows.items(), 1)
        },
    )
    return dict(zip(rows, segments, strict=True))


def _copy(workflow, group, name, **values):
    """A workflow for the group with the same levels and texts."""
    copy = workflow.copy({"name": name, "group_id": group.id, **values})
    workflow.level_ids.copy({"workflow_id": copy.id})
    return copy
