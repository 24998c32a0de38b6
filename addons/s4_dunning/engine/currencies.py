"""What the currencies of a group are worth in the group's own currency."""

from odoo.tools import SQL


def factors(group, date):
    """VALUES (company, currency, factor) for the companies and active currencies.

    One unit of the currency in that company is worth `factor` of the group's currency
    at the date. It is NULL where a rate is missing: Odoo itself would silently take 1.
    """
    companies = group.company_ids
    currencies = group.env["res.currency"].search([]) | companies.currency_id
    rated = _rated(companies, currencies)
    return SQL(", ").join(
        SQL(
            "(%s, %s, %s::numeric)",
            company.id,
            currency.id,
            _factor(group, company, currency, rated, date),
        )
        for company in companies
        for currency in currencies
    )


def _rated(companies, currencies):
    """The (company root, currency) pairs that have an exchange rate."""
    rates = companies.env["res.currency.rate"]._read_group(
        [("currency_id", "in", currencies.ids)], ["company_id", "currency_id"]
    )
    roots = companies.root_id
    return {
        (root, currency)
        for company, currency in rates
        for root in (company or roots)
        if root in roots
    }


def _factor(group, company, currency, rated, date):
    for needed in currency | group.currency_id:
        is_own = needed == company.currency_id
        if not is_own and (company.root_id, needed) not in rated:
            return None
    return currency._get_conversion_rate(currency, group.currency_id, company, date)
