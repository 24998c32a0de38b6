from odoo.exceptions import UserError
from odoo.tests import TransactionCase, freeze_time, tagged

from ..rules import placeholders, text_scopes
from .common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningPlaceholders(DunningCommon):
    """What a text names is filled in, or the notice does not leave."""

    def _printed(self, text, **changes):
        self.reminder.subject = text
        notice = self._notice()
        notice.write(changes)
        return notice.printed_subject

    def _notice(self):
        self.env["dunning.run"].search(
            [("group_id", "=", self.group.id)]
        ).action_discard()
        return self._propose().notice_ids

    def test_values_that_letters_are_expected_to_have(self):
        self.customer.ref = "K1001"
        oldest = self._invoice(100, overdue=20)
        self._invoice(50, overdue=10)
        self._invoice(50, overdue=-5)

        printed = self._printed("{customer_number}: {count} from {oldest_invoice}")

        self.assertEqual(printed, f"K1001: 2 from {oldest.move_id.name}")

    def test_contact_is_who_is_addressed(self):
        self._invoice(100)
        anna = self.customer.create(
            {"name": "Anna de Wit", "parent_id": self.customer.id}
        )
        self.assertEqual(self._printed("{contact}"), "Jansen Transport")
        self.assertEqual(self._printed("{contact}", contact_id=anna.id), "Anna de Wit")

    def test_value_is_no_markup(self):
        self._invoice(100)
        self.customer.name = "<b>Jansen</b> {phone}"
        notice = self._propose().notice_ids
        self.assertIn("Dear &lt;b&gt;Jansen&lt;/b&gt; {phone}", notice.printed_opening)

    def test_missing_value_is_found_before_the_approval(self):
        missing = {
            "phone": "enter the phone number on the company",
            "customer_number": "enter the reference on the contact",
        }
        self.company.phone = False
        self._invoice(100)
        for name, remedy in missing.items():
            with self.subTest(name):
                self.reminder.closing = f"<p>Name {{{name}}}.</p>"
                notice = self._notice()
                self.assertIn(f"{{{name}}}", notice.warning)
                with self.assertRaisesRegex(UserError, remedy):
                    notice.action_approve()
                self.assertEqual(notice.state, "proposed")

        self.customer.ref = "K1001"
        notice = self._notice()
        self.assertFalse(notice.warning)
        notice.action_approve()
        self.assertEqual(notice.state, "approved")

    def test_value_that_went_missing_stops_the_sending(self):
        self.group.outbox_minutes = 0
        self.company.phone = "+31 50 1234567"
        self.reminder.closing = "<p>Call { phone }.</p>"
        self._invoice(100)
        notice = self._propose().notice_ids
        notice.action_approve()
        self.company.phone = False

        with self.without_pdf():
            notice.action_send()

        self.assertEqual(notice.state, "approved")
        self.assertIn("enter the phone number on the company", notice.send_error)
        self.assertFalse(notice.name)

    def test_missing_value_in_own_words_is_found(self):
        self._invoice(100)
        notice = self._propose().notice_ids
        self.assertFalse(notice.warning)
        notice.opening = "<p>You are {customer_number}.</p>"
        self.assertIn("{customer_number}", notice._problems()[0])

    def test_number_comes_with_the_sending(self):
        self.reminder.subject = "Notice {number}"
        self._invoice(100)
        notice = self._propose().notice_ids
        self.assertFalse(notice._problems())
        self._send(notice)
        self.assertEqual(notice.printed_subject, f"Notice {notice.name}")

    def test_text_reaches_no_attribute_and_runs_nothing(self):
        for text in (
            "{debtor.env}",
            "{{ object }}",
            "{{ object.env.cr }}",
            "{debtor!r}",
        ):
            with self.subTest(text), self.assertRaisesRegex(UserError, "placeholder"):
                self.reminder.opening = f"<p>{text}</p>"


@tagged("post_install", "-at_install")
class TestTextRules(TransactionCase):
    def test_nearest_name(self):
        known = ["amount", "deadline", "debtor", "customer_number"]
        self.assertEqual(placeholders.nearest("amout", known), "amount")
        self.assertEqual(placeholders.nearest(" Amount", known), "amount")
        self.assertEqual(placeholders.nearest("customernumber", known), known[-1])
        self.assertIsNone(placeholders.nearest("xyz", known))

    def test_scopes_from_the_narrowest(self):
        self.assertEqual(
            text_scopes.keys({"make": 3, "segment": 5}),
            ["make=3,segment=5", "make=3", "segment=5"],
        )
        self.assertEqual(text_scopes.keys({"make": False, "segment": 5}), ["segment=5"])
        self.assertEqual(text_scopes.keys({"make": None, "segment": False}), [])
