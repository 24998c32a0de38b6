from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .location_limit_common import LocationLimitCommon

AMOUNT = "notice_id.amount_total"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLocationAccessNotices(LocationLimitCommon):
    """Leaks of dunning that were tried, and what a limited collector can still do."""

    def _mine(self, customer, user="g_collector"):
        return self._as(user, self.notices[customer])

    def test_collective_notice_is_closed(self):
        """Tried: reading, exporting, and each of its fields."""
        self.users["g_collector"].group_ids |= self.env.ref("base.group_allow_export")
        self._assert_unreadable("g_collector", self.notices["Lease"])
        for name in self.notices["Lease"]._fields:
            if name not in ("id", "run_id"):
                with self.subTest(field=name), self.assertRaises(AccessError):
                    self._mine("Lease").read([name])
        with self.assertRaises(AccessError):
            self._mine("Lease").export_data(["amount_total"])
        exported = self._mine("Garage").export_data(["line_ids/amount_residual"])
        self.assertEqual(exported["datas"], [[10]])

    def test_own_line_of_a_collective_notice_does_not_lead_to_its_amounts(self):
        """Tried: filters, groups, sums and sorting through the notice and the claim."""
        lines = self._as("g_collector", self.env["dunning.notice.line"])
        self.assertEqual(len(lines.search([])), 2)
        for domain in (
            [(AMOUNT, ">", 1000)],
            [("claim_id.amount_total", ">", 1000)],
            [("notice_id.line_ids.amount_residual", ">", 700)],
            [("notice_id.claim_ids.amount_total", ">", 700)],
            [("notice_id.debtor_id.amount_open", ">", 1000)],
            [("move_line_id.dunning_line_ids.notice_id.amount_total", ">", 1000)],
        ):
            with self.subTest(domain=domain):
                self.assertFalse(lines.search_count(domain))
        rows = lines.formatted_read_group([], [AMOUNT], ["amount_residual:sum"])
        self.assertEqual(
            {(row[AMOUNT], row["amount_residual:sum"]) for row in rows},
            {(10, 10), (False, 100)},
        )

    def test_invoices_do_not_lead_to_the_amounts_of_notices(self):
        """Tried: searching own invoices by the notices in which they stand."""
        moves = self._as("g_collector", self.env["account.move"])
        path = "line_ids.dunning_line_ids.notice_id.amount_total"
        self.assertFalse(moves.search_count([(path, ">", 1000)]))
        self.assertEqual(moves.search([(path, "<", 1000)]).partner_id, self.garage)

    def test_figures_are_of_the_own_locations(self):
        """Tried: sums and counts over everything, in every model with amounts."""
        expected = {
            "account.move": ("amount_total:sum", 115),
            "account.move.line": ("debit:sum", 115),
            "account.invoice.report": ("price_subtotal:sum", 115),
            "dunning.notice": ("amount_total:sum", 10),
            "dunning.claim": ("amount_total:sum", 10),
            "dunning.notice.line": ("amount_residual:sum", 110),
            "dunning.run.exclusion": ("amount_residual:sum", 5),
            "dunning.debtor": ("amount_open:sum", 15),
        }
        for model, (figure, amount) in expected.items():
            records = self._as("g_collector", self.env[model])
            with self.subTest(model=model):
                [[total]] = records._read_group([], [], [figure])
                self.assertEqual(total, amount)

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
                "action_explain": [],
                "action_reset_text": [],
                "action_send": [],
                "action_send_again": [],
                "action_mark_posted": [],
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
        self.assertEqual(
            set(buttons["dunning.notice"]), public - inherited - of_no_notice
        )

    def test_no_run_for_a_limited_user(self):
        """Tried: proposing, and making a run."""
        runs = self._as("g_manager", self.env["dunning.run"])
        with self.assertRaises(AccessError):
            runs.action_propose_today()
        with self.assertRaises(AccessError):
            runs.create({"group_id": self.group.id})

    def test_debtor_closes_when_something_is_of_elsewhere(self):
        """Tried: new items, items without location, sums that are not refreshed yet."""
        debtor = self.debtors["Smit"]
        self.assertTrue(self._as("g_viewer", debtor).has_access("read"))

        item = self._invoice(50, partner=self.smit)
        self._assert_unreadable("g_viewer", debtor)

        self.group.action_refresh()
        self._register_payment(item.move_id)
        self.assertTrue(item.reconciled)
        self.assertEqual(debtor.amount_open, 55)
        self._assert_unreadable("g_viewer", debtor)

        self.group.action_refresh()
        self.assertTrue(self._as("g_viewer", debtor).has_access("read"))
        self.assertEqual(self._as("g_viewer", debtor).amount_open, 5)

    def test_debtor_with_a_stale_sum_of_another_location_is_closed(self):
        """Tried: the figures of a debtor of whom another location was paid today."""
        item = self._invoice(50, partner=self.smit, dunning_location_id=self.assen.id)
        self.group.action_refresh()
        self._register_payment(item.move_id)
        self._assert_unreadable("g_viewer", self.debtors["Smit"])

    def test_debtor_whose_notice_was_about_another_location_is_closed(self):
        """Tried: a debtor with own items only, after a collective notice."""
        user = self.users["al_viewer"]
        self._send(self.notices["Duo"])
        self._register_payment(self.items["Duo Leeuwarden"].move_id)
        self.group.action_refresh()
        self.assertEqual(self.debtors["Duo"].amount_open, 20)
        self.assertTrue(self._as("al_viewer", self.debtors["Duo"]).has_access("read"))

        user.dunning_location_ids = self.assen

        self._assert_unreadable("al_viewer", self.debtors["Duo"])

    def test_notice_that_lost_its_items_is_closed(self):
        """Tried: a skipped notice without lines, whose log names the documents."""
        notice = self.notices["Duo"]
        notice.action_approve()
        for name in ("Duo Assen", "Duo Leeuwarden"):
            self._register_payment(self.items[name].move_id)
        with self.without_pdf():
            notice.action_send()
        self.assertEqual(notice.state, "skipped")
        self.assertFalse(notice.line_ids)
        self._assert_unreadable("al_collector", notice)

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

    def test_counters_count_what_can_be_opened(self):
        """Tried: the counters and buttons on invoice and customer."""
        invoice = self._as("g_collector", self.items["Lease Groningen"].move_id)
        self.assertEqual(invoice.dunning_notice_count, 1)
        action = invoice.action_open_dunning_notices()
        opened = invoice.env[action["res_model"]].search(action["domain"])
        self.assertEqual(opened._name, "dunning.notice.line")
        self.assertEqual(opened.amount_residual, 100)
        self.assertEqual(
            self._as(
                "g_collector", self.items["Garage Groningen"].move_id
            ).action_open_dunning_notices()["res_id"],
            self.notices["Garage"].id,
        )
        for customer, count in ((self.lease, 0), (self.garage, 1)):
            partner = self._as("g_collector", customer)
            self.assertEqual(partner.dunning_debtor_count, count)
            self.assertEqual(len(partner.dunning_debtor_ids), count)

    def test_letter_is_closed(self):
        """Tried: the PDF as attachment, and printing the report."""
        self._send(self.notices["Lease"] | self.notices["Garage"])
        pdf = self.notices["Lease"].pdf_id
        self.assertTrue(pdf)
        self._assert_unreadable("g_collector", pdf)
        self.assertTrue(
            self._as("g_collector", self.notices["Garage"].pdf_id).has_access("read")
        )
        attachments = self._as("g_collector", self.env["ir.attachment"])
        self.assertEqual(
            attachments.search([("res_model", "=", "dunning.notice")]).res_id,
            self.notices["Garage"].id,
        )
        reports = self._as("g_collector", self.env["ir.actions.report"])
        with self.assertRaises(AccessError):
            reports._render_qweb_html(
                "s4_dunning.dunning_letter_report", self.notices["Lease"].ids
            )

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
