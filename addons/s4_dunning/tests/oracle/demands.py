"""What may be asked for of an item, and what is on hold."""

from . import policy


def is_held(world, item):
    """Whether nothing of the item may be dunned."""
    whole = [hold for hold in holds(world, item) if not hold.amount]
    return whole or held(world, item) >= item.residual


def is_held_by_itself(world, item):
    """Whether a hold names the item, all of it; a credit then is taken off nothing."""
    return any(hold.target is item and not hold.amount for hold in holds(world, item))


def held(world, item):
    """The part of the item for which dunning rests while it asks for the others."""
    parts = sum(hold.amount for hold in holds(world, item))
    return min(parts, max(item.residual, 0))


def holds(world, item):
    """The holds of the item, its debtor, its customer or its company on that day."""
    targets = (item, policy.debtor(item), item.customer, item.invoice.company)
    return [
        hold
        for hold in world.holds
        if hold.target in targets
        and not hold.is_released
        and hold.date_start <= world.date
        and (hold.date_end is None or hold.date_end >= world.date)
    ]


def amount_in_group_currency(world, item):
    """:return: Decimal, or None where a rate is missing"""
    rate = policy.exchange_rate(world, item.invoice.company, item.invoice.currency)
    return None if rate is None else asked(world, item) * rate


def asked(world, item):
    """What a notice asks for of the item: all but what is under review."""
    return item.residual - held(world, item)
