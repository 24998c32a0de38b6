from odoo import fields, models


class DunningDebtor(models.Model):
    """Answers and bad addresses on the customer chart."""

    _inherit = "dunning.debtor"

    reply_ids = fields.One2many("dunning.reply", "debtor_id", string="Answers")
    open_reply_count = fields.Integer(compute="_compute_open_reply_count")
    correspondence_ids = fields.One2many("dunning.correspondence", "debtor_id")
    address_problem = fields.Char(
        compute="_compute_address_problem",
        search="_search_address_problem",
        help="Of the customer and its contacts.",
    )

    def _compute_open_reply_count(self):
        counts = dict(
            self.env["dunning.reply"]._read_group(
                [("debtor_id", "in", self.ids), ("state", "=", "to_confirm")],
                ["debtor_id"],
                ["__count"],
            )
        )
        for debtor in self:
            debtor.open_reply_count = counts.get(debtor, 0)

    def _compute_address_problem(self):
        # sudo: customers of companies that are not active
        bounced = (
            self.env["res.partner"]
            .sudo()
            .search(
                [
                    ("commercial_partner_id", "in", self.sudo().partner_id.ids),
                    ("dunning_bounced_email", "!=", False),
                ]
            )
        )
        of_customer = bounced.filtered(
            lambda partner: partner.dunning_bounced_email == partner.email_normalized
        ).grouped("commercial_partner_id")
        for debtor in self:
            partners = of_customer.get(debtor.sudo().partner_id, bounced.browse())
            debtor.address_problem = (
                self.env._(
                    "E-mail bounces: %s", ", ".join(partners.mapped("email_normalized"))
                )
                if partners
                else False
            )

    def _search_address_problem(self, operator, value):
        if operator not in ("in", "not in") or set(value) != {False}:
            return NotImplemented
        # sudo: only whether there is one
        partners = (
            self.env["res.partner"]
            .sudo()
            .search([("dunning_bounced_email", "!=", False)])
        )
        bouncing = partners.filtered(
            lambda partner: partner.dunning_bounced_email == partner.email_normalized
        )
        wanted = "in" if operator == "not in" else "not in"
        return [("partner_id", wanted, bouncing.commercial_partner_id.ids)]

    def action_open_replies(self):
        """Show what the customer answered."""
        return self.reply_ids._get_records_action(name=self.env._("Answers"))
