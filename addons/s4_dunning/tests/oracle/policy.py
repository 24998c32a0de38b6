"""Who is written to, by which workflow, in how many notices, at which rate."""

from decimal import Decimal

from .records import VAT_NUMBERS


def debtor(item):
    """The customer that is written to: the payer gets what it pays for."""
    customer = item.customer
    if customer and customer.addressee == "payer":
        return customer.payer
    return customer


def workflow(world, item):
    """The most specific workflow that is named; archived ones do not count."""
    customer = debtor(item)
    segment = customer.segment if customer else None
    named = [
        item.invoice.workflow,
        customer.workflow if customer else None,
        segment.workflow if segment else None,
        item.invoice.company.workflow,
        world.workflow,
    ]
    return next((named for named in named if named and named.active), None)


def is_consumer(customer):
    """A person without a valid VAT number."""
    return not customer.is_company and customer.vat not in VAT_NUMBERS.values()


def grouping(item, of_workflow):
    """How the items are grouped into notices: the most specific choice wins."""
    customer = debtor(item)
    of_segment = customer.segment.grouping if customer.segment else None
    return customer.grouping or of_segment or of_workflow.grouping


def is_per_creditor(world, item, level):
    """Every company writes to a consumer by itself.

    A manager may allow collective notices; where costs are claimed even that does not
    help, as they are computed per creditor.
    """
    claims_costs = level is not None and level.claims_costs
    return is_consumer(debtor(item)) and (
        claims_costs or not world.is_consumer_collective
    )


def exchange_rate(world, company, currency):
    """What one unit is worth in the currency of the group at the day of the run.

    :return: Decimal, or None where a rate is missing
    """
    # The currency of the group needs a rate too, even for an item in that currency: the
    # figures of the debtor convert what the ledger of the company says of it.
    for needed in (currency, world.currency):
        if needed is not company.currency and not _rates(world, company, needed):
            return None
    if currency is world.currency:
        return Decimal(1)
    # Odoo's rates are binary fractions, and so is their quotient: no use to be more
    # exact here than the rate that a user can see
    quotient = _rate(world, company, currency) / _rate(world, company, world.currency)
    return Decimal(repr(1 / quotient))


def _rates(world, company, currency):
    return [
        rate
        for rate in world.rates
        if rate.currency is currency and rate.company in (None, company)
    ]


def _rate(world, company, currency):
    """Odoo's rate of the day: the company's own before that of all companies."""
    rates = _rates(world, company, currency)
    known = [rate for rate in rates if rate.day <= world.date]
    if known:
        best = max(known, key=lambda rate: (rate.company is not None, rate.day))
        return best.rate
    # Odoo takes the first one, if all are of later days
    first = min(rates, key=lambda rate: (rate.company is None, rate.day), default=None)
    return first.rate if first else 1.0


def minimum_in_group_currency(world, level):
    """The minimum amount of a level, at the rate of the day of the first company."""
    # A minimum belongs to no company: of the companies, which may have different rates,
    # the first one's counts.
    company = world.members()[0]
    used = level.workflow.currency
    if not level.minimum_amount:
        return Decimal(0)
    if used is world.currency:
        return level.minimum_amount
    quotient = _rate(world, company, used) / _rate(world, company, world.currency)
    return Decimal(repr(float(level.minimum_amount) * (1 / quotient)))
