from contextlib import suppress

from odoo import api, models
from odoo.exceptions import ValidationError


class DunningDebtor(models.Model):
    """Merge: debtors of one customer become one, and lend each other their settings."""

    _inherit = "dunning.debtor"

    @api.model
    def _merge(self, src_partners, dst_partner):
        """Let the debtors of merged customers become one debtor per group.

        :param src_partners: res.partner records that disappear
        :param dst_partner: the res.partner that stays
        """
        # sudo: merging customers is a right of its own and must leave no group behind
        self = self.sudo().with_context(dunning_merged_partner_ids=src_partners.ids)
        kept = {
            debtor.group_id: debtor
            for debtor in self.search([("partner_id", "=", dst_partner.id)])
        }
        targets = {}
        for debtor in self.search([("partner_id", "in", src_partners.ids)]):
            target = kept.setdefault(debtor.group_id, debtor)
            if target == debtor:
                debtor.partner_id = dst_partner
            else:
                targets[debtor] = target
        self._merge_into(targets)

    @api.model
    def _merge_into(self, targets):
        """Let debtors hand everything over to other ones, and disappear.

        :param targets: dict of dunning.debtor to the dunning.debtor that stays
        """
        debtors = self.browse().concat(*targets)
        for model, name in self._references():
            records = self.env[model].with_context(active_test=False)
            found = records.search([(name, "in", debtors.ids)])
            for debtor, of_debtor in found.grouped(name).items():
                of_debtor.write({name: targets[debtor].id})
        for model, kind in self._threads():
            records = self.env[model].with_context(active_test=False)
            found = records.search(
                [(kind, "=", self._name), ("res_id", "in", debtors.ids)]
            )
            for debtor_id, of_debtor in found.grouped("res_id").items():
                of_debtor.write({"res_id": targets[self.browse(debtor_id)].id})
        for debtor, target in targets.items():
            target._adopt(debtor._settings())
        debtors.unlink()

    @api.model
    def _references(self):
        """:return: list of (model, field) that name a debtor"""
        return [
            ("dunning.notice", "debtor_id"),
            ("dunning.dispute", "debtor_id"),
            ("dunning.hold", "debtor_id"),
            ("dunning.promise", "debtor_id"),
            ("dunning.rating", "debtor_id"),
            ("dunning.arrangement", "debtor_id"),
            ("dunning.call", "debtor_id"),
            ("dunning.reply", "debtor_id"),
            ("dunning.run.exclusion", "debtor_id"),
            ("dunning.expectation", "debtor_id"),
        ]

    @api.model
    def _threads(self):
        """:return: list of (model, field with the name of a model) of what is kept"""
        return [
            ("mail.message", "model"),
            ("mail.activity", "res_model"),
            ("ir.attachment", "res_model"),
        ]

    def _settings(self):
        """:return: dict of what a person decided about the debtor, by field name"""
        self.ensure_one()
        names = (
            "collector_id",
            "segment_id",
            "workflow_id",
            "autonomy",
            "grouping",
            "channel",
            "escalation_contact_id",
            "copy_partner_ids",
        )
        return {name: self[name] for name in names} | {
            "addressee": self.addressee if self.addressee != "customer" else False,
            "payer_id": self.payer_id,
        }

    def _adopt(self, settings):
        """Take the settings of another debtor of the customer where there are none.

        :param settings: as `_settings` gives them
        """
        self.ensure_one()
        own = self._settings()
        adopted = {
            name: self._fields[name].convert_to_write(value, self)
            for name, value in settings.items()
            if value and not own[name]
        }
        payer = {
            "addressee": adopted.pop("addressee", False),
            "payer_id": adopted.pop("payer_id", False),
        }
        if adopted:
            self.write(adopted)
        if all(payer.values()):
            # here somebody may pay for the payer: then the customer is written to
            with suppress(ValidationError), self.env.cr.savepoint():
                self.write(payer)
