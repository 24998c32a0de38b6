"""The mail server refuses, hangs or hangs up."""

import pytest
from troubled_mail_server import TROUBLES

TAKEN = [trouble for trouble in TROUBLES if trouble.startswith("take")]
NOT_TAKEN = [trouble for trouble in TROUBLES if trouble not in TAKEN]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_with_one_message(world, fault, trouble):
    world.approve_some(6)
    world.mail_server.make(trouble)
    fault.inject(f"the mail server's trouble: {trouble}")

    world.send()
    world.settle()

    assert set(world.states().values()) == {"sent"}
    assert len(world.mail_server.messages) == 5, "all arrive, after a second try"
    fault.conclude(world)


def test_no_connection(world, fault):
    world.approve_some(6)
    world.mail_server.close()
    fault.inject("the mail server refuses connections")
    world.send()
    assert not world.mail_server.messages
    world.mail_server.open()

    world.settle()

    assert len(world.mail_server.messages) == 5
    fault.conclude(world)
