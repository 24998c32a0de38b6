"""wkhtmltopdf crashes or hangs, or the disk is full."""

import pytest


@pytest.mark.parametrize("order", ["crash", "hang"])
def test_one_letter_cannot_be_printed(world, fault, order):
    notices = world.approve_some()
    bad = notices[3]
    world.printer.order(order, world.debtor_of(bad))
    fault.inject(f"wkhtmltopdf: {order} on one letter")

    world.send()

    states = world.states()
    assert states.pop(bad) == "approved", "it waits"
    assert set(states.values()) == {"sent"}, "the others do not wait for it"
    assert world.database.value(
        f"SELECT send_error FROM dunning_notice WHERE id = {bad}"
    )

    world.printer.reset()
    world.settle()

    assert world.states()[bad] == "sent"
    assert world.arrived() == world.emails()
    fault.conclude(world)


def test_disk_full(world, fault):
    notices = world.approve_some()
    world.printer.order("fill_disk", world.debtor_of(notices[3]))
    fault.inject("the disk is full when a PDF is written")

    world.send()

    assert "approved" in world.states().values(), "what cannot be kept is not sent"

    world.printer.reset()
    world.settle()

    assert set(world.states().values()) == {"sent"}
    assert world.arrived() == world.emails()
    fault.conclude(world)
