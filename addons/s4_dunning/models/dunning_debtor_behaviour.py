from odoo import fields, models


class DunningDebtor(models.Model):
    """Behaviour: how the debtor pays, towards the whole dunning group."""

    _name = "dunning.debtor"
    _inherit = ["dunning.debtor", "dunning.behaviour.mixin"]

    behaviour_ids = fields.One2many(
        "dunning.behaviour",
        "debtor_id",
        string="Behavior towards companies",
        domain=[("company_id", "!=", False)],
    )
