from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.account.tools import format_structured_reference_iso

from ..rules.payment_references import INSTALMENT


class DunningArrangementInstalment(models.Model):
    """What the debtor pays to one company on one day of an arrangement."""

    _name = "dunning.arrangement.instalment"
    _description = "Instalment of an Arrangement"
    _inherit = ["dunning.transfer.mixin"]
    _order = "arrangement_id desc, number, company_id, id"
    _rec_name = "number"

    arrangement_id = fields.Many2one(
        "dunning.arrangement", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(string="No.", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company",
        string="Creditor",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(related="arrangement_id.currency_id")
    partner_id = fields.Many2one(
        related="arrangement_id.partner_id", string="Customer", store=True
    )
    date_due = fields.Date(string="Due date", required=True)
    amount = fields.Monetary(required=True)
    amount_paid = fields.Monetary(string="Paid", readonly=True, copy=False)
    state = fields.Selection(
        [("open", "Open"), ("paid", "Paid"), ("late", "Late")],
        string="Status",
        default="open",
        required=True,
        readonly=True,
        copy=False,
    )
    payment_reference = fields.Char(compute="_compute_payment_reference")

    _number_unique = models.Constraint(
        "UNIQUE(arrangement_id, number, company_id)",
        "An instalment has one amount for each company.",
    )

    def _compute_payment_reference(self):
        for instalment in self:
            instalment.payment_reference = format_structured_reference_iso(
                f"{INSTALMENT}{instalment._origin.id or 0:07d}"
            )

    def _amount_to_transfer(self):
        return self.amount

    def _transferred_by(self):
        return self.arrangement_id.partner_id

    @api.model_create_multi
    def create(self, vals_list):
        instalments = super().create(vals_list)
        instalments._check_draft()
        return instalments

    def write(self, vals):
        if not self.env.su and vals.keys() & {"amount_paid", "state"}:
            raise AccessError(self.env._("What was paid is found in the ledger."))
        self._check_draft()
        result = super().write(vals)
        self._check_draft()  # of the arrangement to which they may have moved
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_offered(self):
        self._check_draft()

    def _check_draft(self):
        """Refuse to change by hand what was offered to the customer."""
        if self.env.su:
            return
        for arrangement in self.arrangement_id:
            if arrangement.state != "draft":
                raise UserError(
                    self.env._(
                        "%(arrangement)s was offered as it is: cancel it and make a "
                        "new one.",
                        arrangement=arrangement.display_name,
                    )
                )
