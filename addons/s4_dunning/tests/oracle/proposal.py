"""The proposal of a run: every open item in a notice, or left out with one reason."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from . import addresses, credits, demands, minimums
from . import candidates as candidates_
from .records import Company, Currency, Customer, Item, Level, Workflow


@dataclass
class Line:
    item: Item
    kind: str
    level: Level | None
    reason: str | None
    is_lowered: bool


@dataclass
class Claim:
    principal: Decimal = Decimal(0)
    credit: Decimal = Decimal(0)


@dataclass
class ProposedNotice:
    debtor: Customer
    workflow: Workflow
    grouping: str
    sender: Company
    level: Level
    delivery: addresses.Delivery
    currency: Currency
    amount_total: Decimal
    days_overdue: int
    date_deadline: date
    lines: list[Line]
    claims: dict[tuple[Company, Currency], Claim]


@dataclass
class Proposal:
    notices: list[ProposedNotice]
    exclusions: list[candidates_.Candidate]
    totals: dict[Company, tuple[Decimal, Decimal, Decimal]]


def propose(world):
    """:return: Proposal, what a run of the group has to come to"""
    candidates = candidates_.of_world(world)
    _apply_rules_of_notices(world, candidates)
    notices = _notices(world, candidates)
    included = {line.item for notice in notices for line in notice.lines}
    return Proposal(
        notices,
        [candidate for candidate in candidates if candidate.item not in included],
        {company: _total(world, company, included) for company in world.members()},
    )


def _apply_rules_of_notices(world, candidates):
    """Credits, minimum amounts and addresses, until none of them changes anything.

    What one of them leaves out changes what the others look at: credits may cover the
    rest, the rest may be too little.
    """
    while True:
        before = [(candidate.reason, candidate.level) for candidate in candidates]
        credits.cover(world, candidates)
        minimums.lower(world, candidates)
        addresses.leave_out_unreachable(candidates)
        if before == [(candidate.reason, candidate.level) for candidate in candidates]:
            return


def _notices(world, candidates):
    of_keys = defaultdict(list)
    for candidate in candidates:
        if candidate.is_dunned:
            of_keys[candidates_.key(world, candidate)].append(candidate)
    standing = credits.standing(world, candidates)
    return [
        _notice(world, key, dunned, standing[key]) for key, dunned in of_keys.items()
    ]


def _notice(world, key, dunned, others):
    sender = _sender(world, dunned)
    first = _first(key.workflow, dunned, sender)
    netted = [candidate for candidate in others if candidate.reason == "credit"]
    currencies = {candidate.item.invoice.currency for candidate in dunned}
    return ProposedNotice(
        debtor=key.debtor,
        workflow=key.workflow,
        grouping=key.grouping,
        sender=sender,
        level=first.level,
        delivery=addresses.delivery(key.debtor, first.level),
        currency=currencies.pop() if len(currencies) == 1 else world.currency,
        amount_total=_amount_total(world, dunned + netted),
        days_overdue=max(
            (world.date - candidate.item.date_due).days for candidate in dunned
        ),
        date_deadline=world.date + timedelta(first.level.payment_days),
        lines=[_line(candidate, first) for candidate in dunned + others],
        claims=_claims(world, dunned, netted),
    )


def _sender(world, dunned):
    """The lead company where it has a claim, else the one to which most is overdue."""
    amounts = defaultdict(int)
    for candidate in dunned:
        amounts[candidate.item.invoice.company] += candidate.amount_group
    if world.lead_company in amounts:
        return world.lead_company
    return min(amounts, key=lambda company: (-amounts[company], company.id))


def _first(workflow, dunned, sender):
    """The item that gives the notice its level, its words and its channel."""

    def order(candidate):
        item = candidate.item
        highest = (-candidate.number, item.date_due, item.id)
        return {
            "highest": highest,
            "oldest": (item.date_due, *highest),
            "lead_company": (item.invoice.company is not sender, *highest),
        }[workflow.level_rule]

    return min(dunned, key=order)


def _line(candidate, first):
    if candidate.reason == "credit":
        return Line(candidate.item, "credit", None, None, False)
    if candidate.reason:
        return Line(candidate.item, "open", candidate.level, candidate.reason, False)
    # “items that are further than the notice do not rise”
    level = min(candidate, first, key=lambda one: one.number).level
    return Line(candidate.item, "overdue", level, None, candidate.is_lowered)


def _claims(world, dunned, netted):
    claims = defaultdict(Claim)
    for candidate in dunned:
        invoice = candidate.item.invoice
        claims[invoice.company, invoice.currency].principal += demands.asked(
            world, candidate.item
        )
    for candidate in netted:
        invoice = candidate.item.invoice
        claims[invoice.company, invoice.currency].credit -= candidate.item.residual
    return dict(claims)


def _amount_total(world, counted):
    """In several currencies: at the rate of the day, rounded once at the end."""
    if len({candidate.item.invoice.currency for candidate in counted}) == 1:
        return sum(demands.asked(world, candidate.item) for candidate in counted)
    amount = sum(candidate.amount_group for candidate in counted)
    smallest = Decimal(1).scaleb(-world.currency.digits)
    return amount.quantize(smallest, rounding=ROUND_HALF_UP)


def _total(world, company, included):
    """Ledger, in notices, left out: balances in the currency of the company."""
    balances = {
        item: item.residual_balance
        for item in world.open_items()
        if item.invoice.company is company
    }
    in_notices = sum(
        (balances[item] for item in balances if item in included), Decimal(0)
    )
    ledger = sum(balances.values(), Decimal(0))
    return ledger, in_notices, ledger - in_notices
