from odoo import fields, models


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
