from datetime import date
from email.message import EmailMessage
from email.policy import SMTP

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .outbox_common import OutboxCommon

GATEWAY = "odoo.addons.mail.models.mail_thread"


class ReplyCommon(OutboxCommon):
    """A notice that was sent, a reply address of the group, and a collector."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "dealer.example.com"})
        cls.env["res.company"].search([]).alias_domain_id = domain
        cls.catchall = domain.catchall_email
        cls.group.alias_name = "dunning"
        cls.collector = new_test_user(
            cls.env,
            "reply_collector",
            groups="s4_dunning.s4_dunning_group_collector,"
            "account.group_account_invoice,base.group_partner_manager",
            company_id=cls.company.id,
        )
        cls.group.responsible_id = cls.collector

    def setUp(self):
        super().setUp()
        self.notice = self._approved("Jansen Transport")
        self.customer = self.notice.partner_id
        with self.without_pdf():
            self.notice.action_send()
        self.message = self.notice.message_ids.filtered("attachment_ids")[:1]
        self.debtor = self.notice.debtor_id

    def _mail(self, text="", *, reference=True, **headers):
        """:return: an e-mail of the customer to the reply address, as bytes"""
        mail = EmailMessage(policy=SMTP)
        values = {
            "From": self.customer.email,
            "To": "dunning@dealer.example.com",
            "Subject": f"Re: {self.message.subject}",
            "Message-Id": f"<{abs(hash((text, str(headers))))}@jansen.example.com>",
            "Date": "Tue, 31 Mar 2026 10:00:00 +0200",
            **({"In-Reply-To": self.message.message_id} if reference else {}),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        for name, value in values.items():
            mail[name] = value
        mail.set_content(text)
        return mail.as_bytes()

    def _receive(self, mail):
        """Feed a mail to the gateway.

        :return: the dunning.reply it became, or none
        """
        before = self.env["dunning.reply"].search([])
        with mute_logger(GATEWAY):
            self.env["mail.thread"].message_process(None, mail)
        return self.env["dunning.reply"].search([]) - before


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningReply(ReplyCommon):
    """An answer comes to the notice, rests the dunning, and waits for one click."""

    def test_answers_come_to_the_address_of_the_group(self):
        self.assertIn("dunning@dealer.example.com", self.message.reply_to)

    def test_answer_lands_on_the_notice_and_on_the_chart(self):
        reply = self._receive(self._mail("We have already paid."))
        self.assertEqual(reply.notice_id, self.notice)
        self.assertEqual(reply.debtor_id, self.debtor)
        self.assertIn(reply.message_id, self.notice.message_ids)
        self.assertIn(reply, self.debtor.correspondence_ids.reply_id)
        self.assertEqual(self.debtor.open_reply_count, 1)

    def test_answer_is_sorted_and_says_by_which_words(self):
        reply = self._receive(self._mail("We have already paid."))
        self.assertEqual(reply.kind, "payment")
        self.assertIn("already paid", reply.words)
        self.assertEqual(reply.state, "to_confirm")

    def test_answer_rests_the_debtor_for_the_days_of_the_group(self):
        self.group.reply_days = 5
        reply = self._receive(self._mail("Hello"))
        self.assertEqual(reply.hold_id.date_end, date(2026, 4, 5))
        item = self._invoice(50, partner=self.customer)
        self.assertEqual(self._reason(self._propose(), item), "hold")

    def test_group_without_rest_goes_on(self):
        self.group.reply_days = 0
        self.assertFalse(self._receive(self._mail("Hello")).hold_id)

    def test_answer_is_a_task_of_the_collector(self):
        self.debtor.collector_id = self.collector
        self._receive(self._mail("Hello"))
        self.assertEqual(self.debtor.activity_ids.user_id, self.collector)

    def test_answer_without_reference_is_found_by_the_number_of_the_notice(self):
        reply = self._receive(
            self._mail(
                "Hello",
                reference=False,
                From="clerk@elsewhere.example.com",
                Subject=f"Your letter {self.notice.name}.",
            )
        )
        self.assertEqual(reply.notice_id, self.notice)
        self.assertTrue(reply.is_unknown_sender)
        self.assertFalse(reply.hold_id, "anybody could write that")

    def test_answer_without_reference_is_found_by_its_sender(self):
        reply = self._receive(self._mail("Hello", reference=False, Subject="Invoice"))
        self.assertEqual(reply.notice_id, self.notice)
        self.assertTrue(reply.hold_id)

    def test_answer_to_the_catchall_address_is_not_bounced(self):
        mail = self._mail("Hello", reference=False, Subject="x", To=self.catchall)
        self.assertEqual(self._receive(mail).notice_id, self.notice)

    def test_unknown_sender_waits_to_be_assigned(self):
        reply = self._receive(
            self._mail(
                "We will pay on 15 April.",
                reference=False,
                From="Ann <ann@unknown.example.com>",
                Subject="Payment",
            )
        )
        self.assertEqual(reply.state, "to_assign")
        self.assertFalse(reply.debtor_id)
        self.assertEqual(reply.activity_ids.user_id, self.collector)

        reply = reply.with_user(self.collector)
        reply.notice_id = self.notice
        reply.action_assign()

        self.assertEqual(reply.state, "to_confirm")
        self.assertEqual(reply.debtor_id, self.debtor)
        self.assertIn(reply.message_id, self.notice.message_ids)
        self.assertEqual(reply.date_promised, date(2026, 4, 15))
        self.assertFalse(reply.activity_ids)

    def test_nothing_is_assigned_to_nobody(self):
        reply = self._receive(
            self._mail("x", reference=False, From="a@u.example.com", Subject="x")
        )
        with self.assertRaisesRegex(UserError, "Choose the notice"):
            reply.action_assign()

    def test_out_of_office_neither_rests_nor_counts(self):
        reply = self._receive(
            self._mail("I am away until 15 April.", Auto_Submitted="auto-replied")
        )
        self.assertEqual(reply.kind, "out_of_office")
        self.assertEqual(reply.state, "done")
        self.assertFalse(reply.hold_id)
        self.assertFalse(self.debtor.activity_ids)

    def test_forged_sender_rests_nothing_and_is_named(self):
        reply = self._receive(
            self._mail(
                "We have already paid.",
                Authentication_Results="mx.dealer.example.com; spf=fail; dmarc=fail",
            )
        )
        self.assertFalse(reply.hold_id)
        self.assertIn("doubts", reply.warning)

    def test_forged_colleague_is_not_taken_for_one(self):
        reply = self._receive(
            self._mail(
                "Stop dunning them.",
                From=self.collector.email,
                Authentication_Results="mx.dealer.example.com; dmarc=fail",
            )
        )
        self.assertTrue(reply.is_forged)

    def test_colleague_who_writes_to_the_thread_is_no_customer(self):
        self.assertFalse(self._receive(self._mail("FYI", From=self.collector.email)))
        self.assertFalse(self.debtor.hold_ids)

    def test_confirmed_promise_rests_until_its_day(self):
        reply = self._receive(self._mail("We will pay on 15 April."))
        rest = reply.hold_id

        reply.with_user(self.collector).action_confirm()

        self.assertEqual(reply.state, "done")
        self.assertTrue(rest.is_released)
        hold = self.debtor.hold_ids - rest
        self.assertEqual(hold.date_end, date(2026, 4, 15))
        self.assertEqual(
            hold.reason_id, self.env.ref("s4_dunning.dunning_hold_reason_promise")
        )
        self.assertFalse(self.debtor.activity_ids.filtered("active"))

    def test_promise_without_day_is_refused(self):
        reply = self._receive(self._mail("We will pay."))
        with self.assertRaisesRegex(UserError, "Enter the day"):
            reply.action_confirm()
        self.assertEqual(reply.state, "to_confirm")

    def test_confirmed_complaint_rests_the_item_it_names(self):
        invoice = self.notice.line_ids.move_line_id.move_id
        reply = self._receive(self._mail(f"{invoice.name} is wrong."))
        self.assertEqual(reply.line_ids, self.notice.line_ids)
        reply.with_user(self.collector).action_confirm()
        hold = self.env["dunning.hold"].search(
            [("move_line_id", "in", reply.line_ids.move_line_id.ids)]
        )
        self.assertTrue(hold.is_current)
        self.assertIn("complaint", self.debtor.activity_ids.mapped("summary")[-1])

    def test_item_of_a_company_that_is_not_active_is_held_alone(self):
        sister = self._second_company()["company"]
        self.collector.company_ids |= sister
        customer = self._create_customer("Sister customer")
        item = self._invoice(80, partner=customer, company=sister)
        self._invoice(20, partner=customer)
        notice = self._propose().notice_ids.filtered_domain(
            [("partner_id", "=", customer.id)]
        )
        self._send(notice)
        message = notice.message_ids.filtered("attachment_ids")[:1]
        reply = self._receive(
            self._mail(
                f"{item.move_id.name} is wrong.",
                reference=False,
                From=customer.email,
                In_Reply_To=message.message_id,
            )
        )
        one = reply.with_user(self.collector).with_context(
            allowed_company_ids=self.company.ids
        )
        self.env.invalidate_all()

        one.action_confirm()

        hold = self.env["dunning.hold"].search([("move_line_id", "=", item.id)])
        self.assertTrue(hold.is_current)
        self.assertFalse(
            notice.debtor_id.hold_ids.filtered("is_current"), "the rest goes on"
        )

    def test_answers_stay_when_customers_are_merged(self):
        reply = self._receive(self._mail("We have already paid."))
        other = self._create_customer("Jansen")
        self._invoice(10, partner=other)
        self.group.action_refresh()
        target = self.env["dunning.debtor"].search([("partner_id", "=", other.id)])

        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.customer | other).ids, other
        )

        self.assertTrue(reply.exists())
        self.assertEqual(reply.debtor_id, target)
        self.assertEqual(reply.partner_id, other)

    def test_answers_and_their_address_go_along_with_the_companies(self):
        reply = self._receive(self._mail("We have already paid."))
        sister = self.setup_other_company(name="Sister group")["company"]
        stays = sister.dunning_group_id

        stays.sudo()._merge(self.group.sudo())

        self.assertEqual(reply.group_id, stays)
        self.assertEqual(reply.debtor_id.group_id, stays)
        self.assertEqual(stays.alias_name, "dunning")
        late = self._receive(
            self._mail("x", reference=False, From="a@u.example.com", Subject="x")
        )
        self.assertEqual(late.group_id, stays)

    def test_nothing_to_do_lets_dunning_go_on(self):
        reply = self._receive(self._mail("Thank you."))
        reply.with_user(self.collector).action_done()
        self.assertTrue(reply.hold_id.is_released)
        self.assertEqual(reply.state, "done")

    def test_second_answer_keeps_the_rest_of_the_first(self):
        first = self._receive(self._mail("Hello"))
        second = self._receive(self._mail("Hello again"))
        self.assertEqual(first.hold_id, second.hold_id)
        first.action_done()
        self.assertFalse(second.hold_id.is_released)

    def test_answer_to_a_cancelled_notice_is_filed_and_rests_nothing(self):
        self.notice.action_cancel("Wrong customer")
        reply = self._receive(self._mail("We have already paid."))
        self.assertEqual(reply.notice_id, self.notice)
        self.assertFalse(reply.hold_id)
        self.assertIn("taken back", reply.warning)

    def test_the_same_mail_twice_is_one_answer(self):
        mail = self._mail("Hello")
        self.assertTrue(self._receive(mail))
        self.assertFalse(self._receive(mail))

    def test_answer_that_is_answered_by_a_machine_ends_after_twenty(self):
        with mute_logger(GATEWAY, "odoo.addons.mail.models.mail_mail"):
            for number in range(25):
                self._receive(self._mail(f"Answer {number}"))
        replies = self.env["dunning.reply"].search([("notice_id", "=", self.notice.id)])
        self.assertEqual(len(replies), 20)

    def test_script_in_an_answer_is_taken_out(self):
        mail = EmailMessage(policy=SMTP)
        for name, value in (
            ("From", self.customer.email),
            ("To", "dunning@dealer.example.com"),
            ("Subject", "x"),
            ("Message-Id", "<script@jansen.example.com>"),
            ("In-Reply-To", self.message.message_id),
        ):
            mail[name] = value
        mail.set_content(
            "<p onclick='x()'>Hello</p><script>alert(1)</script>"
            "<a href='javascript:alert(1)'>link</a>",
            subtype="html",
        )
        body = self._receive(mail.as_bytes()).body
        self.assertIn("Hello", body)
        for evil in ("script", "onclick", "alert"):
            self.assertNotIn(evil, body)

    def test_mail_of_25_megabytes_lands(self):
        mail = EmailMessage(policy=SMTP)
        for name, value in (
            ("From", self.customer.email),
            ("To", "dunning@dealer.example.com"),
            ("Subject", "Proof"),
            ("Message-Id", "<large@jansen.example.com>"),
            ("In-Reply-To", self.message.message_id),
        ):
            mail[name] = value
        mail.set_content("We have already paid, see the scan.")
        content = b"\x00\x01\x02\x03" * (25 * 256 * 1024)
        mail.add_attachment(content, "image", "tiff", filename="scan.tiff")
        reply = self._receive(mail.as_bytes())
        self.assertEqual(reply.kind, "payment")
        self.assertEqual(reply.attachment_ids.raw, content)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningReplyAccess(ReplyCommon):
    """Nobody reads or changes answers that are not theirs."""

    def setUp(self):
        super().setUp()
        self.reply = self._receive(self._mail("We have already paid."))

    def test_stranger_to_the_company_sees_no_answer(self):
        other = self.setup_other_company(name="Stranger")["company"]
        stranger = new_test_user(
            self.env,
            "reply_stranger",
            groups="s4_dunning.s4_dunning_group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(self.env["dunning.reply"].with_user(stranger).search([]))
        self.assertFalse(
            self.env["dunning.correspondence"].with_user(stranger).search([])
        )
        with self.assertRaises(AccessError):
            self.reply.with_user(stranger).action_confirm()

    def test_salesperson_sees_answers_of_own_customers_only(self):
        salesperson = new_test_user(
            self.env,
            "reply_sales",
            groups="s4_dunning.s4_dunning_group_viewer_own",
            company_id=self.company.id,
        )
        replies = self.env["dunning.reply"].with_user(salesperson)
        letters = self.env["dunning.correspondence"].with_user(salesperson)
        self.assertFalse(replies.search([]))
        self.assertFalse(letters.search([]))
        self.customer.user_id = salesperson
        self.assertEqual(replies.search([]), self.reply)
        self.assertEqual(letters.search([]).reply_id, self.reply)
        with self.assertRaises(AccessError):
            replies.search([]).action_done()

    def test_portal_user_sees_no_answer(self):
        portal = new_test_user(self.env, "reply_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.env["dunning.reply"].with_user(portal).search([])

    def test_answer_is_not_made_by_hand_nor_bent_to_another_message(self):
        replies = self.env["dunning.reply"].with_user(self.collector)
        with self.assertRaises(AccessError):
            replies.create({"group_id": self.group.id})
        secret = self.env["mail.message"].create({"body": "secret"})
        with self.assertRaisesRegex(AccessError, "by the buttons"):
            self.reply.with_user(self.collector).message_id = secret

    def test_answer_is_not_assigned_to_another_group(self):
        reply = self._receive(
            self._mail("x", reference=False, From="a@u.example.com", Subject="x")
        )
        other = self.setup_other_company(name="Stranger")["company"]
        debtor = self.env["dunning.debtor"].create(
            {"partner_id": self.customer.id, "group_id": other.dunning_group_id.id}
        )
        with self.assertRaisesRegex(ValidationError, "another dunning group"):
            reply.debtor_id = debtor

    def test_only_managers_change_the_rules(self):
        rule = self.env["dunning.reply.rule"].search([], limit=1)
        with self.assertRaises(AccessError):
            rule.with_user(self.collector).phrases = "x"

    def test_phrase_needs_words_around_its_star(self):
        with self.assertRaisesRegex(ValidationError, "both sides"):
            self.env["dunning.reply.rule"].create(
                {"phrases": "paid\npaid *", "kind": "payment"}
            )

    def test_new_phrase_sorts_the_next_answer(self):
        self.env["dunning.reply.rule"].create(
            {"phrases": "check is in the mail", "kind": "payment"}
        )
        reply = self._receive(self._mail("The check is in the mail."))
        self.assertEqual(
            (reply.kind, reply.words), ("payment", "“check is in the mail”")
        )
