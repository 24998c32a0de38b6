from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DunningDisputeSettlement(models.TransientModel):
    """What is decided about a dispute, and what the customer is told."""

    _name = "dunning.dispute.settlement"
    _description = "Settle a Dispute"

    dispute_id = fields.Many2one("dunning.dispute", required=True)
    outcome = fields.Selection(
        [
            ("accepted", "Accept"),
            ("partly", "Accept a part"),
            ("rejected", "Reject"),
        ],
        required=True,
    )
    currency_id = fields.Many2one(related="dispute_id.currency_id", related_sudo=False)
    amount_disputed = fields.Monetary(
        string="Disputed amount", related="dispute_id.amount", related_sudo=False
    )
    amount = fields.Monetary(string="Accepted amount", help="Taxes included.")
    answer = fields.Text(string="Answer to the customer")
    is_answered = fields.Boolean(string="Write to the customer", default=True)
    recipient = fields.Char(compute="_compute_recipient")
    is_letter = fields.Boolean(compute="_compute_recipient")
    test_email = fields.Char(
        related="dispute_id.group_id.test_email", related_sudo=False
    )

    @api.depends("dispute_id")
    def _compute_recipient(self):
        for wizard in self:
            dispute = wizard.dispute_id
            contact = dispute and dispute._email_contact()
            wizard.is_letter = not contact
            wizard.recipient = (
                contact.email_formatted
                if contact
                else self.env._("A letter to print: no e-mail address works")
            )

    def action_settle(self):
        """Settle the dispute and write to the customer.

        :return: action that closes the wizard, and opens the letter if there is one
        :raise UserError: see dunning.dispute; or a rejection without a reason
        """
        self.ensure_one()
        if self.outcome == "rejected" and self.is_answered and not self.answer:
            raise ValidationError(
                self.env._("Tell the customer why: write the answer.")
            )
        dispute = self.dispute_id._everywhere()
        dispute._settle(self.outcome, amount=self.amount, answer=self.answer)
        letter = self.env["ir.attachment"]
        if self.is_answered:
            letter = dispute._send_answer()
        if not letter:
            return {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{letter.id}",
            "target": "new",
            "close": True,
        }
