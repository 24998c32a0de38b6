from odoo import fields, models


class DunningNotice(models.Model):
    """Thanks: a word to a customer who was reminded and has paid everything."""

    _inherit = "dunning.notice"

    date_thanked = fields.Date(string="Thanked on", readonly=True, copy=False)

    def _thank(self):
        """Thank the debtors of notices that were closed a moment ago, once a day each.

        Nobody is thanked for what was credited or written off, for what was paid before
        the notice reached him, or while something else is overdue.
        """
        today = fields.Date.context_today(self)
        paid = self.filtered(
            lambda notice: (
                notice.group_id.is_payment_thanked
                and notice._has_arrived()
                and notice._is_paid_with_money()
            )
        )
        for debtor, notices in paid.grouped("debtor_id").items():
            if debtor._is_thanked_on(today) or debtor._has_overdue_items(today):
                continue
            notices.sorted("date_sent")[-1:]._send_thanks(today)
        if paid.filtered("date_thanked"):
            self._wake_mail_queue()

    def _has_arrived(self):
        """:return: bool, whether the customer got the notice, as far as we know"""
        self.ensure_one()
        return bool(self.date_posted) or self.delivery_state == "sent"

    def _is_paid_with_money(self):
        """:return: bool, whether money came in for a dunned item since the sending"""
        self.ensure_one()
        dunned = self.line_ids.filtered(lambda line: line.kind == "overdue")
        return any(
            partial.create_date.date() >= self.date_sent
            and partial.credit_move_id.move_id._is_dunning_money()
            for partial in dunned.move_line_id.matched_credit_ids
        )

    def _send_thanks(self, today):
        self.ensure_one()
        recipient = self._recipient()
        if recipient._dunning_email_problems()[recipient]:
            return
        self.date_thanked = today
        if self.test_email:
            self._message_log(body=self.env._("Test mode: no thank-you was sent."))
            return
        notice = self.with_context(lang=self.lang)
        notice.message_post_with_source(
            "s4_dunning.dunning_thanks_email",
            render_values={"notice": notice},
            subject=notice.env._("Thank you for your payment"),
            subtype_xmlid="mail.mt_comment",
            author_id=(self.approved_by_id or self.company_id).partner_id.id,
            partner_ids=recipient.ids,
            email_from=self._email_sender(),
            email_layout_xmlid="s4_dunning.dunning_email_layout",
            reply_to=self._reply_to(),
            force_send=False,  # many are thanked at night
        )
