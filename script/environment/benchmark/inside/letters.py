"""Sending: letters and e-mails from the outbox, and Odoo's own way for one letter."""

# ruff: noqa: T201

import json
import resource
import time
from pathlib import Path

from odoo import fields

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from .clock import Clock
from .setup import accountant
from .today import stop_the_calendar

ODOO_SAMPLE = 5
REPORT = "s4_dunning.dunning_letter_report"
PATIENCE = 120  # seconds in which a worker has to send something


def approve(env, channel, count):
    """Put notices of a channel into the outbox, evenly over the sizes of debtors.

    Print their number.
    """
    stop_the_calendar()
    env = accountant(env)
    notices = env["dunning.notice"].search(
        [("state", "=", "proposed"), ("channel", "=", channel)], order="id"
    )
    chosen = notices[:: max(1, len(notices) // count)][:count]
    chosen.action_approve()
    # the outbox lets a person recall a notice first
    chosen.sudo().send_after = fields.Datetime.now()
    env.cr.commit()
    print(len(chosen))


def work(env, folder, number):
    """Be one of the workers that share the outbox, and print what it cost.

    It sends one notice, which does not count, to read templates and styles, and waits
    until the file `go` is in the folder, so that all begin together.
    """
    stop_the_calendar()
    env["dunning.notice"]._cron_send(batch_size=1)
    env.cr.commit()
    waiting = _Outbox(env)
    clock = Clock(env)
    Path(folder, f"ready-{number}").touch()
    while not Path(folder, "go").exists():
        time.sleep(0.01)
    begun, queries, cpu = time.monotonic(), env.cr.sql_log_count, _cpu()
    clock.start()
    while waiting.count():
        env["dunning.notice"]._cron_send()
        env.cr.commit()
    parts = clock.stop()
    own_cpu, children_cpu = (
        after - before for after, before in zip(_cpu(), cpu, strict=True)
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "begun": begun,
                "ended": time.monotonic(),
                "queries": env.cr.sql_log_count - queries,
                "rss_peak_mb": round(peak),
                "python_cpu_s": own_cpu,
                "children_cpu_s": children_cpu,
                "parts_s": parts,
            }
        )
    )


def _cpu():
    """CPU seconds so far of this process, and of those that it started."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return [usage.ru_utime + usage.ru_stime for usage in usages]


class _Outbox:
    """What is approved and due."""

    def __init__(self, env):
        self.env = env
        self.last_count = None
        self.since = time.monotonic()

    def count(self):
        """:raise RuntimeError: a notice failed, or nothing was sent for long"""
        notices = self.env["dunning.notice"]
        approved = [("state", "=", "approved")]
        failed = notices.search([*approved, ("send_error", "!=", False)], limit=1)
        if failed:
            raise RuntimeError(f"A notice could not be sent: {failed.send_error}")
        count = notices.search_count(approved)
        if count != self.last_count:
            self.last_count, self.since = count, time.monotonic()
        elif time.monotonic() - self.since > PATIENCE:
            raise RuntimeError(f"{count} notices stay in the outbox.")
        self.env.cr.commit()
        return count


def odoo_letter(env):
    """The report of each notice by itself, as Odoo prints any report."""
    notices = env["dunning.notice"].search(
        [("state", "=", "proposed"), ("channel", "=", "letter")], limit=ODOO_SAMPLE
    )

    def work():
        for notice in notices:
            _print_as_odoo_does(notice)

    return len(notices), work


def _print_as_odoo_does(notice):
    """Without our way to print, which extends this very method."""
    report = notice.env["ir.actions.report"].with_context(force_report_rendering=True)
    IrActionsReport._render_qweb_pdf_prepare_streams(
        report, REPORT, {"report_type": "pdf"}, res_ids=notice.ids
    )


def warm_up(env):
    """Let the server compile the styles, which it does once."""
    notice = env["dunning.notice"].search([("state", "=", "proposed")], limit=1)
    _print_as_odoo_does(notice)
    env.cr.commit()
    print(notice.id)


ODOO_STEPS = {"send_letters": odoo_letter}
