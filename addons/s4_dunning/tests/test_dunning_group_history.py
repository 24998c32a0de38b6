from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY
from .common_group import DunningGroupCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningGroupHistory(DunningGroupCommon):
    """Which notices go along with South when it leaves North, and who reads them."""

    def test_notice_of_the_company_alone_goes_along_as_it_was(self):
        notice = self._send_notice(self._invoice(40, company=self.south))
        said = ("name", "state", "amount_total", "own_opening", "date_sent", "run_id")
        before = notice.read([*said, "pdf_id"])
        debtor = notice.debtor_id

        self.south.dunning_group_id = False

        own = self.south.dunning_group_id
        self.assertEqual(notice.read([*said, "pdf_id"]), before)
        self.assertEqual(notice.group_id, own)
        self.assertEqual(notice.debtor_id, self._debtor(self.customer, own))
        self.assertNotEqual(notice.debtor_id, debtor)
        self.assertEqual(notice.run_id.group_id, self.group, "the run was North's too")
        self.assertIn("come along: 1", self._news(own))

    def test_notice_of_several_companies_stays(self):
        mine, theirs = self._invoice(100), self._invoice(40, company=self.south)
        notice = self._send_notice(mine, theirs)
        debtor = notice.debtor_id

        self.south.dunning_group_id = False

        self.assertEqual(notice.group_id, self.group)
        self.assertEqual(notice.debtor_id, debtor)
        self.assertEqual(theirs.dunning_level_id, self.reminder)
        self.assertIn("wrote them too: 1", self._news(self.group))

    def test_cancelled_and_skipped_notices_go_along_too(self):
        sent = self._send_notice(self._invoice(40, company=self.south))
        sent.action_cancel("Oops")
        run = self._propose()
        run.notice_ids.action_skip("Called")

        self.south.dunning_group_id = self.other

        self.assertEqual((sent | run.notice_ids).group_id, self.other)
        self.assertEqual(
            (sent | run.notice_ids).mapped("state"), ["cancelled", "skipped"]
        )

    def test_notice_that_lost_its_claims_stays(self):
        item = self._invoice(40, company=self.south)
        notice = self._propose().notice_ids
        notice.action_approve()
        self._register_payment(item.move_id)
        notice.action_send()
        self.assertFalse(notice.claim_ids)

        self.south.dunning_group_id = False

        self.assertEqual(notice.group_id, self.group)

    def test_debtor_who_owes_nothing_any_more_is_known_by_its_history(self):
        item = self._invoice(40, company=self.south)
        notice = self._send_notice(item)
        self._register_payment(item.move_id)

        self.south.dunning_group_id = self.other

        debtor = self._debtor(self.customer, self.other)
        self.assertEqual(notice.debtor_id, debtor)
        self.assertEqual(debtor.amount_open, 0)

    def test_levels_go_on_in_the_workflow_of_the_new_group(self):
        self.group.workflow_id = self._workflow_of(self.group)
        item = self._invoice(40, company=self.south)
        self._send_notice(item)

        self.south.dunning_group_id = self.other

        later = TODAY + timedelta(days=14)
        notice = self._propose_for(self.other, later).notice_ids
        self.assertEqual(notice.level_id, self.second)
        self.assertIn("after Reminder", notice.line_ids.explanation)

    def test_approved_notices_of_others_go_out(self):
        self._invoice(100)
        self._invoice(40, company=self.south, partner=self._create_customer("Smit"))
        notices = self._propose().notice_ids
        notices.action_approve()
        mine = notices.filtered(
            lambda notice: self.north in notice.claim_ids.company_id
        )

        self.south.dunning_group_id = False

        self.assertEqual(notices.exists(), mine)
        self.assertEqual(mine.state, "approved")
        with self.without_pdf():
            mine.action_send()
        self.assertEqual(mine.state, "sent")

    def test_archived_company_does_not_stay_behind_alone(self):
        notice = self._send_notice(
            self._invoice(100), self._invoice(40, company=self.south)
        )
        self.south.sudo().active = False

        self.north.dunning_group_id = self.other

        self.assertFalse(self.group.exists())
        self.assertEqual(self.south.dunning_group_id, self.other)
        self.assertEqual(notice.group_id, self.other)

    def test_nothing_moves_while_a_run_is_proposed(self):
        with (
            patch.object(
                self.registry["dunning.group"],
                "try_lock_for_update",
                lambda group, **_kwargs: group.browse(),
            ),
            self.assertRaisesRegex(UserError, "is being proposed at this moment"),
        ):
            self.south.dunning_group_id = self.other

    def test_nothing_moves_while_a_notice_is_sent(self):
        self._invoice(40, company=self.south)
        self._propose().notice_ids.action_approve()
        with (
            patch.object(
                self.registry["dunning.notice"],
                "try_lock_for_update",
                lambda notice, **_kwargs: notice.browse(),
            ),
            self.assertRaisesRegex(UserError, "it is too late"),
        ):
            self.south.dunning_group_id = self.other

    def test_both_groups_tell_what_happened(self):
        self._invoice(40, company=self.south)
        self._propose().notice_ids.action_approve()
        self.other.workflow_id = self._workflow_of(self.other, "Strict")
        expected = [
            f"South: {self.group.name} → East",
            "Approved notices that are recalled: 1.",
            "Proposed notices that are discarded: 1. Propose again afterwards.",
            "Default workflow: Strict instead of Test.",
        ]

        self.south.dunning_group_id = self.other

        for group in (self.group, self.other):
            self.assertEqual(self._news(group), f"<p>{'<br>'.join(expected)}</p>")

    def test_same_group_again_changes_nothing(self):
        self._invoice(40, company=self.south)
        notice = self._propose().notice_ids
        self.south.dunning_group_id = self.group
        self.east.dunning_group_id = False
        self.assertEqual(notice.state, "proposed")
        self.assertEqual(self.east.dunning_group_id, self.other)

    def test_several_companies_at_once(self):
        self._invoice(100)
        self._invoice(40, company=self.south)
        notice = self._propose().notice_ids
        self._send(notice)

        (self.north | self.south).write({"dunning_group_id": self.other.id})

        self.assertFalse(self.group.exists())
        self.assertEqual(notice.group_id, self.other)
        (self.north | self.south).write({"dunning_group_id": False})
        self.assertEqual(len(self.companies.dunning_group_id), 3)
        self.assertEqual(notice.group_id, self.other, "nobody wrote it alone")

    def _reader(self, company):
        return new_test_user(
            self.env,
            f"reader_{company.id}",
            groups="s4_dunning.s4_dunning_group_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def test_notice_of_several_companies_stays_closed_to_who_lacks_one(self):
        """Not even North's own people read what South claimed, once it has left."""
        mine, theirs = self._invoice(100), self._invoice(40, company=self.south)
        notice = self._send_notice(mine, theirs)
        line = notice.line_ids.filtered(lambda line: line.move_line_id == mine)
        north, south = self._reader(self.north), self._reader(self.south)
        notice.activity_schedule(summary="Ask")

        self.south.dunning_group_id = False
        self.env.flush_all()
        self.env.invalidate_all()

        self.assertTrue(self.group.with_user(north).has_access("read"))
        for user in (north, south):
            self.assertFalse(notice.with_user(user).has_access("read"))
            self.assertFalse(notice.with_user(user).search([("id", "=", notice.id)]))
            self.assertFalse(notice.pdf_id.with_user(user).has_access("read"))
            tasks = self.env["dunning.task"].with_user(user)
            self.assertFalse(tasks.search([("partner_id", "=", self.customer.id)]))
            messages = self.env["mail.message"].with_user(user)
            found = [("model", "=", notice._name), ("res_id", "=", notice.id)]
            self.assertFalse(messages.search(found))
        self.assertEqual(notice.claim_ids.with_user(north).search([]), line.claim_id)
        self.assertEqual(notice.line_ids.with_user(north).search([]), line)
        self._read_each_field(line.with_user(north))
        self._read_each_field(line.claim_id.with_user(north))
        self.assertTrue(notice.has_access("read"), "who may access both still does")
        self.assertTrue(
            self.env["dunning.task"].search([("notice_id", "=", notice.id)])
        )
        notice.read()

    def _read_each_field(self, records):
        """Read field by field, so that none finds in the cache what it may not read."""
        for name, field in records._fields.items():
            names = {"fields": {"display_name": {}}}
            self.env.invalidate_all()
            records.web_read({name: names if field.type == "many2one" else {}})

    def test_reader_of_the_company_alone_reads_what_went_along(self):
        """Levels and runs of the former group are not theirs, the notice is."""
        self.group.workflow_id = self._workflow_of(self.group)
        sent = self._send_notice(self._invoice(40, company=self.south))
        run = self._propose()
        self._invoice(30, company=self.south, partner=self._create_customer("Smit"))
        run.action_propose()
        run.notice_ids.action_skip("Called")
        reader = self._reader(self.south)

        self.south.dunning_group_id = False
        self.env.flush_all()
        self.env.invalidate_all()

        notices = (sent | run.notice_ids).with_user(reader)
        self.assertFalse(notices.run_id.has_access("read"))
        self.assertFalse(notices.level_id.has_access("read"))
        for records in (notices, notices.claim_ids, notices.line_ids):
            self._read_each_field(records)
        for field in ("level_id", "run_id", "debtor_id"):
            self.assertTrue(notices.formatted_read_group([], [field], ["__count"]))
        self.assertEqual(notices.search([("id", "in", notices.ids)]), notices)
        self.assertEqual(
            set(notices.line_ids.mapped("explanation")), {"Reminder, the first notice."}
        )

    def test_reader_of_the_company_alone_is_told_why_nothing_follows(self):
        own = self._workflow_of(self.group)
        own.level_ids[1:].unlink()
        self.group.workflow_id = own
        self._send_notice(self._invoice(40, company=self.south))
        reader = self._reader(self.south)

        self.south.dunning_group_id = False

        run = self._propose_for(self.south.dunning_group_id)
        self.assertEqual(run.exclusion_ids.reason, "last_level")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(
            run.exclusion_ids.with_user(reader).explanation,
            "Reminder was the last level of the workflow; nothing follows.",
        )
