import csv
from datetime import date
from io import StringIO

from psycopg2.errors import CheckViolation

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import TODAY, DunningCommon

IMPORT = """\
partner_id,kind,source,amount,date,date_expiry
Jansen Transport,Insured limit,Credimundi,50000,2026-01-01,2026-12-31
K-1007,Own limit,,2500,2026-01-01,
"""


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningRating(DunningCommon):
    """Ratings and limits: which one counts, what is told, and who renews it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = new_test_user(
            cls.env,
            "rating_collector",
            groups="s4_dunning.s4_dunning_group_collector",
            company_id=cls.company.id,
        )
        cls.debtor = cls.env["dunning.debtor"].create(
            {
                "partner_id": cls.customer.id,
                "group_id": cls.group.id,
                "collector_id": cls.collector.id,
            }
        )

    def _rating(self, **values):
        return self.env["dunning.rating"].create(
            {
                "debtor_id": self.debtor.id,
                "kind": "insured_limit",
                "source": "Credimundi",
                "amount": 500,
                "date": date(2026, 1, 1),
                **values,
            }
        )

    def _text(self, text):
        return text.replace("\N{NO-BREAK SPACE}", " ")

    def test_newest_valid_one_of_each_kind_counts(self):
        self._rating(amount=100, date=date(2025, 1, 1))
        raised = self._rating(amount=900, date_expiry=date(2026, 3, 31))
        self._rating(amount=700, date=date(2026, 4, 1))
        rated = self._rating(
            kind="credit_rating", value="BB", score_external=62, source="Graydon"
        )

        self.assertEqual(
            self.debtor._valid_ratings(),
            {"credit_rating": rated, "insured_limit": raised},
        )
        symbol = self.debtor.currency_id.symbol
        self.assertEqual(
            self._text(self.debtor.credit_rating_message),
            "Credit rating BB 62/100 (Graydon); "
            f"Insured limit {symbol} 900.00 (Credimundi) until 03/31/2026",
        )

    def test_temporary_limit_falls_back_to_the_one_before(self):
        usual = self._rating(amount=100, date=date(2025, 1, 1))
        self._rating(amount=900, date_expiry=date(2026, 3, 30))
        self.assertEqual(self.debtor._valid_ratings(), {"insured_limit": usual})
        self.assertFalse(self.debtor.credit_rating_warning)

    def test_warning_before_and_after_the_last_day(self):
        rating = self._rating(date_expiry=date(2026, 5, 1))
        self.assertFalse(self.debtor.credit_rating_warning, "31 days to go")
        rating.date_expiry = date(2026, 4, 30)
        self.assertEqual(
            self.debtor.credit_rating_warning,
            "Insured limit (Credimundi) expires on 04/30/2026.",
        )
        rating.date_expiry = date(2026, 3, 30)
        self.assertEqual(
            self.debtor.credit_rating_warning,
            "Insured limit (Credimundi) expired on 03/30/2026.",
        )
        self._rating(date=date(2026, 3, 31))
        self.assertFalse(self.debtor.credit_rating_warning)

    def test_warning_when_more_is_open_than_is_insured(self):
        self._rating(amount=500)
        self._invoice(500, overdue=-10)
        self.group.action_refresh()
        self.assertFalse(self.debtor.credit_rating_warning, "all of it is insured")
        self._invoice(20, overdue=-10)
        self.group.action_refresh()
        symbol = self.debtor.currency_id.symbol
        self.assertEqual(
            self._text(self.debtor.credit_rating_warning),
            f"Insured limit (Credimundi) exceeded by {symbol} 20.00: "
            f"{symbol} 520.00 is open.",
        )

    def test_limit_in_another_currency_is_converted(self):
        foreign = self.setup_other_currency("GBP", rates=[("2016-01-01", 2.0)])
        self._rating(amount=500, currency_id=foreign.id)
        self._invoice(251, overdue=-10)  # 500 are worth 250
        self.group.action_refresh()
        self.assertIn(" 1.00: ", self._text(self.debtor.credit_rating_warning))

    def test_collector_gets_one_task_to_renew(self):
        rating = self._rating(date_expiry=date(2026, 5, 1), note="Policy 12")
        self.group.action_refresh()
        self.assertFalse(self.debtor.activity_ids)

        with freeze_time(date(2026, 4, 1)):
            for _night in range(2):
                self.group.action_refresh()

        task = self.debtor.activity_ids
        self.assertEqual(len(task), 1)
        self.assertEqual(task.user_id, self.collector)
        self.assertEqual(task.date_deadline, date(2026, 5, 1))
        self.assertIn("Insured limit", task.summary)
        self.assertIn("Policy 12", task.note)
        with freeze_time(date(2026, 5, 2)):
            self.group.action_refresh()
            self.assertEqual(self.debtor.activity_ids, task)
            rating.date_expiry = date(2026, 5, 20)
            self.group.action_refresh()
        self.assertEqual(len(self.debtor.activity_ids), 2, "it ends again")

    def test_rating_that_was_renewed_makes_no_task(self):
        self._rating(date_expiry=date(2026, 4, 10))
        self._rating(date=date(2026, 4, 11), date_expiry=date(2027, 4, 10))
        self.group.action_refresh()
        self.assertFalse(self.debtor.activity_ids)

    def test_import_finds_the_customer_by_name_and_reference(self):
        stranger = self._create_customer("Bakker", ref="K-1007")
        header, *rows = csv.reader(StringIO(IMPORT))

        ratings = self.env["dunning.rating"].with_user(self.collector)
        result = ratings.load(header, rows)

        self.assertFalse(result["messages"])
        insured, own = self.env["dunning.rating"].browse(result["ids"])
        self.assertRecordValues(
            insured | own,
            [
                {
                    "debtor_id": self.debtor.id,
                    "kind": "insured_limit",
                    "amount": 50000,
                    "date_expiry": date(2026, 12, 31),
                },
                {
                    "debtor_id": own.debtor_id.id,
                    "kind": "own_limit",
                    "amount": 2500,
                    "date_expiry": False,
                },
            ],
        )
        self.assertEqual(own.partner_id, stranger)
        self.assertEqual(own.debtor_id.group_id, self.group)

    def test_import_of_an_unknown_customer_is_refused(self):
        header = ["partner_id", "kind", "amount"]
        result = self.env["dunning.rating"].load(
            header, [["Nobody at all", "Own limit", "5"]]
        )
        self.assertFalse(result["ids"])
        self.assertIn("Nobody at all", result["messages"][0]["message"])

    def test_import_of_a_row_without_customer_says_what_to_enter(self):
        header = ["partner_id", "kind", "amount"]
        result = self.env["dunning.rating"].load(
            header, [["", "Own limit", "5"], ["Jansen Transport", "Own limit", "5"]]
        )
        self.assertFalse(result["ids"])
        (message,) = result["messages"]
        self.assertIn("needs its customer", message["message"])

    def test_importing_again_by_external_id_changes_the_rating(self):
        header = ["id", "partner_id", "kind", "amount"]
        row = ["import.limit_1", "Jansen Transport", "Own limit"]
        (first,) = self.env["dunning.rating"].load(header, [[*row, "5"]])["ids"]
        (second,) = self.env["dunning.rating"].load(header, [[*row, "8"]])["ids"]
        self.assertEqual(first, second)
        self.assertEqual(self.debtor.credit_rating_ids.amount, 8)

    def test_contact_stands_for_its_customer(self):
        contact = self._create_customer(
            "Anna", parent_id=self.customer.id, is_company=False
        )
        rating = self.env["dunning.rating"].create(
            {"partner_id": contact.id, "value": "A"}
        )
        self.assertEqual(rating.debtor_id, self.debtor)
        self.assertEqual(rating.partner_id, self.customer)

    def test_values_that_make_no_sense_are_refused(self):
        for values in (
            {"amount": -1},
            {"score_external": 101},
            {"date_expiry": date(2025, 12, 31)},
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self._rating(**values)
        with self.assertRaisesRegex(ValidationError, "enter one of them"):
            self._rating(kind="credit_rating")
