from odoo import api, fields, models
from odoo.exceptions import UserError

from .dunning_text import Words


class DunningLevel(models.Model):
    """One step of a workflow: when, what, how, in which words."""

    _name = "dunning.level"
    _description = "Dunning Level"
    _inherit = ["dunning.text.mixin"]
    _order = "workflow_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    workflow_id = fields.Many2one(
        "dunning.workflow", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="workflow_id.currency_id")
    trigger_base = fields.Selection(
        [
            ("due_date", "the due date"),
            ("end_of_month", "the end of the month of the due date"),
            ("previous_notice", "the previous notice"),
            ("previous_deadline", "the payment date of the previous notice"),
        ],
        string="Days after",
        required=True,
        default="due_date",
    )
    days = fields.Integer(
        default=14, help="Negative: that many days before the due date."
    )
    payment_days = fields.Integer(
        string="Payment within",
        default=14,
        help="Days after the notice. Gives the payment date that the notice names.",
    )
    action = fields.Selection(
        [
            ("notice", "Send a notice"),
            ("call", "Phone call"),
            ("hand_over", "Announce and hand over"),
        ],
        required=True,
        default="notice",
        help="A phone call and a hand-over make a task for the collector.",
    )
    channel = fields.Selection(
        [("email", "E-mail"), ("letter", "Letter")],
        required=True,
        default="email",
        help="A debtor whom it does not reach gets a letter instead of an e-mail, or a "
        "phone call instead of a letter.",
    )
    also_letter = fields.Boolean(
        string="Also by letter", help="The letter is posted, besides the e-mail."
    )
    also_call = fields.Boolean(
        string="Also a phone call", help="Makes a task for the collector as well."
    )
    is_escalation = fields.Boolean(
        string="Write to the escalation contact",
        help="Of the debtor, where it names one.",
    )
    autonomy = fields.Selection(
        [
            ("manual", "Approve one by one"),
            ("propose", "Approve one by one or together"),
            ("automatic", "Approve automatically"),
        ],
        required=True,
        default="propose",
    )
    second_approval = fields.Boolean(
        help="A second person approves, if the dunning group asks for it."
    )
    minimum_amount = fields.Monetary(
        help="Below it the next lower level is used, or nothing is sent."
    )
    minimum_percentage = fields.Float(
        help="Share of the debtor's open balance that must have reached this level. "
        "Below it the next lower level is used, or nothing is sent."
    )
    claims_costs = fields.Boolean(
        help="The words of this level claim or announce costs. To a consumer every "
        "company then writes by itself: costs are computed per creditor."
    )
    amount_in_words = fields.Boolean(help="Print the total in words as well.")
    text_ids = fields.One2many("dunning.level.text", "level_id", string="Variants")
    invoices = fields.Selection(
        [
            ("none", "Not added"),
            ("separate", "Added, a file for each"),
            ("merged", "Added as one file"),
        ],
        required=True,
        default="none",
        help="An e-mail has them attached; if they are too large, it gives links to "
        "them. With a letter they are printed after it.",
    )
    script = Words(
        string="Script of a phone call",
        sanitize_attributes=True,
        help="What to say when the customer is called about a notice of this level.",
    )
    short_text = fields.Text(
        string="Short message",
        translate=True,
        help="For WhatsApp and other short messages. A text message of up to 160 "
        "characters is one, a longer one several.",
    )

    _minimum_positive = models.Constraint(
        "CHECK(minimum_amount >= 0 AND minimum_percentage >= 0 "
        "AND minimum_percentage <= 100)",
        "The minimum amount cannot be negative, and the percentage lies between 0 and "
        "100.",
    )
    _payment_days_positive = models.Constraint(
        "CHECK(payment_days >= 0)", "The days for payment cannot be negative."
    )
    _days_after_notice_positive = models.Constraint(
        "CHECK(days >= 0 OR trigger_base = 'due_date')",
        "Only days counted from the due date can be negative.",
    )

    @api.constrains("script", "short_text")
    def _check_spoken_placeholders(self):
        self._check_known("script", "short_text")

    @api.constrains("trigger_base", "sequence", "active", "workflow_id")
    def _check_first_level(self):
        self.workflow_id._check_first_level()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if (
            self.env["dunning.notice"]
            .sudo()
            .search_count(  # sees every group
                [("level_id", "in", self.ids)], limit=1
            )
        ):
            raise UserError(
                self.env._("Notices of this level exist: archive it instead.")
            )

    def action_edit_text(self):
        """Edit the words beside a preview of the e-mail.

        :return: window action
        """
        self.ensure_one()
        action = self._get_records_action()
        action["views"] = [
            (self.env.ref("s4_dunning.dunning_level_view_form_text").id, "form")
        ]
        return action

    def action_add_text(self):
        """Write a variant of the words for some debtors.

        :return: window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Variant"),
            "res_model": "dunning.level.text",
            "view_mode": "form",
            "context": {"default_level_id": self.id},
        }

    def _level(self):
        return self

    def _text_group(self):
        return self.workflow_id.group_id
