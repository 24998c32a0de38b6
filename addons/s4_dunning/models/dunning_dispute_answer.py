from odoo import fields, models

LAYOUT = "s4_dunning.dunning_email_layout"


class DunningDispute(models.Model):
    """Answer: what was decided goes to the customer, by e-mail or else by letter."""

    _inherit = "dunning.dispute"

    lang = fields.Char(compute="_compute_lang", export_string_translation=False)

    def _compute_lang(self):
        for dispute in self.sudo():  # sudo: a customer of a company not active
            contact = dispute._answer_contact()
            dispute.lang = contact.lang or dispute.partner_id.lang or self.env.lang

    def _answer_contacts(self):
        """:return: res.partner, to whom to write, the best one in front"""
        customer = self.partner_id
        kinds = ("dunning", "invoice")
        contacts = customer.child_ids.filtered(lambda contact: contact.type in kinds)
        return contacts.sorted(lambda contact: kinds.index(contact.type)) | customer

    def _answer_contact(self):
        """:return: the res.partner to whom the answer goes"""
        return self._email_contact() or self._answer_contacts()[:1]

    def _email_contact(self):
        """:return: the first res.partner with a usable e-mail address, or none"""
        self.ensure_one()
        contacts = self._answer_contacts()
        problems = contacts._dunning_email_problems()
        return contacts.filtered(lambda contact: not problems[contact])[:1]

    def _send_answer(self):
        """Tell the customer what was decided; ourselves in the test mode.

        :return: ir.attachment, the letter to print where no e-mail address works; none
            if an e-mail was sent
        :raise UserError: the letter cannot be printed.
        """
        self.ensure_one()
        recipient = self._email_contact()
        if not recipient:
            return self._attach_letter()
        dispute = self._everywhere().with_context(lang=self.lang)
        # sudo: the name of a company that is not active
        company = dispute.company_id.sudo()
        dispute.message_post_with_source(
            "s4_dunning.dunning_dispute_answer_email",
            # sudo: see above, and the invoice of a dispute that the user settles
            render_values={"dispute": dispute.sudo(), "lang": self.lang},
            subject=self._answer_subject(),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.env.user.partner_id.id,
            partner_ids=self._to_write_to(recipient).ids,
            email_from=company.email_formatted or None,
            email_layout_xmlid=LAYOUT,
            email_add_signature=False,
        )
        return self.env["ir.attachment"]

    def _to_write_to(self, recipient):
        """:return: res.partner, in the test mode that of the test address"""
        address = self.group_id.test_email
        if not address:
            return recipient
        # sudo: a collector may not create contacts; a manager chose this address
        partners = self.env["res.partner"].sudo()
        return partners._find_or_create_from_emails([address])[0]

    def _answer_subject(self):
        """:return: str, in the language of the customer"""
        words = self.with_context(lang=self.lang).env
        # sudo: a company that is not active
        return words._("Your complaint about %s", self.sudo().move_id.name)

    def _amount_to_pay(self):
        """:return: float, what is open of the invoice without what is accepted"""
        self.ensure_one()
        accepted = self.amount_accepted if self.is_resting else 0
        return self.currency_id.round(self.move_id._dunning_open_amount() - accepted)

    def _attach_letter(self):
        """Print the answer as a letter, and keep it in the chatter.

        :return: ir.attachment
        """
        pdf = self.env["report.s4_dunning.dunning_dispute_answer"]._print(self)
        name = self.env._("Answer %s.pdf", self.sudo().move_id.name.replace("/", "-"))
        message = self._message_log(
            body=self.env._("Answer by letter: no e-mail address works. Print it."),
            attachment_ids=self.env["ir.attachment"]
            .create(
                {
                    "name": name,
                    "raw": pdf,
                    "mimetype": "application/pdf",
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
            .ids,
        )
        return message.attachment_ids
