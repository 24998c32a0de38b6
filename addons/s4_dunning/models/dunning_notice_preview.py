from odoo import api, fields, models
from odoo.tools import groupby

ITEMS = 20


class DunningNotice(models.Model):
    """Preview: a notice as a debtor would get it, of records that are never stored."""

    _inherit = "dunning.notice"

    @api.model
    def _preview(self, debtor, level, **values):
        """Make a notice from the latest one of a debtor, else from what is open.

        :param debtor: dunning.debtor that the user may read
        :param level: dunning.level
        :param values: other words, another language
        :return: new dunning.notice without a number; empty if nothing is known
        """
        debtor.check_access("read")
        today = fields.Date.context_today(self)
        values = {
            "name": False,
            "state": "proposed",
            "channel": "email",
            "level_id": level.id,
            "date_sent": False,
            "date_deadline": fields.Date.add(today, days=level.payment_days),
            **values,
        }
        # sudo: creditors that are not active, as in a letter; the user may read the
        # notice or the items
        if latest := self._latest_of(debtor, level):
            notice = self.sudo().new(origin=latest)
        else:
            items = self._example_items(debtor)
            notice = self.sudo()._preview_of(items.sudo(), debtor.sudo(), level)
        if notice:
            # copies of a notice share what was computed; this computes it again
            notice.update(values)
        return notice

    @api.model
    def _latest_of(self, debtor, level):
        """:return: the last notice to a debtor, if possible of this level"""
        notices = self.search(
            [
                ("debtor_id", "=", debtor.id),
                ("line_ids", "any", [("kind", "=", "overdue")]),
            ],
            order="id desc",
            limit=ITEMS,
        )
        of_level = notices.filtered(lambda notice: notice.level_id == level)
        return of_level[:1] or notices[:1]

    @api.model
    def _example_items(self, debtor):
        """:return: account.move.line that are overdue, else open; as the user reads"""
        items = self.env["account.move.line"]
        if not items.has_access("read"):
            return items
        found = items.search(
            [*debtor._open_item_domain(), ("amount_residual", ">", 0)],
            order="date_maturity, id",
            limit=ITEMS,
        )
        today = fields.Date.context_today(self)
        overdue = found.filtered(lambda item: item._dunning_date_due() < today)
        return overdue or found

    @api.model
    def _preview_of(self, items, debtor, level):
        if not items:
            return self.browse()
        group = debtor.group_id
        notice = self.new(
            {
                "debtor_id": debtor.id,
                "partner_id": debtor.partner_id.id,
                "email": debtor.email,
                "group_id": group.id,
                "company_id": (group.lead_company_id or items[0].company_id).id,
                "currency_id": items.currency_id.id
                if len(items.currency_id) == 1
                else group.currency_id.id,
                "workflow_id": level.workflow_id.id,
                "level_id": level.id,
            }
        )
        by_claim = groupby(items, lambda item: (item.company_id, item.currency_id))
        for (company, currency), of_claim in by_claim:
            self._preview_claim(notice, company, currency, of_claim)
        notice.days_overdue = max(notice.line_ids.mapped("days_overdue"))
        return notice

    @api.model
    def _preview_claim(self, notice, company, currency, items):
        claim = self.env["dunning.claim"].new(
            {
                "notice_id": notice,
                "company_id": company.id,
                "currency_id": currency.id,
            }
        )
        for item in items:
            self.env["dunning.notice.line"].new(
                {
                    "notice_id": notice,
                    "claim_id": claim,
                    "company_id": company.id,
                    "move_line_id": item.id,
                    "kind": "overdue",
                    "date_due": item._dunning_date_due(),
                    "amount_residual": item.amount_residual_currency,
                }
            )
