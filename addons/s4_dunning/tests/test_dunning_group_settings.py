from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_group import DunningGroupCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningGroupSettings(DunningGroupCommon):
    """What was decided about customers goes along with South when it leaves North."""

    def test_debtor_keeps_its_settings(self):
        item = self._invoice(40, company=self.south)
        self.group.action_refresh()
        self._debtor(self.customer, self.group).write(
            {
                "collector_id": self.env.user.id,
                "workflow_id": self.workflow.id,
                "autonomy": "manual",
                "grouping": "invoice",
            }
        )

        self.south.dunning_group_id = self.other

        self.assertRecordValues(
            self._debtor(self.customer, self.other),
            [
                {
                    "collector_id": self.env.user.id,
                    "workflow_id": self.workflow.id,
                    "autonomy": "manual",
                    "grouping": "invoice",
                }
            ],
        )
        line = self._propose_for(self.other).notice_ids.line_ids
        self.assertEqual(line.move_line_id, item)
        self.assertEqual(line.workflow_rule, "debtor")

    def test_settings_that_are_there_win(self):
        self._invoice(40, company=self.south)
        self._invoice(50, company=self.east)
        (self.group | self.other).action_refresh()
        self._debtor(self.customer, self.group).autonomy = "manual"
        theirs = self._debtor(self.customer, self.other)
        theirs.autonomy = "propose"

        self.south.dunning_group_id = self.other

        self.assertEqual(theirs.autonomy, "propose")

    def test_payer_goes_along(self):
        leasing = self._create_customer("Leasing")
        self._invoice(40, company=self.south)
        self.group.action_refresh()
        self._debtor(self.customer, self.group).write(
            {"addressee": "payer", "payer_id": leasing.id}
        )
        self.group.action_refresh()
        self._debtor(leasing, self.group).collector_id = self.env.user

        self.south.dunning_group_id = self.other

        debtor = self._debtor(self.customer, self.other)
        self.assertEqual(debtor.addressee, "payer")
        self.assertEqual(debtor.payer_id, leasing)
        notice = self._propose_for(self.other).notice_ids
        self.assertEqual(notice.partner_id, leasing)
        self.assertEqual(notice.collector_id, self.env.user)

    def test_payer_for_whom_another_one_pays_there_stays_behind(self):
        leasing, bank = self._create_customer("Leasing"), self._create_customer("Bank")
        self._invoice(40, company=self.south)
        self._invoice(1, company=self.east, partner=leasing)
        (self.group | self.other).action_refresh()
        self._debtor(self.customer, self.group).write(
            {"addressee": "payer", "payer_id": leasing.id, "autonomy": "manual"}
        )
        self._debtor(leasing, self.other).write(
            {"addressee": "payer", "payer_id": bank.id}
        )

        self.south.dunning_group_id = self.other

        debtor = self._debtor(self.customer, self.other)
        self.assertEqual(debtor.addressee, "customer")
        self.assertEqual(debtor.autonomy, "manual")

    def test_segment_gives_way_to_that_of_the_same_name(self):
        fleets = self._segment_of(self.group, self.workflow)
        dealers = self._segment_of(self.group, self.workflow, "Traders")
        theirs = self._segment_of(self.other, self.workflow)
        smit = self._create_customer("Smit")
        self._invoice(40, company=self.south)
        self._invoice(40, company=self.south, partner=smit)
        self.group.action_refresh()
        self._debtor(self.customer, self.group).segment_id = fleets
        self._debtor(smit, self.group).segment_id = dealers

        self.south.dunning_group_id = self.other

        self.assertEqual(self._debtor(self.customer, self.other).segment_id, theirs)
        self.assertFalse(self._debtor(smit, self.other).segment_id)
        self.assertIn("lose a segment or workflow", self._news(self.other))
        self.assertIn("Customers who lose", self._news(self.group))

    def test_workflow_of_the_former_group_stays_there(self):
        own = self._workflow_of(self.group)
        item = self._invoice(40, company=self.south)
        self.group.action_refresh()
        self._debtor(self.customer, self.group).workflow_id = own
        self.south.dunning_workflow_id = own
        item.move_id.dunning_workflow_id = own

        self.south.dunning_group_id = self.other

        self.assertFalse(self._debtor(self.customer, self.other).workflow_id)
        self.assertFalse(self.south.dunning_workflow_id)
        self.assertFalse(item.move_id.dunning_workflow_id)
        news = self._news(self.other)
        for sentence in (
            f"Customers who lose a segment or workflow of {self.group.name}: 1.",
            f"Invoices that lose a workflow of {self.group.name}: 1.",
            f"Companies that lose a workflow of {self.group.name}: South.",
        ):
            self.assertIn(sentence, news)
        self.assertEqual(
            self._propose_for(self.other).notice_ids.workflow_id, self.workflow
        )

    def test_group_of_its_own_copies_the_policy(self):
        own = self._workflow_of(self.group)
        fleets = self._segment_of(self.group, own)
        self.group.write(
            {
                "workflow_id": own.id,
                "outbox_minutes": 45,
                "second_approval": True,
                "second_approval_amount": 500,
                "lead_company_id": self.north.id,
            }
        )
        item = self._invoice(40, company=self.south)
        self.group.action_refresh()
        self._debtor(self.customer, self.group).segment_id = fleets
        self.south.dunning_workflow_id = own
        item.move_id.dunning_workflow_id = own

        self.south.dunning_group_id = False

        group = self.south.dunning_group_id
        copy = group.workflow_id
        self.assertRecordValues(
            group,
            [
                {
                    "name": "South",
                    "outbox_minutes": 45,
                    "second_approval": True,
                    "second_approval_amount": 500,
                    "lead_company_id": False,
                    "company_ids": self.south.ids,
                }
            ],
        )
        self.assertNotEqual(copy, own)
        self.assertRecordValues(copy, [{"name": "Own", "group_id": group.id}])
        self.assertEqual(
            copy.level_ids.mapped("name"),
            ["Reminder", "Second reminder", "Final notice"],
        )
        segment = self._debtor(self.customer, group).segment_id
        self.assertRecordValues(
            segment,
            [{"name": "Fleets", "group_id": group.id, "workflow_id": copy.id}],
        )
        self.assertEqual(self.south.dunning_workflow_id, copy)
        self.assertEqual(item.move_id.dunning_workflow_id, copy)
        self.assertNotIn("lose", self._news(group))
        self.assertEqual(fleets.debtor_ids.group_id, self.group, "the old one stays")

    def test_customer_stays_on_hold(self):
        self._invoice(40, company=self.south)
        self.group.action_refresh()
        until = TODAY + timedelta(days=30)
        hold = self._hold(self.customer, self.group, date_end=until, note="Promised")

        self.south.dunning_group_id = self.other

        self.assertEqual(hold.debtor_id, self._debtor(self.customer, self.group))
        self.assertRecordValues(
            self._debtor(self.customer, self.other).hold_ids,
            [
                {
                    "group_id": self.other.id,
                    "date_start": TODAY,
                    "date_end": until,
                    "note": "Promised",
                    "is_current": True,
                }
            ],
        )

    def test_hold_is_not_doubled_where_a_longer_one_is(self):
        self._invoice(40, company=self.south)
        self._invoice(50, company=self.east)
        (self.group | self.other).action_refresh()
        day = {days: TODAY + timedelta(days=days) for days in (5, 10, 20)}
        theirs = self._hold(self.customer, self.other, date_end=day[10])
        self._hold(self.customer, self.group, date_end=day[5])
        self._hold(self.customer, self.group, date_end=day[20]).action_release()

        self.south.dunning_group_id = self.other
        self.assertEqual(self._debtor(self.customer, self.other).hold_ids, theirs)

    def test_longer_hold_is_kept_beside_a_shorter_one(self):
        self._invoice(40, company=self.south)
        self._invoice(50, company=self.east)
        (self.group | self.other).action_refresh()
        self._hold(self.customer, self.other, date_end=TODAY + timedelta(days=10))
        self._hold(self.customer, self.group, date_end=False)

        self.south.dunning_group_id = self.other

        holds = self._debtor(self.customer, self.other).hold_ids
        self.assertEqual(holds.mapped("date_end"), [False, TODAY + timedelta(days=10)])

    def test_holds_of_the_company_and_of_its_items_go_along(self):
        item = self._invoice(40, company=self.south)
        mine = self._invoice(100)
        reason = self.env.ref("s4_dunning.dunning_hold_reason_other").id
        holds = self.env["dunning.hold"].create(
            [
                {"scope": "item", "move_line_id": item.id, "reason_id": reason},
                {"scope": "company", "company_id": self.south.id, "reason_id": reason},
                {"scope": "item", "move_line_id": mine.id, "reason_id": reason},
            ]
        )

        self.south.dunning_group_id = self.other

        self.assertEqual(
            holds.mapped("group_id"), self.other | self.group, "the last one stays"
        )
        self.assertEqual(holds[2].group_id, self.group)
        self.assertEqual(self._reason(self._propose_for(self.other), item), "hold")

    def test_lead_company_that_leaves_leads_no_more(self):
        self.group.lead_company_id = self.south
        self.south.dunning_group_id = self.other
        self.assertFalse(self.group.lead_company_id)

    def test_currency_of_the_groups_stays(self):
        pounds = self.env.ref("base.GBP")
        pounds.active = True
        self.group.currency_id = self.other.currency_id = pounds
        self.south.dunning_group_id = self.other
        self.assertEqual((self.group | self.other).currency_id, pounds)

    def test_task_moves_when_the_customer_owes_the_group_nothing_more(self):
        smit = self._create_customer("Smit")
        self._invoice(40, company=self.south)
        self._invoice(40, company=self.south, partner=smit)
        self._invoice(50, partner=smit)
        self.group.action_refresh()
        todo = "mail.mail_activity_data_todo"
        tasks = [
            self._debtor(partner, self.group).activity_schedule(todo)
            for partner in (self.customer, smit)
        ]

        self.south.dunning_group_id = self.other

        self.assertEqual(
            [task.res_id for task in tasks],
            [
                self._debtor(self.customer, self.other).id,
                self._debtor(smit, self.group).id,
            ],
        )

    def test_customers_who_are_not_the_same_are_not_suspected_again(self):
        judged = self._same_customer_twice(self.south)

        self.south.dunning_group_id = self.other

        found = self.env["dunning.duplicate"].search([("group_id", "=", self.other.id)])
        self.assertEqual(found.mapped("is_dismissed"), [True])
        self.assertEqual(found.debtor_ids.partner_id, judged.debtor_ids.partner_id)
        self.assertEqual(found.debtor_ids.group_id, self.other)
        self.assertEqual(judged.group_id, self.group)
