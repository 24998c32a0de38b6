from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .access_common import AccessCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningAccessButtons(AccessCommon):
    """Every role presses every button."""

    def test_one_active_company_is_enough_to_work(self):
        self.records["dunning.hold"].action_release()
        one = {"allowed_company_ids": self.company.ids}
        user = self.roles["collector"]
        group = self.group.with_user(user).with_context(**one)
        self._add_bank_account(self.sister, "NL91ABNA0417164300")
        run = group.env["dunning.run"].create({"group_id": group.id})
        self.records["dunning.run"].action_discard()
        self.env.flush_all()
        run.env.invalidate_all()

        run.action_propose()

        self.assertEqual(len(run.run_company_ids), 2)
        self.assertFalse(run.has_difference)
        self.assertFalse(
            run.exclusion_ids.filtered(lambda row: row.reason == "no_rate")
        )
        notice = run.notice_ids
        debtor = notice.debtor_id
        for records in (run, notice, notice.claim_ids, notice.line_ids, debtor):
            for field in records.fields_get():
                # by itself, without what another field has left in memory
                records.env.invalidate_all()
                with self.subTest(model=records._name, field=field):
                    records.read([field])
        self.assertIn(self.sister.name, notice.creditors)
        notice.action_approve()
        with self.without_pdf():
            notice.action_send()
        self.assertEqual(notice.state, "sent", notice.send_error)
        self.assertEqual(notice.amount_total, 140)

    def test_buttons_respect_the_rights(self):
        notice = self.records["dunning.notice"]
        run = self.records["dunning.run"]
        reason = self.records["dunning.hold.reason"]
        for role in ("nobody", "accountant", "viewer", "half"):
            user = self.roles[role]
            for action in (
                notice.with_user(user).action_approve,
                lambda user=user: notice.with_user(user).action_skip("No"),
                lambda user=user: notice.with_user(user).action_hold(reason.id),
                run.with_user(user).action_propose,
                run.with_user(user).action_discard,
                run.with_user(user).action_approve,
                self.group.with_user(user).action_refresh,
            ):
                with (
                    self.subTest(role=role, action=action),
                    self.assertRaises(AccessError),
                ):
                    action()
        self.assertEqual(notice.state, "proposed")

    def test_buttons_cannot_be_bypassed(self):
        notice = self.records["dunning.notice"].with_user(self.roles["manager"])
        for values in (
            {"state": "sent"},
            {"approved_by_id": self.roles["collector"].id},
            {"send_after": TODAY},
            {"amount_total": 1},
            {"date_deadline": TODAY},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                notice.write(values)
        line = notice.line_ids[0]
        with self.assertRaises(AccessError):
            line.write({"amount_residual": 1})

    def test_only_a_manager_turns_on_the_automation(self):
        cron = self.env.ref("s4_dunning.ir_cron_dunning_send").sudo()
        self.assertFalse(cron.active, "off until somebody turns it on")
        with self.assertRaises(AccessError):
            self.group.with_user(self.roles["collector"]).is_sending_scheduled = True
        self.group.with_user(self.roles["manager"]).is_sending_scheduled = True
        self.assertTrue(cron.active)

    def test_only_a_manager_takes_back_what_was_sent(self):
        notice = self.records["dunning.notice"]
        self._send(notice)
        self.assertEqual(notice.state, "skipped", "the debtor is on hold")
        self.records["dunning.hold"].action_release()
        notice = self._propose().notice_ids
        self._send(notice)
        with self.assertRaises(AccessError):
            notice.with_user(self.roles["collector"]).action_cancel("Oops")
        notice.with_user(self.roles["manager"]).action_cancel("Oops")
        self.assertEqual(notice.state, "cancelled")

    def test_explanation_needs_access_to_the_items(self):
        item = self.records["dunning.notice.line"].move_line_id
        with self.assertRaises(AccessError):
            item.with_user(self.roles["portal"]).action_explain_dunning()

    def test_wizards_keep_to_the_rights(self):
        notice = self.records["dunning.notice"]
        for model in ("dunning.notice.skip", "dunning.notice.hold"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.roles["viewer"]).create({})
        with self.assertRaises(AccessError):
            self.env["dunning.notice.cancel"].with_user(self.roles["collector"]).create(
                {"reason": "x"}
            )
        wizard = (
            self.env["dunning.notice.skip"]
            .with_user(self.roles["collector"])
            .with_context(active_ids=notice.ids)
            .create({"reason": "Called"})
        )
        wizard.action_skip()
        self.assertEqual(notice.state, "skipped")

    def test_letter_attachment_is_as_closed_as_its_notice(self):
        self.records["dunning.hold"].action_release()
        notice = self._propose().notice_ids or self.records["dunning.notice"]
        self._send(notice)
        pdf = notice.pdf_id
        self.assertTrue(pdf.with_user(self.roles["viewer"]).has_access("read"))
        for role in ("nobody", "portal", "half"):
            self.assertFalse(pdf.with_user(self.roles[role]).has_access("read"), role)
