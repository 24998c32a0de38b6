from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from .common import TODAY
from .common_group import DunningGroupCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningGroupMerge(DunningGroupCommon):
    """East's group becomes part of the group of North and South."""

    def _merge(self, groups=None, into=None):
        return (
            self.env["dunning.group.merge"]
            .create(
                {
                    "group_ids": (groups or self.group | self.other).ids,
                    "group_id": (into or self.group).id,
                }
            )
            .action_merge()
        )

    def test_everything_of_the_group_moves(self):
        workflow = self._workflow_of(self.other)
        archived = self._workflow_of(self.other, "Old")
        archived.active = False
        segment = self._segment_of(self.other, workflow)
        item = self._invoice(40, company=self.east)
        notice = self._send_notice(item)
        draft = self.env["dunning.run"].create({"group_id": self.other.id})
        left_out = self._propose_for(self.other)
        exclusions = left_out.exclusion_ids
        left_out.sudo().state = "done"  # nothing waits for review, so it is kept
        hold = self._hold(self.customer, self.other)
        hold.action_release()
        debtor = notice.debtor_id
        debtor.write({"segment_id": segment.id, "collector_id": self.env.user.id})

        self._merge()

        moved = (workflow, archived, segment, notice, draft, left_out, hold, debtor)
        for record in moved:
            self.assertEqual(record.group_id, self.group, record)
        self.assertFalse(self.other.exists())
        self.assertEqual(exclusions.exists().debtor_id, debtor)
        self.assertEqual(debtor.segment_id, segment)
        self.assertEqual(hold.debtor_id, debtor)

    def test_debtors_of_one_customer_become_one(self):
        self._invoice(100)
        item = self._invoice(40, company=self.east)
        (self.group | self.other).action_refresh()
        mine = self._debtor(self.customer, self.group)
        theirs = self._debtor(self.customer, self.other)
        mine.autonomy = "manual"
        theirs.write({"autonomy": "propose", "collector_id": self.env.user.id})
        theirs.message_post(body="Pays on Fridays")
        hold = self._hold(self.customer, self.other)
        run = self._propose_for(self.other)
        exclusion = run.exclusion_ids
        run.sudo().state = "done"  # nothing waits for review, so it is kept

        self._merge()

        self.assertFalse(theirs.exists())
        self.assertEqual(mine.amount_overdue, 140)
        self.assertEqual(mine.autonomy, "manual", "the one that stays decides")
        self.assertEqual(mine.collector_id, self.env.user)
        self.assertEqual(hold.debtor_id, mine)
        self.assertEqual(exclusion.debtor_id, mine)
        self.assertIn("<p>Pays on Fridays</p>", mine.message_ids.mapped("body"))
        self.assertEqual(self._reason(self._propose(), item), "hold")

    def test_customer_gets_one_notice_of_all_companies(self):
        self._invoice(100)
        self._invoice(40, company=self.east)
        self._merge()
        notice = self._propose().notice_ids
        self.assertEqual(notice.claim_ids.company_id, self.north | self.east)
        self.assertEqual(notice.amount_total, 140)

    def test_companies_keep_their_own_workflow(self):
        strict = self._workflow_of(self.other)
        self.east.dunning_workflow_id = strict
        item = self._invoice(40, company=self.east)
        self._merge()
        self.assertEqual(self.east.dunning_workflow_id, strict)
        line = self._propose().notice_ids.line_ids
        self.assertEqual(line.move_line_id, item)
        self.assertEqual(line.notice_id.workflow_id, strict)

    def test_chatter_of_the_group_is_kept(self):
        self.other.message_post(body="Bank agreed")
        self._merge()
        bodies = self.group.message_ids.mapped("body")
        self.assertIn("<p>Bank agreed</p>", bodies)
        self.assertIn(
            "The group East has no other company and is deleted", self._news(self.group)
        )

    def test_group_without_companies_disappears(self):
        empty = self.env["dunning.group"].create({"name": "Empty"})
        workflow = self._workflow_of(empty)
        self._merge(self.group | empty)
        self.assertFalse(empty.exists())
        self.assertEqual(workflow.group_id, self.group)

    def test_tasks_stay_put_off(self):
        self._send_notice(self._invoice(40, company=self.east))
        replies = self.env["dunning.reply"].sudo()
        replies.create({"group_id": self.other.id, "subject": "?"})
        self.env.flush_all()
        task = self.env["dunning.task"].search([("group_id", "=", self.other.id)])
        task.action_snooze(TODAY + timedelta(days=1))

        self._merge()

        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(task.group_id, self.group)
        self.assertTrue(task.is_snoozed)

    def test_customers_who_are_not_the_same_stay_so(self):
        judged = self._same_customer_twice(self.east)
        for debtor in judged.debtor_ids[:1]:  # this one becomes one with North's
            self._invoice(10, partner=debtor.partner_id)
        self.group.action_refresh()
        partners = judged.debtor_ids.partner_id

        self._merge()

        found = self.env["dunning.duplicate"].search([("group_id", "=", self.group.id)])
        self.assertEqual(found, judged)
        self.assertTrue(judged.is_dismissed)
        self.assertEqual(judged.debtor_ids.partner_id, partners)
        self.assertEqual(judged.debtor_ids.group_id, self.group)

    def test_three_groups_at_once(self):
        self.south.dunning_group_id = False
        groups = self.companies.dunning_group_id
        self.assertEqual(len(groups), 3)
        self._merge(groups, into=self.other)
        self.assertEqual(self.companies.dunning_group_id, self.other)
        self.assertEqual(groups.exists(), self.other)

    def test_one_group_cannot_be_merged(self):
        with self.assertRaisesRegex(UserError, "at least two"):
            self._merge(self.group)

    def test_group_must_be_among_those_that_are_merged(self):
        self.south.dunning_group_id = False
        elsewhere = self.south.dunning_group_id
        with self.assertRaisesRegex(UserError, "one of the groups"):
            self._merge(into=elsewhere)

    def test_wizard_says_what_will_happen(self):
        self._invoice(100)
        self._invoice(40, company=self.east)
        self._invoice(50, company=self.east, partner=self._create_customer("Smit"))
        self._send_notice(self._invoice(60, company=self.east, overdue=20))
        self._propose_for(self.group)
        self._propose_for(self.other).notice_ids[:1].action_approve()
        groups = self.group | self.other

        form = Form(self.env["dunning.group.merge"].with_context(active_ids=groups.ids))

        self.assertEqual(form.group_id, self.group, "it has the most companies")
        self.assertEqual(
            form.consequences.splitlines(),
            [
                f"East: East → {self.group.name}",
                "Approved notices that are recalled: 1.",
                "Proposed notices that are discarded: 2. Propose again afterwards.",
                "The group East has no other company and is deleted; its debtors (2) "
                "and notices of the past (1) come along.",
                "Customers whom both groups know, and who become one debtor: 1.",
            ],
        )

    def test_many_debtors_do_not_take_many_queries_each(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(100)]
        )
        self.env["dunning.debtor"].create(
            [
                {"partner_id": partner.id, "group_id": group.id}
                for group in (self.group, self.other)
                for partner in partners
            ]
        )
        self.env.flush_all()
        before = self.cr.sql_log_count

        self._merge()

        # three for each of a hundred would be more
        self.assertLess(self.cr.sql_log_count - before, 300)

    def test_second_notice_follows_in_the_merged_group(self):
        item = self._invoice(40, company=self.east)
        self._send_notice(item)
        self._merge()
        later = TODAY + timedelta(days=14)
        notice = self._propose_for(self.group, later).notice_ids
        self.assertEqual(notice.line_ids.move_line_id, item)
        self.assertEqual(notice.level_id, self.second)
