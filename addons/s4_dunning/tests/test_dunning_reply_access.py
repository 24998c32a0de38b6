from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY
from .reply_common import ReplyCommon


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
