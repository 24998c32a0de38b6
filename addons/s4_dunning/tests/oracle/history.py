"""How far an item was dunned already, as the sent notices say."""


def sent_lines(world, item):
    """The lines by which the item was dunned; cancelled notices do not count."""
    return [
        (notice, line)
        for notice in world.notices
        if notice.state in ("sent", "closed")
        for line in notice.lines
        if line.item is item and line.kind == "overdue"
    ]


def level_before(world, item):
    """The highest level among its lines in sent, not cancelled notices."""
    levels = [line.level for _notice, line in sent_lines(world, item)]
    return max(levels, key=lambda level: (level.sequence, level.id), default=None)


def last_notice(world, item):
    """The notice that was sent last about the item."""
    notices = [notice for notice, _line in sent_lines(world, item)]
    return max(notices, key=lambda notice: (notice.date_sent, notice.id), default=None)


def notice_count(world, item):
    return len(sent_lines(world, item))


def open_notice(world, item):
    """The notice in which the item waits, or was skipped in this very run."""
    for state in ("approved", "proposed", "skipped"):
        for notice in world.notices:
            if notice.state != state:
                continue
            if state == "skipped" and not notice.is_of_this_run:
                continue  # "but in the next one" it comes back
            if any(line.item is item for line in notice.lines):
                return notice
    return None
