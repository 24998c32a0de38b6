"""The day of the benchmark: the ledger does not age, whenever it is measured."""

from datetime import date

from odoo import fields

TODAY = date(2026, 11, 21)


def stop_the_calendar():
    """Let Odoo take TODAY for today; clocks and timestamps go on."""
    context_today = fields.Date.context_today

    def today_or_day_of(record, timestamp=None):
        return context_today(record, timestamp) if timestamp else TODAY

    fields.Date.today = staticmethod(lambda *args: TODAY)
    fields.Date.context_today = staticmethod(today_or_day_of)
