from odoo import Command, fields, models


class DunningNotice(models.Model):
    """Test mode: what is sent comes to ourselves, and nothing has happened."""

    _inherit = "dunning.notice"

    test_email = fields.Char(related="group_id.test_email")

    def _send(self):
        # EXTENDS the outbox
        tests = self.filtered(
            lambda notice: notice.state == "approved" and notice.test_email
        )
        if tests:
            tests._send_test()
        return super(DunningNotice, self - tests)._send()

    def _send_test(self):
        """Send notices to the test address, and give them back to who reviews them.

        :raise LettersFailed: some cannot be printed; nothing is left of the attempt.
        """
        letters = self._with_letter()._print_letters()
        # sudo: nobody writes the mail queue by hand
        self.env["mail.mail"].sudo().create(
            [notice._prepare_test_email(letters.get(notice)) for notice in self]
        )
        self._back_to_review()
        channels = dict(self._fields["channel"]._description_selection(self.env))
        self._message_log_batch(
            {
                notice.id: self.env._(
                    "Test by %(channel)s, to %(test)s instead of %(recipient)s.",
                    channel=channels[notice.channel],
                    test=notice.test_email,
                    recipient=notice.email or notice.contact_id.display_name,
                )
                for notice in self
            }
        )

    def _prepare_test_email(self, letter):
        """:return: values of a mail.mail

        :param letter: bytes of the PDF, or None
        """
        self.ensure_one()
        return {
            "email_to": self.test_email,
            "email_from": self._email_sender() or self.env.user.email_formatted,
            "subject": self.env._("Test: %s", self.printed_subject),
            "body_html": self._email_html(),
            "attachment_ids": [
                Command.create({"name": f"{self.display_name}.pdf", "raw": letter})
            ]
            if letter
            else [],
            "auto_delete": True,
        }

    def _outcome(self):
        # EXTENDS the outbox
        sentence = super()._outcome()
        tests = self.filtered(
            lambda notice: notice.state == "proposed" and notice.test_email
        )
        if not tests:
            return sentence
        test = self.env._(
            "Test: %(count)s sent to %(address)s.",
            count=len(tests),
            address=tests[0].test_email,
        )
        return f"{sentence} {test}".strip()

    def _send_apology(self):
        # EXTENDS the delivery
        if self.test_email:
            self._message_log(body=self.env._("Test mode: no apology was sent."))
            return
        super()._send_apology()
