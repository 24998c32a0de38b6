from odoo import api, fields, models

from ..engine import behaviour


class DunningBehaviour(models.Model):
    """How a debtor pays one company, or, without a company, the whole dunning group."""

    _name = "dunning.behaviour"
    _description = "Payment Behavior"
    _inherit = ["dunning.behaviour.mixin"]
    _order = "debtor_id, company_id, id"
    _rec_name = "debtor_id"

    debtor_id = fields.Many2one(
        "dunning.debtor", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company",
        readonly=True,
        ondelete="cascade",
        help="Empty: all companies of the dunning group.",
    )
    group_id = fields.Many2one(related="debtor_id.group_id")

    _company_unique = models.UniqueIndex(
        "(debtor_id, company_id) WHERE company_id IS NOT NULL",
        "A debtor has its behavior towards a company once.",
    )
    _group_unique = models.UniqueIndex(
        "(debtor_id) WHERE company_id IS NULL",
        "A debtor has its behavior towards the dunning group once.",
    )

    @api.model
    def _refresh(self, group):
        """Sum how the debtors of a group pay, set-based.

        :param group: one dunning.group, whose debtors have just been refreshed
        """
        behaviour.refresh(group)
