from odoo import Command, api, fields, models


class DunningStatement(models.TransientModel):
    """Statement of account of a day, to print or to send."""

    _name = "dunning.statement"
    _description = "Statement of Account"

    debtor_id = fields.Many2one("dunning.debtor", required=True, readonly=True)
    date = fields.Date(
        string="As of",
        required=True,
        default=fields.Date.context_today,
        help="What was booked or paid later is left out.",
    )
    company_id = fields.Many2one(
        "res.company", string="Sender", compute="_compute_figures"
    )
    balance = fields.Char(compute="_compute_figures")
    lang = fields.Char(compute="_compute_lang")
    test_email = fields.Char(related="debtor_id.group_id.test_email")

    @api.depends("debtor_id", "date")
    def _compute_figures(self):
        for statement in self:
            debtor, sections = statement.debtor_id, statement._sections()
            statement.company_id = (
                debtor._statement_sender(sections, statement.date) if debtor else False
            )
            statement.balance = debtor._statement_amounts(sections) or self.env._(
                "Nothing is open"
            )

    @api.depends("debtor_id", "company_id")
    def _compute_lang(self):
        for statement in self:
            debtor = statement.debtor_id
            statement.lang = (
                debtor._first_contact_lang(statement.company_id)
                if debtor
                else self.env.lang
            )

    def _sections(self):
        """:return: list of StatementSection, see dunning.debtor"""
        if not (self.debtor_id and self.date):
            return []
        return self.debtor_id._statement(self.date)

    def action_print(self):
        """Print the statement as a PDF.

        :return: report action
        """
        self.ensure_one()
        report = self.env.ref("s4_dunning.dunning_statement_report")
        return {
            **report.report_action(self, config=False),
            "close_on_report_download": True,
        }

    def action_send(self):
        """Open the e-mail to the debtor, the statement attached.

        :return: window action of Odoo's composer
        :raise UserError: it cannot be printed.
        """
        self.ensure_one()
        debtor = self.debtor_id
        template = self.env["report.s4_dunning.dunning_statement"]
        pdf = template._print(self)
        words = self.with_context(lang=self.lang).env
        attachment = self.env["ir.attachment"].create(
            {
                "name": words._("Statement of Account %s.pdf", self.date),
                "raw": pdf,
                "mimetype": "application/pdf",
                # as what a person uploads; the message takes it over
                "res_model": "mail.compose.message",
                "res_id": 0,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the Statement of Account"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": debtor._name,
                "default_res_ids": debtor.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": [Command.set(self._recipient().ids)],
                "default_subject": words._("Statement of account"),
                "default_body": self._email_body(),
                "default_attachment_ids": [Command.set(attachment.ids)],
                "default_email_layout_xmlid": "s4_dunning.dunning_email_layout",
                "default_email_add_signature": False,
            },
        }

    def _recipient(self):
        """:return: the res.partner to whom it goes; ourselves in the test mode"""
        if not self.test_email:
            return self.debtor_id._first_contact()
        return self.env["res.partner"]._find_or_create_from_emails([self.test_email])[0]

    def _email_body(self):
        """:return: Markup"""
        debtor = self.debtor_id.with_context(lang=self.lang)
        return self.env["ir.qweb"]._render(
            "s4_dunning.dunning_statement_email",
            {
                "date": self.date,
                "amounts": debtor._statement_amounts(self._sections()),
                # sudo: the name of a company that is not active
                "sender": self.company_id.sudo(),
                "lang": self.lang,
            },
            lang=self.lang,
        )
