from odoo import api, fields, models

EMAIL_PROBLEMS = [
    ("missing", "No e-mail address"),
    ("invalid", "Not a valid e-mail address"),
    ("bounced", "Mail bounced"),
    ("blacklisted", "On the blacklist"),
]


class ResPartner(models.Model):
    # EXTENDS base
    _inherit = "res.partner"

    type = fields.Selection(
        selection_add=[("dunning", "Dunning"), ("other",)],
        ondelete={"dunning": "set invoice"},
    )
    dunning_bounced_email = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The address to which e-mail bounced for good. While it is the address of "
        "the contact, no notice goes to it.",
    )
    dunning_debtor_ids = fields.One2many(
        "dunning.debtor", "partner_id", string="Debtors"
    )
    dunning_debtor_count = fields.Integer(compute="_compute_dunning_debtor_count")

    def _compute_dunning_debtor_count(self):
        self.dunning_debtor_count = 0
        debtors = self.env["dunning.debtor"]
        if debtors.has_access("read"):
            counts = dict(
                debtors._read_group(
                    [("partner_id", "in", self.commercial_partner_id.ids)],
                    ["partner_id"],
                    ["__count"],
                )
            )
            for partner in self:
                partner.dunning_debtor_count = counts.get(
                    partner.commercial_partner_id, 0
                )

    def action_open_dunning(self):
        """Show how the customer stands in each dunning group."""
        return self.commercial_partner_id.dunning_debtor_ids._get_records_action(
            name=self.env._("Dunning")
        )

    @api.model
    def _blacklisted(self, addresses):
        """:return: set of those normalised addresses that are on the blacklist"""
        # sudo: whoever writes to a customer may know that it must not be done
        found = (
            self.env["mail.blacklist"]
            .sudo()
            .search_fetch(
                [("email", "in", [address for address in addresses if address])],
                ["email"],
            )
        )
        return set(found.mapped("email"))

    def _dunning_email_problems(self):
        """Find out who cannot be written to by e-mail.

        :return: dict of res.partner to a code of EMAIL_PROBLEMS, or False
        """
        blacklisted = self._blacklisted(self.mapped("email_normalized"))
        return {
            partner: (not partner.email and "missing")
            or (not partner.email_normalized and "invalid")
            or (partner.dunning_bounced_email == partner.email_normalized and "bounced")
            or (partner.email_normalized in blacklisted and "blacklisted")
            for partner in self
        }

    def _has_postal_address(self):
        """:return: bool, whether the postal address is complete enough to post to"""
        self.ensure_one()
        return bool(self.city and (self.street or self.street2 or self.zip))

    def _posted_to(self):
        """:return: the res.partner whose postal address is on letters to this one"""
        self.ensure_one()
        customer = self.commercial_partner_id
        has_own = self.street or self.street2 or self.city
        if self._has_postal_address() or has_own and not customer._has_postal_address():
            return self
        return customer
