"""Credits are netted per debtor and company: no notice when they cover the claim."""

from collections import defaultdict

from . import demands
from .candidates import MENTIONED, key


def claims(world, candidates):
    """What the notices ask for, per debtor, company and currency, the largest first.

    :return: dict of purse to list of (Key, amount)
    """
    amounts = defaultdict(lambda: defaultdict(int))
    for candidate in candidates:
        if candidate.is_dunned:
            of_notice = key(world, candidate)
            amounts[candidate.purse][of_notice] += demands.asked(world, candidate.item)
    return {
        purse: sorted(of_purse.items(), key=lambda claim: (-claim[1], claim[0].order()))
        for purse, of_purse in amounts.items()
    }


def used_up(candidates):
    """The purses whose credits cover something: they count once, and not again."""
    return {
        candidate.purse
        for candidate in candidates
        if candidate.reason == "covered_by_credit"
    }


def cover(world, candidates):
    """Leave out what credits of the same company and currency cover.

    A credit cannot be cut in two: where it covers one notice and reaches into the next,
    both wait until it is allocated.
    """
    money = defaultdict(int)
    for candidate in candidates:
        if candidate.reason == "credit":
            money[candidate.purse] -= candidate.item.residual
    spent = used_up(candidates)
    for purse, of_purse in claims(world, candidates).items():
        if purse in spent:
            continue
        asked = 0
        is_covered = False
        for of_notice, amount in of_purse:
            is_covered = money[purse] > asked and (is_covered or money[purse] >= amount)
            asked += amount
            if is_covered:
                _leave_out(world, candidates, purse, of_notice)


def _leave_out(world, candidates, purse, of_notice):
    for candidate in candidates:
        if (
            candidate.is_dunned
            and candidate.purse == purse
            and key(world, candidate) == of_notice
        ):
            candidate.reason = "covered_by_credit"


def standing(world, candidates):
    """The credits and the items to mention, by the notice in which they stand.

    Credits are taken off the largest claim, once: those used up stand in none. Where
    the level tells notices apart, what is only mentioned goes the same way: it has no
    level yet.

    :return: dict of Key to list of Candidate
    """
    spent = used_up(candidates)
    of_purses = claims(world, candidates)
    result = defaultdict(list)
    for candidate in candidates:
        of_purse = of_purses.get(candidate.purse)
        if not of_purse:
            continue  # a notice shows nothing of companies that ask for nothing
        largest = of_purse[0][0]
        if candidate.reason == "credit" and candidate.purse not in spent:
            result[largest].append(candidate)
        elif candidate.reason in MENTIONED:
            own = key(world, candidate)
            if own.grouping == "level" and own.workflow is largest.workflow:
                own = largest
            if own in dict(of_purse):
                result[own].append(candidate)
    return result
