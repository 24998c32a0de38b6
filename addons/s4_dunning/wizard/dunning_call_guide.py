from odoo import api, fields, models
from odoo.tools import clean_context

LAST_CALLS = 3


class DunningCallGuide(models.TransientModel):
    """The guide through a phone call: whom to call, what to say, what came of it."""

    _name = "dunning.call.guide"
    _description = "Call a Debtor"

    debtor_id = fields.Many2one("dunning.debtor", required=True)
    notice_id = fields.Many2one("dunning.notice")
    currency_id = fields.Many2one(related="debtor_id.currency_id", related_sudo=False)
    amount_overdue = fields.Monetary(
        related="debtor_id.amount_overdue", related_sudo=False
    )
    days_overdue = fields.Integer(related="debtor_id.days_overdue", related_sudo=False)
    contact_ids = fields.Many2many(
        "res.partner", string="Contacts", compute="_compute_contact_ids"
    )
    contact_id = fields.Many2one(
        "res.partner",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', contact_ids)]",
    )
    phone = fields.Char(
        related="contact_id.dunning_phone", related_sudo=False, string="Phone"
    )
    has_whatsapp = fields.Boolean(compute="_compute_has_whatsapp")
    script = fields.Html(compute="_compute_script")
    open_item_ids = fields.Many2many(
        "account.move.line", compute="_compute_open_item_ids"
    )
    last_call_ids = fields.Many2many("dunning.call", compute="_compute_last_call_ids")
    item_ids = fields.Many2many(
        "account.move.line",
        "dunning_call_guide_item_rel",
        string="About",
        domain="[('id', 'in', open_item_ids)]",
    )
    date_promise = fields.Date(string="Pays on")
    note = fields.Text(string="What was said")

    @api.depends("debtor_id")
    def _compute_contact_ids(self):
        for guide in self:
            guide.contact_ids = guide.debtor_id._contacts_to_call()

    @api.depends("debtor_id", "notice_id")
    def _compute_contact_id(self):
        for guide in self:
            contacts = guide.debtor_id._contacts_to_call()
            addressed = guide.notice_id.contact_id - guide.debtor_id.partner_id
            reachable = addressed & contacts.filtered("dunning_phone")
            guide.contact_id = reachable or contacts[:1]

    @api.depends("contact_id")
    def _compute_has_whatsapp(self):
        for guide in self:
            contact = guide.contact_id
            guide.has_whatsapp = bool(contact and contact._dunning_number())

    @api.depends("debtor_id", "notice_id")
    def _compute_script(self):
        for guide in self:
            notice = guide._notice()
            guide.script = notice._script() if notice else False

    def _notice(self):
        return self.notice_id or self.debtor_id._notice_to_talk_about()

    @api.depends("debtor_id")
    def _compute_open_item_ids(self):
        for guide in self:
            guide.open_item_ids = guide.debtor_id.open_item_ids

    @api.depends("debtor_id")
    def _compute_last_call_ids(self):
        for guide in self:
            guide.last_call_ids = guide.debtor_id.call_ids[:LAST_CALLS]

    def action_whatsapp(self):
        """Open WhatsApp with the short message to the contact filled in.

        :return: action that opens a new tab
        :raise UserError: the contact has no valid phone number.
        """
        self.ensure_one()
        return self.debtor_id._action_whatsapp(self.contact_id, self._notice())

    def action_record(self):
        """Record the call with the outcome in the context, and what follows from it.

        :return: action that closes the guide
        :raise UserError: a promise without a day from today on
        """
        self.ensure_one()
        # the defaults of the guide are not those of the hold that is made
        calls = self.env(context=clean_context(self.env.context))["dunning.call"]
        calls.create(
            {
                "debtor_id": self.debtor_id.id,
                "notice_id": self.notice_id.id,
                "contact_id": self.contact_id.id,
                "phone": self.phone,
                "outcome": self.env.context["outcome"],
                "date_promise": self.date_promise,
                "note": self.note,
                "item_ids": self.item_ids.ids,
            }
        )
        return {"type": "ir.actions.act_window_close"}
