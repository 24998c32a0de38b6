from odoo import fields, models


class DunningTaskAsk(models.TransientModel):
    """Whom to ask about a task, and what."""

    _name = "dunning.task.ask"
    _description = "Ask a Colleague"

    user_id = fields.Many2one(
        "res.users",
        string="Whom",
        required=True,
        domain="[('share', '=', False), ('id', '!=', uid)]",
    )
    question = fields.Text(required=True)

    def action_ask(self):
        """Ask about the task of the context.

        :raise UserError: see dunning.task.action_ask
        """
        self.ensure_one()
        task = self.env["dunning.task"].browse(self.env.context["active_id"])
        task.action_ask(self.user_id.id, self.question)
        return {"type": "ir.actions.act_window_close"}
