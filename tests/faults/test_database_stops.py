"""PostgreSQL is stopped while notices are sent, and started again."""

import pytest
from processes import PATIENCE

HOW = ["fast", "immediate"]


@pytest.mark.parametrize("how", HOW)
def test_stopped_while_a_letter_is_printed(world, fault, how):
    notices = world.approve_some()
    world.pause_printing(notices[3])
    worker = world.start_sending()
    world.wait_until_paused()
    world.cluster.break_off(how)
    fault.inject(f"PostgreSQL stopped ({how}) while a letter is printed")
    world.printer.reset()
    world.start_database_again()

    assert worker.value(), "The same process goes on when PostgreSQL is back."

    assert set(world.states().values()) == {"sent"}
    assert world.arrived() == world.emails()
    fault.conclude(world)


@pytest.mark.parametrize("how", HOW)
def test_stopped_when_a_message_has_just_left(world, fault, how):
    world.approve_some()
    # the mail server answers when PostgreSQL is gone
    stopped = world.mail_server.once("taken", lambda: world.cluster.break_off(how))
    worker = world.start_sending()
    assert stopped.wait(PATIENCE)
    fault.inject(f"PostgreSQL stopped ({how}) when a message has just left")
    world.start_database_again()

    assert worker.value()
    world.settle()

    assert world.arrived() == world.emails()
    fault.conclude(world)
