from odoo import models


class DunningRunExclusion(models.Model):
    # EXTENDS s4_dunning
    _name = "dunning.run.exclusion"
    _inherit = ["dunning.run.exclusion", "dunning.tag.mixin"]
