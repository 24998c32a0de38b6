from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class DunningNotice(models.Model):
    """Arrangement: notices of some levels offer to pay in instalments."""

    _inherit = "dunning.notice"

    arrangement_ids = fields.One2many(
        "dunning.arrangement", "notice_id", string="Arrangements", readonly=True
    )
    offers_arrangement = fields.Boolean(compute="_compute_offers_arrangement")

    @api.depends("level_id.action", "channel")
    def _compute_offers_arrangement(self):
        for notice in self:
            notice.offers_arrangement = (
                notice.level_action == "arrangement" and notice.channel != "phone"
            )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "cancelled":
            offered = self.arrangement_ids.filtered(lambda one: one.state == "offered")
            offered._end("cancelled", self.env._("Its notice was cancelled."))
        return result

    def _offer_arrangements(self):
        """Offer the arrangements of notices that are being sent.

        It is part of their transaction: what is not sent is not offered.

        :raise UserError: an item is disputed, promised, ... since it was proposed
        """
        for notice in self.filtered("offers_arrangement"):
            offers = notice.arrangement_ids.create(notice._prepare_arrangements())
            for offer in offers:
                if not offer.instalment_ids:
                    raise UserError(offer._problem())
                offer._offer()

    def _prepare_arrangements(self):
        """:return: list of values, an arrangement for each currency"""
        self.ensure_one()
        # when it is sent, this is the payment date that the notice names
        first = fields.Date.add(
            fields.Date.context_today(self), days=self.level_id.payment_days
        )
        items = self.line_ids.filtered(
            lambda line: line.kind in ("overdue", "credit")
        ).grouped("currency_id")
        return [
            {
                "debtor_id": self.debtor_id.id,
                "notice_id": self.id,
                "user_id": (self.collector_id or self.approved_by_id).id,
                "item_ids": [Command.set(lines.move_line_id.ids)],
                "split": "number",
                "instalment_number": self.level_id.arrangement_number,
                "interval": self.level_id.arrangement_interval,
                "date_first": first,
                "date_valid": first,
                "channel": "letter" if self.channel == "letter" else "email",
            }
            for lines in items.values()
        ]

    def _arrangements(self):
        """:return: the dunning.arrangement that the notice offers; before it is sent,
        as they would be, not stored
        """
        self.ensure_one()
        if not self.offers_arrangement or self.arrangement_ids:
            return self.arrangement_ids
        planned = self.arrangement_ids.concat(
            *map(self.arrangement_ids.new, self._prepare_arrangements())
        )
        return planned.filtered("instalment_ids")

    def _problems(self):
        # EXTENDS the problems
        return super()._problems() + self._arrangement_problems()

    def _arrangement_problems(self):
        """Sentences: what the level offers cannot be planned."""
        if not self.offers_arrangement:
            return []
        problems = []
        for claims in self.claim_ids.grouped("currency_id").values():
            total = sum(claims.mapped("amount_total"))
            if total < self.level_id.arrangement_number * claims.currency_id.rounding:
                problems.append(
                    self.env._(
                        "%(amount)s is too little for %(number)s instalments: choose "
                        "another level.",
                        amount=claims.currency_id.format(total),
                        number=self.level_id.arrangement_number,
                    )
                )
        for line in self.line_ids.filtered("amount_held"):
            if line.kind == "overdue":
                problems.append(
                    self.env._(
                        "%(item)s is under review in part and cannot be paid in "
                        "instalments: choose another level, or wait.",
                        item=line.name,
                    )
                )
        return problems
