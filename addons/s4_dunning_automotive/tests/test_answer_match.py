import base64
import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import AutomotiveCommon


@tagged("post_install", "-at_install")
class TestAnswerMatch(AutomotiveCommon):
    """The list that a leasing company sends back, matched with its open items."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.account_fiscal_country_id = cls.env.ref("base.nl")
        cls.other = cls._create_customer("Bakker BV")

    def setUp(self):
        super().setUp()
        self.golf = self._invoice(
            100,
            vehicle_licence_plate="AB-123-C",
            vehicle_order_number="WO 2026/17",
            vehicle_vin="WVWZZZ1JZ3W386752",
        ).move_id
        self.golf_again = self._invoice(
            200, vehicle_licence_plate="AB-123-C", vehicle_order_number="WO 2026/18"
        ).move_id
        self.polo = self._invoice(
            400,
            vehicle_licence_plate="XY-987-Z",
            vehicle_approval_number="LP 4711",
            ref="PO 555-17",
        ).move_id
        self.foreign = self._invoice(
            800, partner=self.other, vehicle_licence_plate="GV-123-B"
        ).move_id
        self.group.action_refresh()
        self.debtor = self.customer.dunning_debtor_ids

    def _match(self, text="", **values):
        values.setdefault("debtor_id", self.debtor.id)
        answer = self.env["dunning.answer.match"].create({"text": text, **values})
        answer.action_match()
        return answer

    def _result(self, answer):
        return [
            (line.state, line.text, line.kind, line.move_id or line.candidate_ids)
            for line in answer.line_ids
        ]

    def test_every_kind_of_number_finds_its_invoice(self):
        for text, kind, move in (
            ("wo-2026-17 is not ours", "order", self.golf),
            ("WVW ZZZ1JZ 3W386752", "vin", self.golf),
            ("lp4711", "approval", self.polo),
            ("PO 555/17", "order", self.polo),
            ("xy 987 z", "plate", self.polo),
            (f"see {self.golf.name}.", "invoice", self.golf),
            (self.polo.name.replace("/", " ").lower(), "invoice", self.polo),
            (self.golf.payment_reference, "invoice", self.golf),
        ):
            [(state, _text, found_by, found)] = self._result(self._match(text))
            self.assertEqual((state, found_by, found), ("matched", kind, move), text)

    def test_a_list_is_sorted_into_matched_ambiguous_and_unmatched(self):
        answer = self._match(
            "Plate\tAmount\tRemark\n"
            "XY-987-Z\t400,00\tno approval\n"
            "AB-123-C\t300,00\twhich one?\n"
            "AB-123-C\t100,00\torder WO 2026/17\n"
            "ZZ-999-Z\t50,00\tnot ours\n"
            "Kind regards\n"
        )

        self.assertEqual(
            self._result(answer),
            [
                ("matched", "XY-987-Z", "plate", self.polo),
                ("ambiguous", "AB-123-C", "plate", self.golf | self.golf_again),
                ("matched", "WO 2026/17", "order", self.golf),
                ("unmatched", False, False, self.env["account.move"]),
            ],
        )
        self.assertEqual(
            (answer.matched_count, answer.ambiguous_count, answer.unmatched_count),
            (2, 1, 1),
        )
        self.assertEqual(
            answer.line_ids.mapped("amount_residual"), [400.0, 0.0, 100.0, 0.0]
        )

    def test_a_person_chooses_between_several_invoices(self):
        answer = self._match("AB-123-C")
        with Form(answer) as form, form.line_ids.edit(0) as line:
            line.move_id = self.golf_again
        self.assertEqual(answer.line_ids.state, "matched")
        self.assertEqual(answer.matched_count, 1)

    def test_only_open_items_of_the_debtor_are_looked_at(self):
        self._register_payment(self.polo)
        answer = self._match("XY-987-Z\nGV-123-B")
        self.assertEqual(answer.unmatched_count, 2)

    def test_without_a_debtor_all_customers_are_looked_at(self):
        answer = self._match("XY-987-Z\nGV-123-B", debtor_id=False)
        self.assertEqual(answer.line_ids.move_id, self.polo | self.foreign)

    def test_a_workbook_is_read(self):
        book = openpyxl.Workbook()
        book.active.append(["Kenteken", "Bedrag"])
        book.active.append(["XY987Z", 400.5])
        book.active.append(["wo 2026 17", 100])
        content = io.BytesIO()
        book.save(content)

        answer = self._match(
            file=base64.b64encode(content.getvalue()), file_name="Lijst.XLSX"
        )

        self.assertEqual(answer.line_ids.move_id, self.polo | self.golf)
        self.assertEqual(
            answer.line_ids.mapped("row"), ["XY987Z 400.50", "wo 2026 17 100"]
        )

    def test_a_csv_file_is_read_in_any_encoding(self):
        for encoding in ("utf-8", "utf-8-sig", "cp1252"):
            content = "Kenteken;Naam\nXY-987-Z;Café 7\nAB-123-C;Zoë 8\n".encode(
                encoding
            )
            answer = self._match(file=base64.b64encode(content), file_name="lijst.csv")
            self.assertEqual(answer.matched_count, 1, encoding)
            self.assertEqual(answer.ambiguous_count, 1, encoding)

    def test_an_unreadable_file_is_refused(self):
        for name, content in (
            ("a.xlsx", b"no workbook"),
            ("a.xls", b"\xd0\xcf\x00\x01"),
        ):
            with self.assertRaisesRegex(
                UserError, f"{name} cannot be read: save it as"
            ):
                self._match(file=base64.b64encode(content), file_name=name)

    def test_an_answer_without_numbers_is_refused(self):
        with self.assertRaisesRegex(UserError, "There is no number in the answer"):
            self._match("We will look into it.")

    def test_matched_items_are_put_on_hold_once(self):
        reason = self.env.ref("s4_dunning.dunning_hold_reason_document")
        answer = self._match("XY-987-Z\nAB-123-C")
        with self.assertRaisesRegex(UserError, "Choose the reason"):
            answer.action_hold()
        answer.reason_id = reason

        answer.action_hold()
        answer.action_hold()

        hold = self.env["dunning.hold"].search([("reason_id", "=", reason.id)])
        self.assertEqual(hold.move_line_id.move_id, self.polo)
        self.assertEqual(hold.date_end, answer.date_end)
        run = self._propose()
        self.assertEqual(self._reason(run, hold.move_line_id), "hold")

    def test_the_open_items_are_shown(self):
        action = self._match("XY-987-Z\nGV-123-B", debtor_id=False).action_open_items()
        items = self.env["account.move.line"].search(action["domain"])
        self.assertEqual(items.move_id, self.polo | self.foreign)

    def test_approval_numbers_beside_the_key_are_filled_in(self):
        answer = self._match(
            "WO 2026/17;lp 5001\nXY-987-Z;LP 4711\nWO 2026/18;refused\n"
        )
        self.assertEqual(
            answer.line_ids.mapped("approval_number"), ["LP 5001", False, False]
        )
        self.assertEqual(answer.approval_count, 1)

        answer.action_fill_approval_numbers()

        self.assertEqual(self.golf.vehicle_approval_number, "LP 5001")
        self.assertEqual(self.polo.vehicle_approval_number, "LP 4711")
        self.assertFalse(self.golf_again.vehicle_approval_number)
        answer.invalidate_recordset()
        self.assertEqual(answer.approval_count, 0)

    def test_an_answer_shows_no_invoice_that_its_reader_may_not_see(self):
        sister = self._second_company()["company"]
        hidden = self._invoice(
            1600, company=sister, vehicle_licence_plate="HH-123-H"
        ).move_id
        clerk = new_test_user(
            self.env,
            "clerk",
            "s4_dunning.s4_dunning_group_collector",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        answers = self.env["dunning.answer.match"].with_user(clerk)
        answers = answers.with_context(allowed_company_ids=self.company.ids)

        answer = answers.create({"text": "HH-123-H\nXY-987-Z"})
        answer.action_match()
        self.assertEqual(answer.line_ids.move_id.ids, self.polo.ids)
        # not by writing the invoice into a row either
        answer.reason_id = self.env.ref("s4_dunning.dunning_hold_reason_document")
        answer.line_ids[0].move_id = hidden.id
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            answer.line_ids[0].read(["amount_residual"])
        with self.assertRaises(AccessError):
            answer.action_hold()
        # nor the debtor of a group with a company that is not theirs
        with self.assertRaises(AccessError):
            answers.create({"text": "1234", "debtor_id": self.debtor.id}).action_match()

    def test_answers_of_others_stay_theirs(self):
        clerk = new_test_user(
            self.env,
            "clerk",
            "s4_dunning.s4_dunning_group_collector",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        answer = self._match("XY-987-Z")
        with self.assertRaises(AccessError):
            answer.with_user(clerk).read(["text"])
        with self.assertRaises(AccessError):
            answer.line_ids.with_user(clerk).read(["row"])
