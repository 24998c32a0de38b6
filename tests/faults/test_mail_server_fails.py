"""The mail server refuses, hangs or hangs up."""

import events
import pytest
from troubled_mail_server import TROUBLES


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_with_one_message(world, fault, trouble):
    world.approve_some()
    world.mail_server.make(trouble)
    fault.inject(f"the mail server's trouble: {trouble}")

    world.send()
    world.settle()

    assert set(world.states().values()) == {"sent"}
    assert world.arrived() == world.emails(), "all arrive, after a second try"
    fault.conclude(world)


def test_no_connection(world, fault):
    world.approve_some()
    world.mail_server.close()
    fault.inject("the mail server refuses connections")
    world.send()
    assert not world.arrived()
    world.mail_server.open()

    world.settle()

    assert world.arrived() == world.emails()
    fault.conclude(world)


@pytest.mark.parametrize("event", [events.pay, events.cancel_the_invoices])
def test_something_happens_while_the_email_waits(world, fault, event):
    world.approve_some()
    world.mail_server.close()
    world.send()
    notice = min(world.emails())
    fault.inject(f"{event.__doc__} while the e-mail waits for the mail server")
    event(world, notice)
    world.mail_server.open()

    world.settle()

    assert world.states([notice]) == {notice: "cancelled"}
    assert world.arrived() == world.emails() - {notice}
    fault.conclude(world)
