"""Below the minimum of a level the next lower level is used, or nothing is sent."""

from datetime import timedelta

from . import credits, history, policy
from .candidates import key


def lower(world, candidates):
    """Lower what stays below a minimum, from the highest level down.

    So an item can fall several levels.
    """
    for workflow in sorted(world.workflows, key=lambda used: -used.id):
        for level in reversed(workflow.active_levels()):
            if level.minimum_amount or level.minimum_percentage:
                _lower_from(world, candidates, level)


def _lower_from(world, candidates, level):
    at_level = {}
    for candidate in candidates:
        if candidate.is_dunned and candidate.level is level:
            at_level.setdefault(key(world, candidate), []).append(candidate)
    poor = [
        items
        for of_notice, items in at_level.items()
        if _is_too_little(world, candidates, level, of_notice)
    ]
    for candidate in sum(poor, []):
        _lower(world, candidate)


def _is_too_little(world, candidates, level, of_notice):
    number = level.workflow.active_levels().index(level) + 1
    reached = sum(
        candidate.amount_group
        for candidate in candidates
        if candidate.is_dunned
        and candidate.number >= number
        and key(world, candidate) == of_notice
    )
    for candidate in credits.standing(world, candidates).get(of_notice, ()):
        if candidate.reason == "credit":
            reached += candidate.amount_group
    open_balance = sum(
        candidate.amount_group
        for candidate in candidates
        if candidate.debtor is of_notice.debtor and (candidate.amount_group or 0) > 0
    )
    minimum = policy.minimum_in_group_currency(world, level)
    return reached < minimum or reached * 100 < open_balance * level.minimum_percentage


def _lower(world, candidate):
    """Use the next lower level, where the item may have it.

    A level that the item had already comes again only where the workflow repeats. A
    reminder before the due date is no milder way to ask for money that is overdue.
    """
    levels = candidate.workflow.active_levels()
    candidate.number -= 1
    candidate.is_lowered = True
    candidate.level = levels[candidate.number - 1] if candidate.number else None
    if candidate.level is None or not _may_be_used(world, candidate):
        candidate.reason = "below_minimum"


def _may_be_used(world, candidate):
    is_new = candidate.number > candidate.number_before
    return candidate.level.days >= 0 and (is_new or _may_repeat(world, candidate))


def _may_repeat(world, candidate):
    days = candidate.workflow.repeat_days
    notice = history.last_notice(world, candidate.item)
    return days and notice.date_sent + timedelta(days) <= world.date
