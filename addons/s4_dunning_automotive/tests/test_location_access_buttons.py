from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .location_limit_common import LocationLimitCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLocationAccessButtons(LocationLimitCommon):
    """What a limited collector can do, and what no button does for one."""

    def test_buttons_do_nothing_for_what_is_closed(self):
        """Tried: every button of a notice and a debtor that may not be read."""
        reason = self.env.ref("s4_dunning.dunning_hold_reason_other").id
        buttons = {
            "dunning.notice": {
                "action_approve": [],
                "action_approve_together": [],
                "action_recall": [],
                "action_skip": ["No"],
                "action_hold": [reason],
                "action_call": [],
                "action_explain": [],
                "action_reset_text": [],
                "action_send": [],
                "action_send_again": [],
                "action_settle_failure": [],
                "action_confirm_delivery": [],
                "action_mark_posted": [],
                "action_withdraw_paid": [],
                "action_cancel": ["No"],
                "action_open_invoices": [],
                "action_open_payment_entries": [],
                "action_split_payment": [],
            },
            "dunning.debtor": {
                "action_refresh": [],
                "action_open_items": [],
                "action_explain": [],
                "action_open_notices": [],
                "action_open_replies": [],
                "action_call": [],
                "action_whatsapp": [],
                "action_statement": [],
                "action_ask": [],
                "action_open_holds": [],
                "action_open_credit_stop": [],
                "action_stop_credit": ["No"],
                "action_lift_credit_stop": ["No"],
            },
            "dunning.run": {
                "action_propose": [],
                "action_discard": [],
                "action_approve": [],
            },
        }
        closed = {
            "dunning.notice": self.notices["Lease"],
            "dunning.debtor": self.debtors["Lease"],
            "dunning.run": self.proposal,
        }
        for model, actions in buttons.items():
            for action, arguments in actions.items():
                record = self._as("g_manager", closed[model])
                with (
                    self.subTest(action=action),
                    self.assertRaises(AccessError),
                    self.env.cr.savepoint(),
                ):
                    getattr(record, action)(*arguments)
        public = {
            name
            for name in dir(self.env.registry["dunning.notice"])
            if name.startswith("action_")
        }
        inherited = {
            name
            for mixin in ("mail.thread", "mail.activity.mixin")
            for name in dir(self.env.registry[mixin])
            if name.startswith("action_")
        }
        of_no_notice = {"action_print", "action_archive", "action_unarchive"}
        of_others = {"action_send_by_post"}  # of an add-on that has its own tests
        self.assertEqual(
            set(buttons["dunning.notice"]),
            public - inherited - of_no_notice - of_others,
        )

    def test_no_run_for_a_limited_user(self):
        """Tried: proposing, and making a run."""
        runs = self._as("g_manager", self.env["dunning.run"])
        with self.assertRaises(AccessError):
            runs.action_propose_today()
        with self.assertRaises(AccessError):
            runs.create({"group_id": self.group.id})

    def test_holds_follow_what_they_are_about(self):
        """Tried: reading holds of others, releasing the hold of a company."""
        reason = self.env.ref("s4_dunning.dunning_hold_reason_other").id
        holds = {
            name: self.env["dunning.hold"].create({"reason_id": reason, **values})
            for name, values in {
                "own item": {
                    "scope": "item",
                    "move_line_id": self.items["Lease Groningen"].id,
                },
                "item": {
                    "scope": "item",
                    "move_line_id": self.items["Lease Assen"].id,
                },
                "own debtor": {
                    "scope": "debtor",
                    "debtor_id": self.debtors["Garage"].id,
                },
                "debtor": {"scope": "debtor", "debtor_id": self.debtors["Lease"].id},
                "company": {"scope": "company", "company_id": self.company.id},
            }.items()
        }
        readable = {"own item", "own debtor", "company"}
        for name, hold in holds.items():
            mine = self._as("g_collector", hold)
            with self.subTest(hold=name):
                self.assertEqual(mine.has_access("read"), name in readable)
                self.assertEqual(
                    mine.has_access("write"), name in readable - {"company"}
                )
        with self.assertRaises(AccessError):
            self._as("g_collector", holds["company"]).action_release()

    def test_limited_collector_reviews_and_sends_the_own_notice(self):
        notice = self._mine("Garage")
        notice.read(["warning", "creditors", "needs_second_approval"])

        notice.action_approve()
        self.assertEqual(self.proposal.state, "proposed", "others still wait")
        with self.without_pdf():
            notice.action_send()

        self.assertEqual(notice.state, "sent", notice.send_error)
        self.assertEqual(notice.amount_total, 10)

    def test_limited_collector_works_over_two_companies(self):
        self._invoice(999, partner=self.duo, overdue=-5)
        notice = self._mine("Duo", "al_collector")
        self.assertFalse(notice.debtor_id.has_access("read"))
        self._mine("Duo", "al_collector").read(["warning"])
        notice = self._mine("Duo", "al_collector")

        notice.action_approve_together()
        self.assertEqual(notice.state, "approved")
        notice.action_recall()
        reason = self.env.ref("s4_dunning.dunning_hold_reason_other").id
        notice.action_hold(reason, date_end=TODAY)

        self.assertEqual(notice.state, "skipped")
        holds = self.env["dunning.hold"].search([("reason_id", "=", reason)])
        self.assertEqual(
            holds.move_line_id, self.items["Duo Assen"] | self.items["Duo Leeuwarden"]
        )
        self.assertEqual(set(holds.mapped("date_end")), {TODAY})

    def test_credit_without_location_leaves_the_sending_alone(self):
        self._mine("Garage").action_approve()
        self._invoice(1, partner=self.garage, move_type="out_refund")
        notice = self._mine("Garage")
        # each notice is committed, after which nothing is kept in the cache
        commit = patch.object(
            self.registry["dunning.notice"],
            "_wake_mail_queue",
            lambda notices: notices.env.invalidate_all(),
        )
        with self.without_pdf(), commit:
            action = notice.action_send()
        self.assertIn("1 sent", action["params"]["message"])
        self.assertEqual(self.notices["Garage"].amount_total, 9)
        self._assert_unreadable("g_collector", self.notices["Garage"])

    def test_error_about_the_ledger_names_no_figures(self):
        total = self.proposal.run_company_ids[0].sudo()
        total.amount_ledger += 123.45
        with self.assertRaisesRegex(UserError, "credit department"):
            self._mine("Garage").action_approve()
        with self.assertRaisesRegex(UserError, "123.45"):
            self.notices["Garage"].action_approve()

    def test_answers_and_calls_follow_the_debtor_or_the_notice(self):
        """Tried: reading what customers of other locations wrote and said."""
        replies = self.env["dunning.reply"].sudo()  # made by the gateway only
        calls = self.env["dunning.call"].sudo()
        for name, debtor in self.debtors.items():
            notice = self.notices.get(name)
            values = {"debtor_id": debtor.id, "notice_id": notice and notice.id}
            replies.create({**values, "group_id": self.group.id})
            calls.create({**values, "outcome": "not_reached"})
        replies.create({"group_id": self.group.id})
        for model in ("dunning.reply", "dunning.call", "dunning.correspondence"):
            seen = self._as("g_collector", self.env[model]).search([])
            with self.subTest(model=model):
                self.assertEqual(
                    set(seen.debtor_id.partner_id.mapped("name")), {"Garage", "Smit"}
                )
                self.assertTrue(all(seen.mapped("debtor_id")))
