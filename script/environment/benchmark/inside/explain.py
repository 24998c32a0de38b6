"""The plans of what the engine asks PostgreSQL, as they were executed.

PostgreSQL's own auto_explain tells them: the statements run as they are.
"""

# ruff: noqa: T201

import re
from collections import deque
from functools import partial

from . import dunning, pages
from .setup import accountant
from .today import stop_the_calendar

STEPS = ("refresh", "propose_again", "approve_2500", "discard")
SLOWEST = 0.02  # share of the time of a step from which a statement is shown
SLOW_PAGE = 0.05  # seconds from which a statement of a page is shown
STATEMENT_LENGTH = 600
PLAN_LINES = 70
SETTINGS = """
LOAD 'auto_explain';
SET auto_explain.log_min_duration = 0;
SET auto_explain.log_analyze = on;
SET auto_explain.log_buffers = on;
SET auto_explain.log_timing = on;
SET auto_explain.log_triggers = on;
SET auto_explain.log_level = notice;
SET client_min_messages = notice;
"""
DURATION = re.compile(r"duration: ([\d.]+) ms\s+plan:\s+Query Text: (.*)", re.S)
PLAN = re.compile(r"^[^\n]*\(cost=\d", re.M)


def explain(env):
    """Print the plans of the steps, each of which is rolled back, and of the pages."""
    stop_the_calendar()
    env = accountant(env)
    for step in STEPS:
        _items, work = dunning.STEPS[step](env)
        plans = _plans(env, work)
        total = sum(duration for duration, _text in plans)
        _print(step, plans, SLOWEST * total)
    for name, calls in pages.pages(env).items():
        _print(f"page: {name}", _plans(env, partial(pages.load, calls)))


def _plans(env, work):
    """:return: list of seconds and text of each statement of `work`"""
    env.flush_all()
    env.invalidate_all()
    notices = env.cr.connection.notices = deque()  # of a list it keeps the last 50
    env.cr.execute(SETTINGS)
    work()
    env.cr.flush()
    env.cr.rollback()
    found = [match.groups() for text in notices if (match := DURATION.search(text))]
    return [(float(milliseconds) / 1000, text) for milliseconds, text in found]


def _print(title, plans, slow=SLOW_PAGE):
    total = sum(duration for duration, _text in plans)
    shown = [plan for plan in plans if plan[0] >= slow]
    print(f"\n{'=' * 88}\n{title}: {len(plans)} statements, {total:.2f} s;", end=" ")
    print(f"{len(shown)} of them take {slow:.2f} s or more")
    for duration, text in shown:
        plan_begins = PLAN.search(text).start()
        statement = re.sub(r"\s+", " ", text[:plan_begins]).strip()
        if len(statement) > STATEMENT_LENGTH:
            statement = f"{statement[:STATEMENT_LENGTH]} [...]"
        print(f"\n{'-' * 88}\n{duration:.3f} s: {statement}\n")
        lines = text[plan_begins:].rstrip().splitlines()
        print(*lines[:PLAN_LINES], sep="\n")
        if len(lines) > PLAN_LINES:
            print(f"[... {len(lines) - PLAN_LINES} lines more]")
