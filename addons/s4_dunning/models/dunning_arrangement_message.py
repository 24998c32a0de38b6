from odoo import api, fields, models
from odoo.tools import email_normalize

LAYOUT = "s4_dunning.dunning_email_layout"


class DunningArrangement(models.Model):
    """Confirmation: the schedule by e-mail or letter, in the debtor's language."""

    _inherit = "dunning.arrangement"

    channel = fields.Selection(
        [("email", "E-mail"), ("letter", "Letter")],
        string="Sent by",
        required=True,
        default="email",
    )
    company_id = fields.Many2one(
        "res.company", string="Sender", compute="_compute_company_id"
    )
    is_collective = fields.Boolean(
        compute="_compute_company_id", help="Several companies are paid."
    )
    lang = fields.Char(compute="_compute_lang")
    pdf_id = fields.Many2one(
        "ir.attachment", string="Letter as sent", readonly=True, copy=False
    )
    test_email = fields.Char(related="group_id.test_email")

    @api.depends("group_id.lead_company_id", "instalment_ids.company_id")
    def _compute_company_id(self):
        for arrangement in self.sudo():  # sudo: companies that are not active
            by_company = arrangement.instalment_ids.grouped("company_id")
            largest = max(
                by_company,
                key=lambda company, by=by_company: sum(by[company].mapped("amount")),
                default=arrangement.group_id.company_ids[:1],
            )
            arrangement.company_id = arrangement.group_id.lead_company_id or largest
            arrangement.is_collective = len(by_company) > 1

    @api.depends("debtor_id", "company_id")
    def _compute_lang(self):
        for arrangement in self:
            debtor = arrangement.debtor_id
            arrangement.lang = (
                debtor._first_contact_lang(arrangement.company_id)
                if debtor
                else self.env.lang
            )

    def _recipient(self):
        """:return: the res.partner to whom the arrangement is sent"""
        return self.debtor_id._first_contact()

    def _schedule_rows(self):
        """:return: the instalments in the order of their days, the sender's first"""
        self.ensure_one()
        return self.instalment_ids.sorted(
            lambda one: (one.number, one.company_id != self.company_id, one._origin.id)
        )

    def _ordered_items(self):
        """:return: the items as they are printed: the oldest first, credits last"""
        self.ensure_one()
        return self._items().sorted(
            lambda item: (
                item.amount_residual_currency < 0,
                item._dunning_date_due(),
                item.id,
            )
        )

    def _send(self):
        """Print the letter; send it, or what the test mode makes of it.

        :raise UserError: it cannot be printed.
        """
        for arrangement in self:
            attachment = arrangement._store_letter()
            if arrangement.test_email:
                arrangement._send_test(attachment)
                continue
            arrangement.pdf_id = attachment
            if arrangement.channel == "email":
                arrangement._send_email(arrangement._recipient(), attachment)
            else:
                arrangement._message_log(
                    body=self.env._("Letter to print."), attachment_ids=attachment.ids
                )

    def _store_letter(self):
        """:return: ir.attachment, the letter as it is now"""
        self.ensure_one()
        template = self.env["report.s4_dunning.dunning_arrangement"]
        name = self.name or self.env._("Arrangement")
        return self.env["ir.attachment"].create(
            {
                "name": f"{name.replace('/', '-')}.pdf",
                "raw": template._print(self),
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _send_test(self, attachment):
        """Send what the customer would get to the test address.

        :param attachment: ir.attachment
        """
        recipient = self.env["res.partner"]._find_or_create_from_emails(
            [email_normalize(self.test_email)]
        )[0]
        self._send_email(recipient, attachment)

    def _send_email(self, recipient, attachment):
        """Queue the e-mail on the thread of the arrangement.

        :param recipient: res.partner
        :param attachment: ir.attachment
        """
        words = self.with_context(lang=self.lang).env
        self.with_context(lang=self.lang).message_post(
            body=self._email_body(),
            subject=words._("Payment arrangement %s", self.name or "").strip(),
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
            partner_ids=recipient.ids,
            attachment_ids=attachment.ids,
            email_from=self.company_id.email_formatted or None,
            email_layout_xmlid=LAYOUT,
            email_add_signature=False,
        )

    def _email_body(self):
        """:return: Markup in the language of the debtor"""
        self.ensure_one()
        arrangement = self.with_context(lang=self.lang)
        return self.env["ir.qweb"]._render(
            "s4_dunning.dunning_arrangement_email",
            {
                # sudo: companies that are not active; it prints nothing beyond the plan
                "o": arrangement.sudo(),
                "letter": self.env["report.s4_dunning.dunning_arrangement"],
                "lang": self.lang,
            },
            lang=self.lang,
        )

    def action_print(self):
        """Print the arrangement: as it was sent, or as it is now.

        :return: report action
        """
        self.check_access("read")
        report = self.env.ref("s4_dunning.dunning_arrangement_report")
        return report.report_action(self, config=False)
