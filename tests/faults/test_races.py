"""Several do the same, or the opposite, at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import events
import pytest
from odoo_server import ApiError
from processes import JobFailed

TO_ONE_DEBTOR = [
    events.pay,
    events.hold,
    events.cancel_the_invoices,
    events.merge_the_customer,
]
STOPS = [events.pay, events.hold, events.cancel_the_invoices]


def test_two_proposals_for_one_group(world, fault):
    world.discard()
    runs = [world.create_run() for _ in range(2)]
    workers = [
        world.processes.start(
            "call", model="dunning.run", method="action_propose", ids=[run]
        )
        for run in runs
    ]
    fault.inject("two proposals for one group at once")
    outcomes = [outcome_of(worker) for worker in workers]
    assert None in outcomes, f"At least one of them proposes: {outcomes}"
    assert all(
        outcome is None or outcome.startswith("UserError") for outcome in outcomes
    ), f"The other one gets a clear answer: {outcomes}"
    fault.conclude(world)


def outcome_of(worker):
    """Return what went wrong, or None."""
    try:
        worker.value()
    except JobFailed as failure:
        return str(failure)
    return None


def test_several_workers_on_one_outbox(world, fault):
    world.approve_some(10)
    workers = [world.processes.start("send_directly") for _ in range(3)]
    workers.append(world.start_sending())
    fault.inject("four workers on one outbox")
    for worker in workers:
        worker.value()
    world.send()
    assert set(world.states().values()) == {"sent"}
    assert world.arrived() == world.emails()
    fault.conclude(world)


def test_job_and_two_people_press_the_same_button(world, fault):
    notices = world.approve_some(10)

    def press():
        try:
            world.person.call("dunning.notice", "action_send", notices)
        except ApiError as error:
            assert "is sent" in str(error), error

    with ThreadPoolExecutor() as people:
        presses = [people.submit(press) for _ in range(2)]
        worker = world.start_sending()
        fault.inject("the scheduled job and two people send the same notices")
        for pressed in presses:
            pressed.result()
    worker.value()
    world.send()
    assert set(world.states().values()) == {"sent"}
    assert world.arrived() == world.emails()
    fault.conclude(world)


def test_recall_while_it_is_being_sent(world, fault):
    notices = world.approve_some()
    world.pause_printing(notices[3])
    worker = world.start_sending()
    world.wait_until_paused()
    fault.inject("a recall of a notice that is being sent")
    with pytest.raises(ApiError, match="too late"):
        world.person.call("dunning.notice", "action_recall", [notices[3]])
    world.printer.reset()
    worker.value()
    assert set(world.states().values()) == {"sent"}
    fault.conclude(world)


def test_recalls_race_the_sender(world, fault):
    notices = world.approve_some(10)
    recalled = []
    worker = world.start_sending()
    for notice in reversed(notices):
        fault.inject("a recall races the sender")
        try:
            world.person.call("dunning.notice", "action_recall", [notice])
            recalled.append(notice)
        except ApiError as error:
            assert "too late" in str(error) or "is sent" in str(error), error
    worker.value()
    world.send()
    states = world.states()
    assert {states.pop(notice) for notice in recalled} <= {"proposed"}
    assert set(states.values()) <= {"sent"}
    fault.conclude(world)


@pytest.mark.parametrize("moment", ["before the approval", "in the outbox"])
def test_something_happens_to_a_debtor(world, fault, moment):
    notices = world.proposed(5)
    if moment == "in the outbox":
        world.approve(notices)
    for event, notice in zip(TO_ONE_DEBTOR, notices, strict=False):
        event(world, notice)
        fault.inject(f"{words_of(TO_ONE_DEBTOR)} {moment}")
    if moment == "before the approval":
        world.approve(notices)
    world.send()
    states = world.states()
    for event, notice in zip(STOPS, notices, strict=False):
        assert states[notice] == "skipped", f"{event.__doc__} stops it"
    assert states[notices[3]] == states[notices[4]] == "sent"
    fault.conclude(world)


@pytest.mark.parametrize("event", TO_ONE_DEBTOR, ids=lambda event: event.__name__)
def test_something_happens_while_it_is_being_sent(world, fault, event):
    notices = world.approve_some()
    world.pause_printing(notices[3])
    worker = world.start_sending()
    world.wait_until_paused()
    with ThreadPoolExecutor() as people:
        happening = people.submit(event, world, notices[3])
        fault.inject(f"{event.__doc__} within the send transaction")
        wait_a_moment(happening)
        world.printer.reset()
        happening.result()
    worker.value()
    world.send()
    expected = {"sent", "skipped"} if event in STOPS else {"sent"}
    assert world.states()[notices[3]] in expected
    fault.conclude(world)


def wait_a_moment(happening):
    """Give it a second: a merge waits for the notice that is being sent."""
    try:
        happening.result(timeout=1.5)
    except TimeoutError:
        return


def test_level_is_archived_before_the_approval(world, fault):
    notices = world.proposed(5)
    events.switch_the_level(world, notices[0], is_active=False)
    fault.inject("a deactivated level before the approval")

    with pytest.raises(ApiError, match="archived"):
        world.approve(notices)

    events.switch_the_level(world, notices[0], is_active=True)
    assert set(world.states(notices).values()) == {"proposed"}
    fault.conclude(world)


def test_level_is_archived_in_the_outbox(world, fault):
    notices = world.approve_some()
    events.switch_the_level(world, notices[0], is_active=False)
    fault.inject("a deactivated level in the outbox")

    world.send()

    assert set(world.states().values()) == {"approved"}, "they wait, and say why"
    events.switch_the_level(world, notices[0], is_active=True)
    world.person.call("dunning.notice", "action_send", notices)
    world.send()
    assert set(world.states().values()) == {"sent"}
    fault.conclude(world)


def test_level_is_archived_while_it_is_used(world, fault):
    notices = world.approve_some()
    world.pause_printing(notices[3])
    worker = world.start_sending()
    world.wait_until_paused()
    events.switch_the_level(world, notices[0], is_active=False)
    fault.inject("a deactivated level within the send transaction")
    world.printer.reset()
    worker.value()
    events.switch_the_level(world, notices[0], is_active=True)
    world.settle()
    assert set(world.states().values()) == {"sent"}
    fault.conclude(world)


def words_of(things):
    return ", ".join(event.__doc__ for event in things)
