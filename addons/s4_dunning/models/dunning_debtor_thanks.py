from odoo import models
from odoo.fields import Domain


class DunningDebtor(models.Model):
    """Thanks: when a debtor that paid is thanked, and when not."""

    _inherit = "dunning.debtor"

    def _is_thanked_on(self, date):
        """:return: bool, whether the debtor was thanked on a day"""
        self.ensure_one()
        notices = self.env["dunning.notice"]
        of_day = [("debtor_id", "=", self.id), ("date_thanked", "=", date)]
        return bool(notices.search_count(of_day, limit=1))

    def _has_overdue_items(self, date):
        """:return: bool, whether anything is overdue on a day, dunned or not"""
        self.ensure_one()
        # sudo: all companies of the group, active or not
        items = self.env["account.move.line"].sudo()
        # what has no due date, as an opening entry, was due at once
        is_late = Domain("date_maturity", "<", date) | (
            Domain("date_maturity", "=", False) & Domain("date", "<", date)
        )
        overdue = (
            Domain(self._open_item_domain())
            & is_late
            & Domain("amount_residual", ">", 0)
        )
        return bool(items.search_count(overdue, limit=1))
