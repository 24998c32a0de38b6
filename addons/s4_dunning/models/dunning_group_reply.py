from odoo import fields, models


class DunningGroup(models.Model):
    """Answers: where they come in, how long they rest the dunning, who reads them."""

    _name = "dunning.group"
    _inherit = ["dunning.group", "mail.alias.mixin.optional"]

    reply_days = fields.Integer(
        string="Rest after an answer",
        default=7,
        tracking=True,
        help="Days for which a customer who answered gets no further notice, unless "
        "the answer is dealt with before. 0: an answer does not rest the dunning.",
    )
    responsible_id = fields.Many2one(
        "res.users",
        domain="[('share', '=', False)]",
        tracking=True,
        help="Gets the tasks of debtors without collector, and answers that nobody "
        "could be found for.",
    )
    is_letter_after_bounce = fields.Boolean(
        string="Letter after a bounce",
        default=True,
        tracking=True,
        help="An e-mail whose address does not work is put into the print queue.",
    )

    _reply_days_positive = models.Constraint(
        "CHECK(reply_days >= 0)", "The rest after an answer cannot be negative."
    )

    def _alias_get_creation_values(self):
        # EXTENDS mail
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("dunning.reply")
        if self.id:
            values["alias_defaults"] = {"group_id": self.id}
        return values

    def _take_over_alias(self, origin):
        """Keep the reply address of a group that disappears, if there is no other.

        :param origin: dunning.group
        """
        if origin.alias_id and not self.alias_id:
            alias, origin.alias_id = origin.alias_id, False
            self.alias_id = alias
            alias.write(self._alias_get_creation_values())

    def unlink(self):
        # EXTENDS mail: which reads the alias, also of a group that is gone already
        return super(DunningGroup, self.exists()).unlink()
