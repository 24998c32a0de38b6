from odoo import api, fields, models
from odoo.exceptions import UserError


class DunningNotice(models.Model):
    """Post: Odoo's service prints and posts the letters of the print queue."""

    # EXTENDS s4_dunning
    _inherit = "dunning.notice"

    snailmail_letter_ids = fields.One2many(
        "snailmail.letter", "dunning_notice_id", string="Letters by Snailmail"
    )

    def action_send_by_post(self):
        """Let Odoo's service print and post these letters, as they were kept.

        :raise UserError: one of them cannot be posted, or is on its way already.
        """
        self.check_access("write")
        self._check_state("sent")
        self._check_can_be_posted()
        letters = self.env["snailmail.letter"].create(
            [notice._prepare_snailmail_letter() for notice in self]
        )
        letters._add_cover_pages()
        letters._snailmail_print(immediate=False)  # tells what the addresses lack
        self._wake_post()
        return True

    def _check_can_be_posted(self):
        template = self.env["report.s4_dunning.dunning_letter"]
        for notice in self:
            names = {"notice": notice.display_name}
            if not notice.is_letter or notice.date_posted or not notice.pdf_id:
                raise UserError(
                    self.env._("%(notice)s does not wait for posting.", **names)
                )
            if notice.test_email:
                raise UserError(
                    self.env._("Test mode is on: no letter is posted to a customer.")
                )
            if len(template._addressees(notice)) > 1:
                raise UserError(
                    self.env._(
                        "%(notice)s goes to the payer as well: print and post it "
                        "yourself.",
                        **names,
                    )
                )
        if self.try_lock_for_update() != self or self._letters_to_post():
            raise UserError(
                self.env._("One of the letters is on its way by Snailmail already.")
            )

    def _prepare_snailmail_letter(self):
        """:return: values of a snailmail.letter"""
        self.ensure_one()
        company = self.company_id.sudo()  # sudo: a sender that is not active
        addressee = self.contact_id or self.partner_id
        return {
            "model": self._name,
            "res_id": self.id,
            "dunning_notice_id": self.id,
            "partner_id": addressee._posted_to().id,
            "company_id": company.id,
            "user_id": self.env.uid,
            "attachment_id": self._whole_letter().id,
            "color": company.snailmail_color,
            "cover": company.snailmail_cover,
            "duplex": company.snailmail_duplex,
        }

    def _letters_to_post(self):
        """:return: the snailmail.letter records that were not posted, but may be"""
        return self.snailmail_letter_ids.filtered(
            lambda letter: letter.state in ("pending", "error")
        )

    def _wake_post(self):
        # sudo: the queue need not wait for its hour, whoever sends
        self.env.ref("snailmail.snailmail_print").sudo()._trigger()

    def action_mark_posted(self):
        # EXTENDS s4_dunning
        letters = self._letters_to_post()
        if "pending" in letters.mapped("state"):
            raise UserError(
                self.env._("One of the letters is on its way by Snailmail already.")
            )
        result = super().action_mark_posted()
        letters.cancel()  # else the service would try again
        return result

    def action_withdraw_paid(self):
        # EXTENDS s4_dunning
        result = super().action_withdraw_paid()
        if self._letters_to_post():
            raise UserError(
                self.env._("One of the letters is on its way by Snailmail already.")
            )
        return result

    def action_send_again(self):
        # EXTENDS s4_dunning
        self.check_access("write")
        refused = self._letters_to_post().filtered(
            lambda letter: letter.state == "error"
        )
        if refused:
            refused._wait_again()
            self._wake_post()
        return super().action_send_again()

    def _stop_emails(self):
        # EXTENDS s4_dunning
        stopped = super()._stop_emails()
        for notice in self:
            letters = notice._letters_to_post()
            # whoever has them locked is sending them
            if letters and letters.try_lock_for_update() == letters:
                letters.cancel()
                if notice.channel == "letter":
                    stopped += notice
        return stopped

    @api.model
    def _delivery_types(self):
        # EXTENDS s4_dunning
        return [*super()._delivery_types(), "snail"]

    def _delivery_error(self, state, notification):
        # EXTENDS s4_dunning
        if notification.notification_type != "snail" or state != "failed":
            return super()._delivery_error(state, notification)
        return self.env._(
            "The letter to %(addressee)s was not posted: %(reason)s",
            addressee=notification.res_partner_id.display_name,
            reason=self._post_failure(notification),
        )

    @api.model
    def _post_failure(self, notification):
        """:return: str, why the service did not post the letter, and what to do"""
        return {
            "sn_credit": self.env._("no credit is left: buy some from Odoo."),
            "sn_trial": self.env._("there is no account yet: make one with Odoo."),
            "sn_price": self.env._("its country is not served: post it yourself."),
            "sn_fields": self.env._("its address is not complete: complete it."),
            "sn_format": self.env._("it is no A4 letter that can be printed."),
        }.get(notification.failure_type) or notification.format_failure_reason()
