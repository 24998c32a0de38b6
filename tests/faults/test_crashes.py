"""The process that works is killed."""

import random
import time

import pytest
from processes import PATIENCE

WORKED_OFF = """
SELECT (SELECT COUNT(*) FROM dunning_notice WHERE state = 'sent')
     + (SELECT COUNT(*) FROM mail_notification WHERE notification_status != 'ready')
"""


def test_sending_killed_at_random_moments(world, fault, pytestconfig):
    kills = pytestconfig.option.kills
    world.approve_some(count=None)
    moments = Moments(world, kills, random.Random(pytestconfig.option.seed))

    for _ in range(kills):
        worker = world.start_sending()
        moments.wait_for_one(worker)
        worker.kill()
        assert not worker.is_done(), "There was nothing to do: send more notices."
        fault.inject(
            f"kill -9 of the sending process at random moments of {len(world.approved)}"
            " notices"
        )
    world.send(seconds=400)
    world.settle()

    assert set(world.states().values()) == {"sent"}
    fault.conclude(world)


class Moments:
    """Random moments, such that all kills fit into the work.

    A third of them is in the dialogue with the mail server, where it hurts most.
    """

    def __init__(self, world, kills, random):
        self.world = world
        self.kills = kills
        self.random = random
        self.work = len(world.approved) + len(world.emails())
        self.pace = 0.03  # seconds for a notice or an e-mail, as measured so far

    def wait_for_one(self, worker):
        mail_server = self.world.mail_server
        if self.random.random() < 0.33:
            mail_server.once(self.random.choice(["taken", "answered"]), worker.kill)
        self._wait(worker)
        mail_server.leave_alone()
        self.kills -= 1

    def _wait(self, worker):
        before, begun = self._done(), time.monotonic()
        share = self.pace * (self.work - before) / (self.kills + 1)
        end = begun + self.random.uniform(0.05, max(share, 0.3))
        while time.monotonic() < end and worker.is_alive():
            time.sleep(0.01)
        if done := self._done() - before:
            self.pace = min(self.pace, (time.monotonic() - begun) / done)
        else:  # killed before it came to anything: the next one lives longer
            self.pace *= 1.3

    def _done(self):
        return self.world.database.value(WORKED_OFF)


def test_without_a_fault_everything_is_sent(world, fault):
    world.approve_some()
    fault.inject("none: notices are sent")

    world.send()

    assert set(world.states().values()) == {"sent"}
    assert world.arrived() == world.emails()
    fault.conclude(world)


@pytest.mark.parametrize("event", ["taken", "answered"])
def test_killed_in_the_dialogue_with_the_mail_server(world, fault, event):
    world.approve_some()
    worker = world.start_sending()
    killed = world.mail_server.once(event, worker.kill)
    assert killed.wait(PATIENCE)
    fault.inject(
        "kill -9 when the mail server has taken the message, "
        f"{'before' if event == 'taken' else 'after'} its answer"
    )

    world.settle()

    assert world.arrived() == world.emails()
    fault.conclude(world)


def test_killed_while_it_prints(world, fault):
    notices = world.approve_some()
    world.pause_printing(notices[3])
    worker = world.start_sending()
    world.wait_until_paused()
    assert worker.kill()
    fault.inject("kill -9 while a letter is printed")
    world.printer.reset()

    world.settle()

    assert set(world.states().values()) == {"sent"}
    fault.conclude(world)


def test_killed_while_it_proposes(world, fault):
    world.discard()
    duration = time_to_propose(world)
    for part in (0.1, 0.3, 0.5, 0.7, 0.9):
        run = world.create_run()
        worker = world.processes.start(
            "call", model="dunning.run", method="action_propose", ids=[run]
        )
        time.sleep(part * duration)
        if worker.kill():
            fault.inject("kill -9 while proposing")
            assert is_untouched(world, run)
    fault.conclude(world)
    assert world.proposed(), "what was killed is proposed afterwards"


def time_to_propose(world):
    """Return the seconds that a proposal takes, and throw it away."""
    run = world.create_run()
    begun = time.monotonic()
    world.processes.run("call", model="dunning.run", method="action_propose", ids=[run])
    duration = time.monotonic() - begun
    world.person.call("dunning.run", "action_discard", run)
    return duration


def is_untouched(world, run):
    return world.database.value(
        f"SELECT state = 'draft' AND NOT EXISTS (SELECT FROM dunning_run_exclusion"
        f" WHERE run_id = {run}) AND NOT EXISTS (SELECT FROM dunning_notice"
        f" WHERE run_id = {run}) FROM dunning_run WHERE id = {run}"
    )
