"""Which level comes next for an item, and from which day on."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from . import history
from .records import Level


@dataclass(frozen=True)
class Step:
    level: Level
    number: int  # the place of the level in its workflow, from 1
    date: date  # not before this day


def next_step(world, item, workflow, is_capped=True):
    """The step that the item takes on the day of the run, or else the one to wait for.

    One level after the other; with catch up straight to the highest level reached.

    :return: Step, or None: nothing follows
    """
    steps = [
        step
        for step in _possible_steps(world, item, workflow)
        if not is_capped or step.number <= _cap(item, workflow)
    ]
    reached = [step for step in steps if step.date <= world.date]
    return (reached[-1:] or steps[:1] or [None])[0]


def position(workflow, level):
    """How many levels of the workflow an item has behind it that reached a level.

    That level may be archived, or belong to the workflow that the debtor had before:
    its sequence tells.
    """
    if level is None:
        return 0
    return sum(
        other.sequence < level.sequence
        or other.sequence == level.sequence
        # of another workflow: at the same place in both
        and (level.workflow is not workflow or other.id <= level.id)
        for other in workflow.active_levels()
    )


def behind(world, item, workflow):
    """How many levels of the workflow the item has behind it."""
    return position(workflow, history.level_before(world, item))


def _cap(item, workflow):
    """How far the invoice may go: “not dunned beyond this level”."""
    if item.invoice.cap is None:
        return len(workflow.levels)
    return position(workflow, item.invoice.cap)


def _possible_steps(world, item, workflow):
    """The levels that may come next, from the mildest to the strictest."""
    levels = workflow.active_levels()
    numbers = {level: number for number, level in enumerate(levels, 1)}
    passed = behind(world, item, workflow)
    is_overdue = item.date_due < world.date
    # a reminder before the due date is for items that are not overdue yet
    ahead = [level for level in levels[passed:] if level.days >= 0 or not is_overdue]
    # A level that counts from the previous notice can only follow that notice: who
    # catches up comes to it in its turn, and does not jump to it.
    jumps = [
        level
        for level in ahead[1:]
        if workflow.progression == "catch_up"
        and level.trigger_base in ("due_date", "end_of_month")
    ]
    steps = [
        Step(level, numbers[level], _first_day(world, item, level))
        for level in ahead[:1] + jumps
    ]
    # what was said before the due date is not repeated after it
    is_repeated = workflow.repeat_days and levels and levels[-1].days >= 0
    if is_repeated and is_overdue and passed == len(levels):
        day = _first_day_after_notice(world, item, workflow, workflow.repeat_days)
        steps.append(Step(levels[-1], len(levels), day))
    if steps and is_overdue and _broke_a_promise(world, item):
        first = steps[0]
        steps[0] = Step(first.level, first.number, min(first.date, world.date))
    return steps


def _broke_a_promise(world, item):
    """Whether a promise about the item was broken and nothing was sent since."""
    notice = history.last_notice(world, item)
    return item.date_broken and (not notice or item.date_broken > notice.date_sent)


def _first_day(world, item, level):
    """The day from which a level may be used, by what its days are counted from."""
    workflow = level.workflow
    days = timedelta(level.days)
    if level.trigger_base == "due_date":
        # money can be on its way only when it is due: no grace before the due date
        grace = timedelta(workflow.grace_days if level.days >= 0 else 0)
        return _not_too_soon(world, item, workflow, item.date_due + grace + days)
    if level.trigger_base == "end_of_month":
        # the end of the month of the due date itself, however long the grace
        due = item.date_due
        last_day = calendar.monthrange(due.year, due.month)[1]
        day = due.replace(day=last_day) + timedelta(workflow.grace_days) + days
        return _not_too_soon(world, item, workflow, day)
    if level.trigger_base == "previous_deadline":
        notice = history.last_notice(world, item)
        if notice and notice.date_deadline:
            return _not_too_soon(world, item, workflow, notice.date_deadline + days)
    return _first_day_after_notice(world, item, workflow, level.days)


def _first_day_after_notice(world, item, workflow, days):
    """So many days after the last notice.

    An item that was never dunned, because the levels before it are for items that are
    not due yet, has no notice to count from: its due date takes that place.
    """
    notice = history.last_notice(world, item)
    start = (
        notice.date_sent if notice else item.date_due + timedelta(workflow.grace_days)
    )
    return _not_too_soon(world, item, workflow, start + timedelta(days))


def _not_too_soon(world, item, workflow, day):
    """Keep the days that lie at least between two notices about the same item."""
    notice = history.last_notice(world, item)
    if not notice:
        return day
    return max(day, notice.date_sent + timedelta(workflow.interval_days))
