"""Which level an item takes next: what holds for every workflow and every history."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from oracle import history, level_rule, policies
from oracle.records import (
    Company,
    Currency,
    Customer,
    Invoice,
    Item,
    Level,
    Notice,
    NoticeLine,
    Workflow,
    World,
)

TODAY = date(2026, 3, 31)

days = st.integers(-20, 90)

on_items = settings(
    deadline=None,  # a busy machine is no failure
    # of many items nothing is to be said: nothing follows, or not yet
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


def world_of(workflow, due, today=TODAY):
    """A group with one open item."""
    dollar = Currency("USD")
    company = Company("A", dollar)
    amount = Decimal(100)
    item = Item(Invoice(company, dollar), Customer("J"), due, due, amount, amount)
    world = World(today, dollar, workflow, [company], [workflow], [], [item])
    for number, level in enumerate(workflow.levels, 1):
        level.id = number
    return world, item


def send(world, item, level):
    """A notice about the item goes out today."""
    deadline = world.date + timedelta(level.payment_days)
    lines = [NoticeLine(item, level)]
    number = len(world.notices) + 1
    world.notices.append(Notice("sent", lines, level, world.date, deadline, id=number))


def taken(world, item, workflow):
    """The step that the item takes today, or None."""
    step = level_rule.next_step(world, item, workflow)
    return step if step and step.date <= world.date else None


@st.composite
def dunned_items(draw, is_capped=False):
    """An item of any age, perhaps dunned before, perhaps by another workflow."""
    workflow = draw(policies.workflow("X"))
    other = draw(policies.workflow("Y"))
    world, item = world_of(workflow, TODAY - timedelta(draw(days)))
    for level in other.levels:
        level.id += len(workflow.levels)
    for ago in draw(st.lists(st.integers(0, 60), max_size=3)):
        world.date = TODAY - timedelta(ago)
        send(world, item, draw(st.sampled_from(workflow.levels + other.levels)))
    world.date = TODAY
    if is_capped:
        item.invoice.cap = draw(st.sampled_from(workflow.levels + other.levels))
    return world, item, workflow


@on_items
@given(dunned_items())
def test_never_lower_than_before(dunned):
    world, item, workflow = dunned
    behind = level_rule.behind(world, item, workflow)
    step = level_rule.next_step(world, item, workflow)
    assume(step)
    is_repeated = workflow.repeat_days and behind == len(workflow.active_levels())
    assert step.number > behind or (is_repeated and step.number == behind)


@on_items
@given(dunned_items())
def test_no_level_is_skipped_unless_allowed(dunned):
    world, item, workflow = dunned
    behind = level_rule.behind(world, item, workflow)
    step = level_rule.next_step(world, item, workflow)
    assume(step)
    skipped = workflow.active_levels()[behind : step.number - 1]
    if item.date_due < world.date:  # too late for a reminder before the due date
        skipped = [level for level in skipped if level.days >= 0]
    if workflow.progression == "sequential":
        assert not skipped
    elif skipped:
        assert step.level.trigger_base in ("due_date", "end_of_month")


@on_items
@given(dunned_items(is_capped=True))
def test_invoice_goes_no_further_than_it_may(dunned):
    world, item, workflow = dunned
    step = level_rule.next_step(world, item, workflow)
    assume(step)
    cap = item.invoice.cap
    assert step.level.sequence <= cap.sequence
    if cap.workflow is workflow:
        assert (step.level.sequence, step.level.id) <= (cap.sequence, cap.id)


@on_items
@given(dunned_items())
def test_days_between_two_notices(dunned):
    world, item, workflow = dunned
    notice = history.last_notice(world, item)
    step = level_rule.next_step(world, item, workflow)
    assume(notice and step)
    assert (step.date - notice.date_sent).days >= workflow.interval_days


@on_items
@given(dunned_items(), st.integers(1, 30))
def test_another_day_never_takes_a_level_back(dunned, later):
    world, item, workflow = dunned
    step = taken(world, item, workflow)
    assume(step)
    was_overdue = item.date_due < world.date
    world.date += timedelta(later)
    # only a reminder before the due date is void once that has come
    assume(was_overdue == (item.date_due < world.date))
    assert taken(world, item, workflow).number >= step.number


@on_items
@given(dunned_items())
def test_same_question_same_answer(dunned):
    world, item, workflow = dunned
    first = level_rule.next_step(world, item, workflow)
    assert level_rule.next_step(world, item, workflow) == first


@on_items
@given(policies.workflow("X"), st.integers(-10, 10))
def test_life_of_an_item_with_a_run_every_day(workflow, overdue):
    world, item = world_of(workflow, TODAY - timedelta(overdue))
    sent = []
    for _ in range(150):
        if step := taken(world, item, workflow):
            sent.append((world.date, step.number))
            send(world, item, step.level)
        world.date += timedelta(1)

    levels = workflow.active_levels()
    for (day, number), (next_day, next_number) in zip(sent, sent[1:], strict=False):
        assert (next_day - day).days >= workflow.interval_days
        assert next_number > number or (
            workflow.repeat_days and next_number == number == len(levels)
        )
    if workflow.progression == "sequential" and sent:
        after_due = [n for n, level in enumerate(levels, 1) if level.days >= 0]
        reached = [number for day, number in sent if day > item.date_due]
        distinct = list(dict.fromkeys(reached))
        first = after_due.index(distinct[0]) if distinct else 0
        assert distinct == after_due[first : first + len(distinct)]


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("due_date", date(2026, 2, 10) + timedelta(3 + 14)),
        ("end_of_month", date(2026, 2, 28) + timedelta(3 + 14)),
        # never dunned: the due date takes the place of the notice
        ("previous_notice", date(2026, 2, 10) + timedelta(3 + 14)),
        ("previous_deadline", date(2026, 2, 10) + timedelta(3 + 14)),
    ],
)
def test_first_day_of_a_first_level(base, expected):
    level = Level(1, days=14, trigger_base=base)
    workflow = Workflow("X", [level], grace_days=3)
    world, item = world_of(workflow, date(2026, 2, 10))
    assert level_rule.next_step(world, item, workflow).date == expected


@pytest.mark.parametrize(
    ("base", "interval", "expected"),
    [
        ("previous_notice", 7, date(2026, 3, 1) + timedelta(14)),
        ("previous_notice", 20, date(2026, 3, 1) + timedelta(20)),
        ("previous_deadline", 7, date(2026, 3, 11) + timedelta(14)),
        ("due_date", 7, date(2026, 3, 1) + timedelta(7)),
    ],
)
def test_first_day_of_a_second_level(base, interval, expected):
    levels = [Level(1), Level(2, days=14, trigger_base=base)]
    workflow = Workflow("X", levels, interval_days=interval)
    world, item = world_of(workflow, date(2026, 2, 10), today=date(2026, 3, 1))
    send(world, item, levels[0])  # pay within 10 days
    assert level_rule.next_step(world, item, workflow).date == expected


def test_archived_level_of_another_workflow_counts_by_its_sequence():
    workflow = Workflow("X", [Level(1), Level(3), Level(5)])
    before = Workflow("Y", [Level(3, active=False)])
    assert level_rule.position(workflow, before.levels[0]) == 2
    assert level_rule.position(workflow, None) == 0
