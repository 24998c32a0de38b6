from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_group import DunningGroupCommon

STATES = ("proposed", "approved", "sent", "closed", "held")
LATER = TODAY + timedelta(days=14)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningGroup(DunningGroupCommon):
    """Every change of membership against every state in which an item can be.

    In each company one customer owes 1 that is proposed, one 2 that is approved, one 4
    that was dunned, one 8 that was dunned and paid, and one 16 that is on hold. The
    customers are the same in all companies, so that the notices of the group are
    collective; East writes alone.
    """

    def setUp(self):
        super().setUp()
        self.customers = {
            state: self._create_customer(f"{state.title()} Ltd") for state in STATES
        }
        self.items = {}
        for state in ("sent", "closed"):
            self._invoice_everywhere(state)
        self._send(self._propose_all().notice_ids)
        for company in self.companies:
            self._register_payment(self.items[company, "closed"].move_id)
        self.companies.dunning_group_id.action_refresh()
        for state in ("proposed", "approved", "held"):
            self._invoice_everywhere(state)
        self.companies.dunning_group_id.action_refresh()
        for group in self.companies.dunning_group_id:
            self._hold(self.customers["held"], group)
        notices = self._propose_all().notice_ids
        notices.filtered(
            lambda notice: notice.partner_id == self.customers["approved"]
        ).action_approve()

    def _invoice_everywhere(self, state):
        for company in self.companies:
            self.items[company, state] = self._invoice(
                2 ** STATES.index(state),
                partner=self.customers[state],
                company=company,
            )

    def _levels(self):
        return {
            key: (item.dunning_level_id, item.dunning_date, item.dunning_count)
            for key, item in self.items.items()
        }

    def _states(self):
        """:return: set of (group, customer's state, notice's state, creditors)"""
        return {
            (
                notice.group_id,
                notice.partner_id.name.split()[0].lower(),
                notice.state,
                notice.claim_ids.company_id,
            )
            for notice in self.env["dunning.notice"].search(
                [("partner_id", "in", [one.id for one in self.customers.values()])]
            )
        }

    def _check_next_runs(self, expected_groups):
        """Nothing is dunned twice or forgotten, today and in a fortnight.

        :param expected_groups: tuple of the companies that are one group each
        """
        groups = self.companies.dunning_group_id
        self.assertEqual({group.company_ids for group in groups}, set(expected_groups))
        self.env["dunning.notice"].search([("state", "=", "approved")]).action_recall()
        self.env["dunning.run"].search([("state", "=", "proposed")]).action_discard()
        runs = self._propose_all()
        self.assertFalse(any(runs.mapped("has_difference")))
        # included 1 + 2, left out 4 + 16; the 8 were paid
        self.assertRecordValues(
            runs.run_company_ids.sorted(lambda total: total.company_id.id),
            [
                {
                    "company_id": company.id,
                    "amount_ledger": 23,
                    "amount_included": 3,
                    "amount_excluded": 20,
                    "included_count": 2,
                    "excluded_count": 2,
                }
                for company in self.companies.sorted("id")
            ],
        )
        lines = runs.notice_ids.line_ids
        for (_company, state), item in self.items.items():
            line = lines.filtered(lambda line, item=item: line.move_line_id == item)
            if state in ("proposed", "approved"):
                self.assertEqual(len(line), 1)
                self.assertEqual(line.level_id, self.reminder)
            else:
                self.assertFalse(line)
        reasons = {
            (exclusion.company_id, exclusion.move_line_id): exclusion.reason
            for exclusion in runs.exclusion_ids
        }
        self.assertEqual(
            reasons,
            {
                (company, self.items[company, state]): reason
                for company in self.companies
                for state, reason in (("sent", "waiting"), ("held", "hold"))
            },
        )
        runs.action_discard()
        later = self._propose_all(LATER).notice_ids.filtered(
            lambda notice: notice.partner_id == self.customers["sent"]
        )
        self.assertEqual(later.level_id, self.second)
        self.assertEqual(
            {notice.claim_ids.company_id for notice in later}, set(expected_groups)
        )

    def test_company_is_taken_out(self):
        before = self._levels()

        self.south.dunning_group_id = False

        own = self.south.dunning_group_id
        self.assertEqual(self._levels(), before)
        self.assertEqual(
            self._states(),
            {
                (self.group, "sent", "sent", self.north | self.south),
                (self.group, "closed", "closed", self.north | self.south),
                (self.other, "sent", "sent", self.east),
                (self.other, "closed", "closed", self.east),
                (self.other, "approved", "approved", self.east),
                (self.other, "proposed", "proposed", self.east),
            },
            "the proposal of who stays and goes is gone, East's is not touched",
        )
        self.assertEqual(own.name, "South")
        self._check_next_runs((self.north, self.south, self.east))

    def test_company_is_added_from_a_group_that_goes_on(self):
        before = self._levels()

        self.south.dunning_group_id = self.other

        self.assertEqual(self._levels(), before)
        self.assertEqual(
            self._states(),
            {
                (self.group, "sent", "sent", self.north | self.south),
                (self.group, "closed", "closed", self.north | self.south),
                (self.other, "sent", "sent", self.east),
                (self.other, "closed", "closed", self.east),
                (self.other, "approved", "approved", self.east),
            },
            "what is approved for East alone stays right",
        )
        self._check_next_runs((self.north, self.south | self.east))

    def test_company_is_added_with_its_whole_group(self):
        before = self._levels()
        runs = self.env["dunning.run"].search([("group_id", "=", self.other.id)])
        debtors = self.env["dunning.debtor"].search([("group_id", "=", self.other.id)])
        self.assertEqual(len(runs), 2)
        self.assertEqual(len(debtors), 5)

        self.east.dunning_group_id = self.group

        self.assertFalse(self.other.exists())
        self.assertFalse(debtors.exists(), "the group knew the same five customers")
        self.assertEqual(runs.group_id, self.group)
        self.assertEqual(self._levels(), before)
        self.assertEqual(
            self._states(),
            {
                (self.group, "sent", "sent", self.north | self.south),
                (self.group, "closed", "closed", self.north | self.south),
                (self.group, "approved", "approved", self.north | self.south),
                (self.group, "sent", "sent", self.east),
                (self.group, "closed", "closed", self.east),
            },
        )
        notices = self.env["dunning.notice"].search([("group_id", "=", self.group.id)])
        self.assertEqual(notices.debtor_id.group_id, self.group)
        self._check_next_runs((self.companies,))

    def test_groups_are_merged(self):
        before = self._levels()
        wizard = self.env["dunning.group.merge"].create(
            {"group_ids": (self.group | self.other).ids, "group_id": self.other.id}
        )

        action = wizard.action_merge()

        self.assertEqual(action["res_id"], self.other.id)
        self.assertFalse(self.group.exists())
        self.assertEqual(self._levels(), before)
        self.assertEqual(
            self._states(),
            {
                (self.other, "sent", "sent", self.north | self.south),
                (self.other, "closed", "closed", self.north | self.south),
                (self.other, "sent", "sent", self.east),
                (self.other, "closed", "closed", self.east),
                (self.other, "approved", "approved", self.east),
            },
        )
        self._check_next_runs((self.companies,))

    def test_there_and_back_again(self):
        before = self._levels()
        self.south.dunning_group_id = False
        self.south.dunning_group_id = self.group
        self.assertEqual(self._levels(), before)
        self._check_next_runs((self.north | self.south, self.east))

    def test_figures_follow_at_once(self):
        held = self.customers["held"]
        self.assertEqual(self._debtor(held, self.group).amount_overdue, 32)
        self.south.dunning_group_id = self.other
        self.assertEqual(self._debtor(held, self.group).amount_overdue, 16)
        self.assertEqual(self._debtor(held, self.other).amount_overdue, 32)
