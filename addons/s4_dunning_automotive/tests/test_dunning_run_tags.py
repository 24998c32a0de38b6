from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .common import AutomotiveCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningRunTags(AutomotiveCommon):
    """A run carries the tags along, notices may be grouped by them."""

    def _tagged(self, amount, brand=None, location=None, department=None, **values):
        """Post an invoice with these tags; give its receivable item."""
        tags = {
            "dunning_brand_id": brand and brand.id,
            "dunning_location_id": location and location.id,
            "dunning_department_id": department and department.id,
        }
        return self._invoice(
            amount, **{tag: value for tag, value in tags.items() if value}, **values
        )

    def _amounts(self, run):
        """What the notices of a run ask for, by what they are about."""
        return sorted(
            (
                tuple(sorted(notice.brand_ids.mapped("name"))),
                tuple(notice.location_ids.mapped("name")),
                tuple(sorted(notice.department_ids.mapped("name"))),
                notice.amount_total,
            )
            for notice in run.notice_ids
        )

    def test_lines_exclusions_notices_and_debtors_have_the_tags(self):
        due = self._tagged(100, self.volvo, self.groningen, self.service)
        self._tagged(50, self.kia, self.assen)
        later = self._tagged(
            7,
            self.kia,
            None,
            self.parts,
            partner=self._create_customer("Smit"),
            overdue=-5,
        )

        run = self._propose()

        line = run.notice_ids.line_ids.filtered(lambda line: line.move_line_id == due)
        self.assertRecordValues(
            line,
            [
                {
                    "brand_id": self.volvo.id,
                    "location_id": self.groningen.id,
                    "department_id": self.service.id,
                }
            ],
        )
        exclusion = run.exclusion_ids.filtered(lambda row: row.move_line_id == later)
        self.assertRecordValues(
            exclusion,
            [
                {
                    "brand_id": self.kia.id,
                    "location_id": False,
                    "department_id": self.parts.id,
                }
            ],
        )
        notice = run.notice_ids
        self.assertEqual(notice.brand_ids, self.volvo | self.kia)
        self.assertEqual(notice.location_ids, self.groningen | self.assen)
        self.assertEqual(notice.department_ids, self.service)
        self.assertEqual(notice.debtor_id.brand_ids, self.volvo | self.kia)
        self.assertEqual(exclusion.debtor_id.brand_ids, self.kia)

    def test_tags_of_a_debtor_follow_its_open_items(self):
        item = self._tagged(100, self.volvo, self.groningen)
        self._tagged(50, self.kia, self.assen)
        self.group.action_refresh()
        debtor = self.customer.dunning_debtor_ids
        self.assertEqual(debtor.location_ids, self.groningen | self.assen)

        self._register_payment(item.move_id)
        self.group.action_refresh()

        self.assertEqual(debtor.location_ids, self.assen)
        self.assertEqual(debtor.brand_ids, self.kia)

    def test_debtors_of_another_group_keep_their_tags(self):
        other = self.setup_other_company(name="Other group")["company"]
        self._add_bank_account(other)
        elsewhere = self._create_location("Elsewhere", other)
        self._invoice(5, company=other, dunning_location_id=elsewhere.id)
        other.dunning_group_id.action_refresh()
        self._tagged(100, self.volvo, self.groningen)
        self.group.action_refresh()
        theirs = (
            self.customer.dunning_debtor_ids
            - self.customer.dunning_debtor_ids.filtered(
                lambda debtor: debtor.group_id == self.group
            )
        )
        self.assertEqual(theirs.location_ids, elsewhere)

    def test_sent_notice_keeps_the_tags_that_it_had(self):
        item = self._tagged(100, self.volvo, self.groningen)
        notice = self._propose().notice_ids
        self._send(notice)

        item.move_id.dunning_location_id = self.assen

        self.assertEqual(item.dunning_location_id, self.assen)
        self.assertEqual(notice.line_ids.location_id, self.groningen)
        self.assertEqual(notice.location_ids, self.groningen)

    def test_notice_loses_the_tags_of_what_was_paid_before_sending(self):
        self._tagged(100, self.volvo, self.groningen)
        paid = self._tagged(50, self.kia, self.assen)
        notice = self._propose().notice_ids
        self._register_payment(paid.move_id)

        self._send(notice)

        self.assertEqual(notice.amount_total, 100)
        self.assertEqual(notice.location_ids, self.groningen)

    def test_credit_that_comes_before_sending_brings_its_tags(self):
        self._tagged(100, self.volvo, self.groningen)
        notice = self._propose().notice_ids
        self._tagged(30, self.kia, self.assen, move_type="out_refund")

        self._send(notice)

        self.assertEqual(notice.amount_total, 70)
        self.assertEqual(notice.location_ids, self.groningen | self.assen)

    def test_one_active_company_shows_the_locations_of_all(self):
        sister = self._second_company()["company"]
        emmen = self._create_location("Emmen", sister)
        self._tagged(100, self.volvo, self.groningen)
        self._tagged(7, company=sister, location=emmen)
        notice = self._propose().notice_ids
        viewer = new_test_user(
            self.env,
            "viewer of both",
            groups="s4_dunning.s4_dunning_group_viewer",
            company_id=self.company.id,
            company_ids=[(6, 0, (self.company | sister).ids)],
        )
        notice = notice.with_user(viewer).with_context(
            allowed_company_ids=self.company.ids
        )
        self.assertEqual(
            sorted(notice.location_ids.mapped("name")), ["Emmen", "Groningen"]
        )
        self.assertEqual(
            sorted(notice.line_ids.location_id.mapped("name")), ["Emmen", "Groningen"]
        )

    def test_one_notice_per_location(self):
        sister = self._second_company()["company"]
        emmen = self._create_location("Emmen", sister)
        self.workflow.grouping = "location"
        self._tagged(100, self.volvo, self.groningen)
        self._tagged(20, self.kia, self.groningen)
        self._tagged(50, self.kia, self.assen)
        self._tagged(7, company=sister, location=emmen)
        self._tagged(3)
        self._tagged(4, company=sister)

        run = self._propose()

        self.assertEqual(
            self._amounts(run),
            [
                ((), (), (), 3),
                ((), (), (), 4),
                ((), ("Emmen",), (), 7),
                (("Test Kia",), ("Assen",), (), 50),
                (("Test Kia", "Test Volvo"), ("Groningen",), (), 120),
            ],
        )
        self.assertEqual(set(run.notice_ids.mapped("grouping")), {"location"})
        self.assertFalse(run.has_difference)

    def test_one_notice_per_brand_spans_companies(self):
        sister = self._second_company()["company"]
        self.workflow.grouping = "brand"
        self._tagged(100, self.volvo)
        self._tagged(20, self.volvo, company=sister)
        self._tagged(50, self.kia)

        run = self._propose()

        self.assertEqual(
            self._amounts(run),
            [(("Test Kia",), (), (), 50), (("Test Volvo",), (), (), 120)],
        )
        claims = run.notice_ids.filtered("is_collective").claim_ids
        self.assertEqual(sorted(claims.mapped("amount_total")), [20, 100])

    def test_one_notice_per_department_as_the_segment_or_the_debtor_says(self):
        self._tagged(100, department=self.service)
        self._tagged(50, department=self.parts)
        self.group.action_refresh()
        debtor = self.customer.dunning_debtor_ids
        segment = self.env["dunning.segment"].create(
            {
                "name": "By department",
                "group_id": self.group.id,
                "workflow_id": self.workflow.id,
                "grouping": "department",
            }
        )
        debtor.segment_id = segment
        self.assertIn("One notice per department", debtor.grouping_rule)
        expected = [((), (), ("Parts",), 50), ((), (), ("Service",), 100)]
        self.assertEqual(self._amounts(self._propose()), expected)

        debtor.grouping = "brand"

        run = self._propose_again()
        self.assertEqual(self._amounts(run), [((), (), ("Parts", "Service"), 150)])

    def _propose_again(self):
        self.env["dunning.run"].search([("group_id", "=", self.group.id)])[
            0
        ].action_discard()
        return self._propose()

    def test_consumer_hears_of_a_brand_from_each_company_by_itself(self):
        sister = self._second_company()["company"]
        self.workflow.grouping = "brand"
        self.customer.is_company = False
        self._tagged(100, self.volvo)
        self._tagged(20, self.volvo, company=sister)

        run = self._propose()

        self.assertEqual(sorted(run.notice_ids.mapped("amount_total")), [20, 100])

    def test_credits_stay_within_their_company_whatever_the_brand(self):
        self.workflow.grouping = "brand"
        self._tagged(100, self.volvo)
        self._tagged(50, self.kia)
        self._tagged(30, self.kia, move_type="out_refund")
        run = self._propose()
        self.assertEqual(sorted(run.notice_ids.mapped("amount_total")), [50, 70])
        self.assertFalse(run.has_difference)

    def test_number_of_queries_does_not_grow_with_the_items(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run = self._propose()
            self.env.flush_all()
            queries = self.env.cr.sql_log_count - before
            run.action_discard()
            return queries

        self._tagged(100, self.volvo, self.groningen)
        count()
        few = count()
        for amount in range(1, 9):
            brand = self.kia if amount % 2 else self.volvo
            self._tagged(amount, brand, self.assen, self.parts)
        self.assertLessEqual(count(), few + 3)
