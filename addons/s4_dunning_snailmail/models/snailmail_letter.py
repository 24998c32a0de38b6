from odoo import fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class SnailmailLetter(models.Model):
    """The letter of a notice: what becomes of it is noted there."""

    # EXTENDS snailmail
    _inherit = "snailmail.letter"

    dunning_notice_id = fields.Many2one(
        "dunning.notice", index="btree_not_null", ondelete="cascade"
    )

    _posted_once = models.UniqueIndex(
        "(dunning_notice_id) WHERE state IN ('pending', 'sent')",
        "A letter is posted once.",
    )

    def write(self, vals):
        # EXTENDS snailmail
        failed_before = self.filtered(lambda letter: letter.state == "error")
        result = super().write(vals)
        letters = self.filtered("dunning_notice_id")
        if vals.get("state") == "sent":
            letters._note_posted()
        elif vals.get("state") == "error":
            (letters - failed_before)._note_failure()
        return result

    def _note_posted(self):
        # sudo: only the post knows the day, whoever wakes it
        self.dunning_notice_id.sudo().date_posted = fields.Date.context_today(self)

    def _note_failure(self):
        for notice in self.dunning_notice_id:
            notice._ask_to_mend(_lt("The letter %s was not posted", notice.name))

    def _snailmail_print(self, immediate=True):
        # EXTENDS snailmail
        void = self._withdraw_void() if immediate else self.browse()
        return super(SnailmailLetter, self - void)._snailmail_print(immediate)

    def _withdraw_void(self):
        """:return: the letters of notices that ask for nothing any more, taken back"""
        void = self.browse()
        for letter in self.filtered("dunning_notice_id"):
            # sudo: who works off the queue need not have access to the notice
            notice = letter.dunning_notice_id.sudo()
            is_taken_back = notice.state not in ("sent", "closed")
            is_void = is_taken_back or notice._withdraw_if_paid()
            # of a notice whose e-mail has left, only the letter is stopped
            if is_void or letter.state == "canceled":
                void += letter
        void.filtered(lambda letter: letter.state != "canceled").cancel()
        return void

    def _wait_again(self):
        """Put letters that were refused back into the queue."""
        self.write({"state": "pending", "error_code": False, "info_msg": False})
        # sudo: nobody writes notifications by hand
        self.notification_ids.sudo().write(
            {
                "notification_status": "ready",
                "failure_type": False,
                "failure_reason": False,
            }
        )

    def _add_cover_pages(self):
        """Put the cover page before the kept letter, where the company wants one."""
        for letter in self.filtered("cover"):
            kept = letter.attachment_id
            letter.attachment_id = self.env["ir.attachment"].create(
                {
                    "name": kept.name,
                    "raw": letter._append_cover_page(kept.raw),
                    "mimetype": "application/pdf",
                    "res_model": self._name,
                    "res_id": letter.id,
                }
            )
