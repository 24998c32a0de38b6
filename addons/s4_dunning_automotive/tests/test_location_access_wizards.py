from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .location_limit_common import LocationLimitCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLocationAccessWizards(LocationLimitCommon):
    """Leaks through dialogs that were tried: what they show, find and do."""

    def test_wizards_do_nothing_for_what_is_closed(self):
        """Tried: naming a closed notice in the wizards."""
        for model, values in (
            ("dunning.notice.skip", {"reason": "No"}),
            ("dunning.notice.cancel", {"reason": "No"}),
        ):
            wizards = self._as("g_manager", self.env[model]).with_context(
                active_ids=self.notices["Lease"].ids
            )
            with self.subTest(model=model), self.assertRaises(AccessError):
                wizards.create(values)

    def test_why_explains_own_items_only(self):
        """Tried: Why? of items of other locations, and of a debtor that came later."""
        with self.assertRaises(AccessError):
            self._as("g_collector", self.items["Duo Assen"]).action_explain_dunning()
        debtor = self._as("g_viewer", self.debtors["Garage"])
        debtor.check_access("read")
        self._invoice(7777, partner=self.garage, dunning_location_id=self.assen.id)
        explanations = self._as("g_viewer", self.env["dunning.explanation"])
        # as if the debtor had still been readable when the button was pressed
        items = self.env["account.move.line"].search(
            [("partner_id", "=", self.garage.id), ("reconciled", "=", False)]
        )
        action = explanations._action_open(items.sudo())
        explanation = explanations.browse(action["res_id"])
        self.assertEqual(explanation.line_ids.mapped("amount_residual"), [10])

    def test_why_of_a_notice_whose_debtor_is_closed(self):
        self._invoice(999, partner=self.garage, overdue=-5)
        notice = self._as("g_collector", self.notices["Garage"])
        self.assertFalse(notice.debtor_id.has_access("read"))

        action = notice.action_explain()

        explanation = notice.env["dunning.explanation"].browse(action["res_id"])
        self.assertEqual(explanation.line_ids.mapped("amount_residual"), [10])

    def test_answer_finds_own_invoices_only(self):
        """Tried: numbers of invoices of other locations; writing one into a row."""
        closed, opened = (
            self.items[name].move_id for name in ("Lease Assen", "Lease Groningen")
        )
        answer = self._as("g_collector", self.env["dunning.answer.match"]).create(
            {"text": f"{closed.name}\n{opened.name}"}
        )
        answer.action_match()
        self.assertEqual(answer.line_ids.candidate_ids, opened)
        self.assertEqual(answer.unmatched_count, 1)

        row = answer.line_ids.filtered(lambda line: not line.move_id)
        with self.assertRaises(AccessError):
            row.move_id = closed.id
            row.read(["amount_residual"])

    def test_split_of_a_payment_needs_access_to_both_ends(self):
        """Tried: splitting a payment of elsewhere, over a notice of elsewhere."""
        self._send(self.notices["Lease"])
        payment = self._register_payment(self.items["Duo Assen"].move_id)
        money = payment.move_id.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable"
        )
        splits = self._as("g_collector", self.env["dunning.payment.split"])
        with self.assertRaises(AccessError):
            splits.create(
                {"payment_id": money.id, "notice_id": self.notices["Lease"].id}
            ).line_ids.read(["amount_open"])
        with self.assertRaises(AccessError):
            self._as("g_collector", money).action_split_payment()

    def test_assigning_again_previews_own_invoices_only(self):
        """Tried: the preview over all companies, and applying it."""
        self._create_rule(brand_id=self.volvo.id, location_id=self.assen.id)
        previews = self._as("g_manager", self.env["dunning.assignment.preview"])
        preview = previews.create({"is_manual_included": True})
        preview.action_preview()
        own = self.env["account.move"].concat(
            *(
                self.items[name].move_id
                for name in ("Lease Groningen", "Garage Groningen", "Smit Groningen")
            )
        )
        self.assertEqual(preview.line_ids.move_id, own)
        preview.action_apply()
        self.assertEqual(own.dunning_brand_id, self.volvo)
        self.assertEqual(own.dunning_location_id, self.groningen)

    def test_dialogs_of_colleagues_are_closed(self):
        """Tried: amounts in what somebody else has open at this moment."""
        invoice = self.items["Lease Assen"].move_id
        context = {"active_model": "account.move", "active_ids": invoice.ids}
        dialogs = [
            self.env["account.payment.register"].with_context(**context).create({}),
            self.env["account.move.send.wizard"].create({"move_id": invoice.id}),
            self.env["account.move.send.batch.wizard"].create(
                {"move_ids": [Command.set(invoice.ids)]}
            ),
            self.env["dunning.answer.match"].create({"text": "Secret"}),
            self.env["dunning.assignment.preview"].create({}),
        ]
        for dialog in dialogs:
            with self.subTest(model=dialog._name):
                self._assert_unreadable("g_manager", dialog)

    def test_duplicate_cards_are_shown_with_all_their_cards_or_not_at_all(self):
        """Tried: the sum of what is hidden on cards of other locations."""
        twins = {
            location: self._create_customer("Garage", email="garage@example.com")
            for location in (self.groningen, self.assen)
        }
        self.garage.email = "other@example.com"
        for location, twin in twins.items():
            self._invoice(77, partner=twin, dunning_location_id=location.id)
        self.group.action_refresh()
        duplicate = self.env["dunning.duplicate"].search(
            [("debtor_ids.partner_id", "in", [twin.id for twin in twins.values()])]
        )
        self.assertEqual(duplicate.amount_overdue, 154)
        self._assert_unreadable("g_viewer", duplicate)

        self.users["g_viewer"].dunning_location_ids = self.groningen | self.assen
        self.assertTrue(self._as("g_viewer", duplicate).has_access("read"))

    def test_badge_at_the_counter_names_no_amount(self):
        """Tried: the pick-up status, which is about all locations on purpose."""
        self.lease.invalidate_recordset()
        shown = self._as("collector", self.lease)
        self.assertIn("1,900", shown.pickup_message)
        limited = self._as("g_collector", self.lease)
        self.assertEqual(limited.pickup_status, "overdue")
        self.assertNotIn("1,900", limited.pickup_message)

    def test_duplicate_invoices_of_elsewhere_are_not_named(self):
        """Tried: guessing amounts of other locations with a draft of my own."""
        closed = self.items["Lease Assen"].move_id
        drafts = self._as("g_collector", self.env["account.move"])
        draft = drafts.create(
            {
                "move_type": "out_invoice",
                "partner_id": self.lease.id,
                "invoice_date": closed.invoice_date,
                "invoice_line_ids": [
                    Command.create({"name": "Guess", "price_unit": 200, "tax_ids": []})
                ],
            }
        )
        self.assertEqual(self._as("collector", draft).duplicated_ref_ids, closed)
        self.assertFalse(self._as("g_collector", draft).duplicated_ref_ids)
