"""Run one step in a process of its own, and say what it cost.

`run(env, system, step)` prints a list of rows as JSON, which `measurements` reads.
"""

# ruff: noqa: T201

import json
import os
import resource
import time
from pathlib import Path

from . import bare_sql, credit_control, dunning, letters, pages
from .setup import accountant
from .today import stop_the_calendar

# Each function takes the environment and prepares; it returns the number of items and
# the function to measure.
STEPS = {
    "s4_dunning": dunning.STEPS,
    "bare_sql": bare_sql.STEPS,
    "oca": credit_control.STEPS,
    "odoo": letters.ODOO_STEPS,
}


def run(env, system, step, keep=False):
    """Measure a step and print its row.

    :param keep: commit what it did; otherwise it is rolled back
    """
    stop_the_calendar()
    env = accountant(env)
    if step == "pages":
        rows = list(pages.rows(env, measured))
    else:
        items, work = STEPS[system][step](env)
        rows = [{"step": step, "items": items, **measured(env, work)}]
    if keep:
        env.cr.postcommit.clear()  # e-mails stay in the queue
        env.cr.commit()
    else:
        env.cr.rollback()
    print(json.dumps(rows))


def measured(env, work):
    """Return the cost of what `work` does, with all that Odoo does before a commit."""
    env.cr.flush()
    env.invalidate_all()
    backend = env.cr.connection.info.backend_pid
    started = _Point(env.cr, backend)
    work()
    env.cr.flush()
    return _Point(env.cr, backend).since(started)


class _Point:
    """Time, CPU and queries so far."""

    def __init__(self, cr, backend):
        own = resource.getrusage(resource.RUSAGE_SELF)
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.values = {
            "wall_s": time.perf_counter(),
            "python_cpu_s": own.ru_utime + own.ru_stime,
            "children_cpu_s": children.ru_utime + children.ru_stime,
            "postgres_cpu_s": _cpu(backend),
            "queries": cr.sql_log_count,
        }
        self.peak = own.ru_maxrss / 1024

    def since(self, other):
        costs = {
            name: None if value is None else round(value - other.values[name], 4)
            for name, value in self.values.items()
        }
        return {**costs, "rss_peak_mb": round(self.peak)}


def _cpu(backend):
    """CPU seconds of a process of PostgreSQL, if it runs on this machine."""
    stat = Path(f"/proc/{backend}/stat")
    if not os.environ.get("PGHOST", "").startswith("/") or not stat.exists():
        return None
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
