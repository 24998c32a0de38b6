"""The mail server refuses, hangs or hangs up."""

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
