from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY, DunningCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningPayer(DunningCommon):
    """A leasing company pays for a customer that orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payer = cls._create_customer("Veldzicht Lease")
        cls.ordering = cls._create_customer("Bakker Bouw", parent_id=cls.payer.id)
        cls.group.action_refresh()
        cls.debtor = cls.env["dunning.debtor"].create(
            {"partner_id": cls.ordering.id, "group_id": cls.group.id}
        )

    def test_parent_is_the_first_choice(self):
        self.debtor.addressee = "payer"
        self.assertEqual(self.debtor.payer_id, self.payer)

    def test_payer_gets_all_in_one_notice(self):
        self.debtor.addressee = "payer"
        own = self._invoice(100, partner=self.payer)
        ordered = self._invoice(40, partner=self.ordering)

        notice = self._propose().notice_ids

        self.assertEqual(notice.partner_id, self.payer)
        self.assertEqual(notice.amount_total, 140)
        lines = {line.move_line_id: line for line in notice.line_ids}
        self.assertEqual(lines[ordered].details, "Bakker Bouw")
        self.assertFalse(lines[own].details)
        self._send(notice)
        self.assertEqual(ordered.dunning_level_id, self.reminder)
        self.assertEqual(lines[ordered].frozen_details, "Bakker Bouw")

    def test_payer_without_items_of_its_own(self):
        self.debtor.addressee = "payer"
        self._invoice(40, partner=self.ordering)
        notice = self._propose().notice_ids
        self.assertEqual(notice.debtor_id.partner_id, self.payer)
        self.assertEqual(notice.email, "veldzicht@example.com")
        self.assertIn(
            self.ordering,
            self.env["account.move.line"]
            .search(notice.debtor_id._open_item_domain())
            .partner_id,
        )

    def test_credit_of_the_customer_helps_the_payer(self):
        self.debtor.addressee = "payer"
        self._invoice(100, partner=self.payer)
        self._invoice(30, partner=self.ordering, move_type="out_refund")
        self.assertEqual(self._propose().notice_ids.amount_total, 70)

    def test_hold_of_the_customer_holds(self):
        self.debtor.addressee = "payer"
        item = self._invoice(40, partner=self.ordering)
        self.env["dunning.hold"].create(
            {
                "scope": "debtor",
                "debtor_id": self.debtor.id,
                "reason_id": self.env.ref(
                    "s4_dunning.dunning_hold_reason_complaint"
                ).id,
            }
        )
        self.assertEqual(self._reason(self._propose(), item), "hold")

    def test_both_get_the_notice_of_the_customer(self):
        self.debtor.addressee = "both"
        self._invoice(40, partner=self.ordering)
        notice = self._propose().notice_ids
        self.assertEqual(notice.partner_id, self.ordering)
        self._send(notice)
        self.assertEqual(
            notice.message_ids.filtered("partner_ids").partner_ids,
            self.ordering | self.payer,
        )

    def test_payer_without_address_is_told(self):
        self.debtor.addressee = "both"
        self.payer.email = False
        self._invoice(40, partner=self.ordering)
        notice = self._propose().notice_ids

        self._send(notice)

        self.assertEqual(
            notice.message_ids.filtered("partner_ids").partner_ids, self.ordering
        )
        self.assertIn(
            "No copy by e-mail to Veldzicht Lease: the contact has no e-mail address",
            " ".join(map(str, notice.message_ids.mapped("body"))),
        )

    def test_letter_is_printed_for_both(self):
        self.debtor.addressee = "both"
        self.reminder.channel = "letter"
        self._invoice(40, partner=self.ordering)
        notice = self._propose().notice_ids
        letter = self.env["report.s4_dunning.dunning_letter"]
        self.assertEqual(letter._addressees(notice), self.ordering | self.payer)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "s4_dunning.dunning_letter_report", notice.ids
        )[0]
        self.assertEqual(html.count(b"Copy to: "), 2)

    def test_payer_must_be_named_and_pay_itself(self):
        stranger = self._create_customer("Stranger")
        alone = self.env["dunning.debtor"].create(
            {"partner_id": stranger.id, "group_id": self.group.id}
        )
        with self.assertRaisesRegex(UserError, "Choose who pays for Stranger"):
            alone.addressee = "payer"
        with self.assertRaisesRegex(UserError, "cannot be its own payer"):
            alone.write({"addressee": "payer", "payer_id": stranger.id})
        alone.write({"addressee": "payer", "payer_id": self.ordering.id})
        with self.assertRaisesRegex(UserError, "choose Veldzicht Lease as payer"):
            self.debtor.addressee = "payer"

    def test_segment_and_workflow_of_the_payer_decide(self):
        self.debtor.addressee = "payer"
        item = self._invoice(40, partner=self.ordering)
        self.group.action_refresh()
        payer = self.env["dunning.debtor"].search(
            [("partner_id", "=", self.payer.id), ("group_id", "=", self.group.id)]
        )
        payer.workflow_id = self._create_workflow(
            name="Fleet", level_ids=[Command.create({"name": "Late", "days": 60})]
        )
        self.assertEqual(self._reason(self._propose(), item), "level_not_reached")
