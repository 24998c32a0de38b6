from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_group import DunningGroupCommon

PAYS = date(2026, 4, 9)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningGroupAgreements(DunningGroupCommon):
    """What is agreed with a customer goes along with the company that is owed."""

    def setUp(self):
        super().setUp()
        self.north_item = self._invoice(100)
        self.south_item = self._invoice(40, company=self.south)
        self.group.action_refresh()

    def _promise(self, items):
        return self.env["dunning.promise"].create(
            {
                "debtor_id": self._debtor(self.customer, self.group).id,
                "date": PAYS,
                "item_ids": items.ids,
                "user_id": self.env.user.id,
            }
        )

    def test_promise_to_the_company_alone_goes_along(self):
        promise = self._promise(self.south_item)

        self.south.dunning_group_id = self.other

        self.assertEqual(promise.group_id, self.other)
        self.assertEqual(promise.debtor_id, self._debtor(self.customer, self.other))
        self.assertEqual(promise.hold_ids.group_id, self.other)
        self.assertEqual((promise.amount, promise.user_id), (40, self.env.user))
        self.assertEqual(
            self._reason(self._propose_for(self.other), self.south_item), "hold"
        )
        with freeze_time(date(2026, 4, 13)):
            self.other.action_refresh()
        self.assertEqual(promise.state, "broken")
        self.assertEqual(promise.debtor_id.promise_count, 1)

    def test_promise_to_several_companies_stays(self):
        promise = self._promise(self.north_item | self.south_item)

        self.south.dunning_group_id = self.other

        self.assertEqual(promise.group_id, self.group)
        with freeze_time(date(2026, 4, 13)):
            self.group.action_refresh()
        self.assertEqual(promise.state, "broken")

    def test_dispute_goes_along_with_its_credit_stop(self):
        self.reminder.is_credit_stop = True
        notice = self._send_notice(self.south_item)
        mine = notice.debtor_id
        self.assertEqual(
            notice.line_ids.move_line_id, self.north_item | self.south_item
        )
        dispute = self.env["dunning.dispute"].create(
            {
                "move_id": self.south_item.move_id.id,
                "reason_id": self.env.ref("s4_dunning.dunning_dispute_reason_price").id,
            }
        )

        self.south.dunning_group_id = self.other

        self.assertEqual(dispute.debtor_id, self._debtor(self.customer, self.other))
        self.assertEqual(dispute.hold_ids.group_id, self.other)
        self.assertTrue(mine.is_credit_stopped, "North is not paid")

    def test_answer_that_was_put_off_stays_so(self):
        notice = self._send_notice(
            self._invoice(30, company=self.south, partner=self._create_customer("Smit"))
        )
        reply = (
            self.env["dunning.reply"]
            .sudo()
            .create(
                {
                    "group_id": self.group.id,
                    "debtor_id": notice.debtor_id.id,
                    "notice_id": notice.id,
                    "subject": "?",
                }
            )
        )
        self.env.flush_all()
        task = self.env["dunning.task"].search([("reply_id", "=", reply.id)])
        task.action_snooze(TODAY + timedelta(days=1))
        snooze = self.env["dunning.snooze"].search([("res_id", "=", reply.id)])

        self.south.dunning_group_id = self.other

        self.assertEqual(reply.group_id, self.other)
        self.assertEqual(snooze.group_id, self.other)
