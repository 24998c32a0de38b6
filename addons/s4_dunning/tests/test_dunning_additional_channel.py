from ast import literal_eval
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .address_common import AddressCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningAdditionalChannel(AddressCommon):
    """A level that leaves by several channels."""

    def _print_queue(self):
        action = self.env.ref("s4_dunning.dunning_notice_action_print_queue").sudo()
        return self.env["dunning.notice"].search(literal_eval(action.domain))

    def _with_letter(self):
        self.reminder.also_letter = True
        notice = self._proposed()
        self._send(notice)
        return notice

    def test_email_and_letter(self):
        notice = self._with_letter()

        self.assertEqual(notice.channel, "email")
        self.assertEqual(notice.delivery_state, "waiting")
        self.assertEqual(
            notice.delivery_reason,
            "E-mail to the customer, as the level says. Also by letter.",
        )
        self.assertEqual(self._print_queue(), notice)
        attached = notice.message_ids.attachment_ids
        self.assertEqual(attached, notice.pdf_id, "one frozen letter for both")
        bodies = "".join(map(str, notice.message_ids.mapped("body")))
        self.assertIn("Letter printed to the queue", bodies)

    def test_letter_beside_the_email_is_posted(self):
        notice = self._with_letter()
        notice.action_mark_posted()
        self.assertEqual(notice.date_posted, TODAY)
        self.assertFalse(self._print_queue())

    def test_email_alone_is_not_posted(self):
        notice = self._proposed()
        self._send(notice)
        self.assertFalse(self._print_queue())
        with self.assertRaisesRegex(UserError, "Only letters are posted"):
            notice.action_mark_posted()

    def test_letter_in_place_of_the_email_is_one_letter(self):
        self.customer.email = False
        notice = self._with_letter()
        self.assertEqual(notice.channel, "letter")
        self.assertFalse(notice.also_letter)
        self.assertEqual(self._print_queue(), notice)

    def test_letter_without_postal_address_is_told(self):
        self.customer.city = False
        self.reminder.also_letter = True
        notice = self._proposed()
        self.assertFalse(notice.also_letter)
        self.assertEqual(
            notice.delivery_reason,
            "E-mail to the customer, as the level says. No letter, as there is no "
            "complete postal address.",
        )
        notice.also_letter = True
        with self.assertRaisesRegex(UserError, "no complete postal address"):
            notice.action_approve()

    def test_reviewer_does_without_the_letter(self):
        self.reminder.also_letter = True
        notice = self._proposed()
        notice.also_letter = False
        self._send(notice)
        self.assertFalse(self._print_queue())

    def test_other_channel_does_without_the_letter(self):
        self.reminder.also_letter = True
        notice = self._proposed()
        notice.channel = "phone"
        self.assertFalse(notice.is_letter)

    def test_email_and_call(self):
        self.reminder.also_call = True
        self.customer.phone = "+31 50 123 4567"
        notice = self._proposed()
        self._send(notice)
        self.assertEqual(notice.delivery_state, "waiting")
        self.assertEqual(
            self.debtor.activity_ids.activity_type_id,
            self.env.ref("mail.mail_activity_data_call"),
        )
        self.assertTrue(notice.delivery_reason.endswith("Also a phone call."))

    def test_hand_over_and_call_are_two_tasks(self):
        self.reminder.write({"action": "hand_over", "also_call": True})
        self._send(self._proposed())
        self.assertEqual(
            self.debtor.activity_ids.activity_type_id,
            self.env.ref("mail.mail_activity_data_call")
            | self.env.ref("mail.mail_activity_data_todo"),
        )

    def test_call_level_makes_one_task(self):
        self.reminder.write({"action": "call", "also_call": True})
        self._send(self._proposed())
        self.assertEqual(len(self.debtor.activity_ids), 1)

    def test_cancelled_before_anything_left(self):
        notice = self._with_letter()
        notice.action_cancel("Mistake", apology=True)
        self.assertEqual(notice.delivery_state, "withdrawn")
        self.assertFalse(self._print_queue())
        subjects = notice.message_ids.mapped("subject")
        self.assertNotIn(f"Withdrawn: {notice.name}", subjects, "nobody ever got it")

    def test_cancelled_after_the_letter_was_posted(self):
        notice = self._with_letter()
        notice.action_mark_posted()
        notice.action_cancel("Mistake", apology=True)
        self.assertIn(f"Withdrawn: {notice.name}", notice.message_ids.mapped("subject"))

    def test_paid_before_the_email_left_but_after_the_letter(self):
        notice = self._with_letter()
        notice.action_mark_posted()
        self._register_payment(notice.line_ids.move_line_id.move_id)

        self.assertTrue(notice.sudo()._withdraw_if_paid())

        self.assertEqual(notice.delivery_state, "withdrawn")
        self.assertEqual(notice.state, "sent", "the customer was dunned by letter")

    def test_paid_before_either_left(self):
        notice = self._with_letter()
        self._register_payment(notice.line_ids.move_line_id.move_id)
        self.assertTrue(notice.sudo()._withdraw_if_paid())
        self.assertEqual(notice.state, "cancelled")
        self.assertFalse(self._print_queue())

    def test_add_on_decides_about_a_channel_of_its_own(self):
        run_class = self.env.registry["dunning.run"]
        only_letters = {"also_call": SQL("(decision.channel = 'letter')")}
        own = run_class._additional_channels
        with patch.object(
            run_class,
            "_additional_channels",
            lambda run: {**own(run), **only_letters},
        ):
            notice = self._proposed()
            self.assertFalse(notice.also_call)
            notice.level_id = self.final
            self.assertTrue(notice.also_call)
