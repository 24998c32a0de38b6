from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, fields, modules
from odoo.api import Environment
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from odoo.addons.s4_dunning.engine import recheck

from .smtp_common import SmtpCase

MAIL = "odoo.addons.s4_dunning.models.mail_mail"


class Killed(BaseException):
    """The process ends here."""


@tagged("post_install", "-at_install")
class TestDunningOutboxWorkers(SmtpCase, BaseCase):
    """Several workers on one outbox: real cursors, real locks, real commits.

    The notices have no items, and the ledger is not asked: this is about who sends.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        # Odoo commits only outside of tests
        self.startPatcher(patch.object(modules.module, "current_test", None))
        self.startPatcher(patch.object(recheck, "current", lambda _notices: {}))
        self.startPatcher(
            patch.object(
                self.registry["dunning.notice"],
                "_render_letters",
                lambda notices: dict.fromkeys(notices, b"%PDF-1.4 letter"),
            )
        )
        self.startPatcher(
            patch.object(
                self.registry["dunning.notice"],
                "_email_sender",
                lambda _notice: "dunning@example.com",
            )
        )
        with self._worker() as env:
            self.ids = self._create_notices(env, 6).ids
        self.addCleanup(self._remove)

    @contextmanager
    def _worker(self):
        """:return: environment with a transaction of its own; it ends with a commit"""
        with self.registry.cursor() as cursor:
            yield Environment(cursor, SUPERUSER_ID, {})

    def _create_notices(self, env, number):
        group = env.company.dunning_group_id
        level = env["dunning.level"].search(
            [("action", "=", "notice"), ("channel", "=", "email")], limit=1
        )
        run = env["dunning.run"].create({"group_id": group.id})
        partners = env["res.partner"].create(
            [
                {
                    "name": f"Debtor {place}",
                    "is_company": True,
                    "email": f"debtor{place}@example.com",
                }
                for place in range(number)
            ]
        )
        debtors = env["dunning.debtor"].create(
            [{"partner_id": partner.id, "group_id": group.id} for partner in partners]
        )
        return env["dunning.notice"].create(
            [
                {
                    "run_id": run.id,
                    "group_id": group.id,
                    "debtor_id": debtor.id,
                    "partner_id": debtor.partner_id.id,
                    "email": debtor.partner_id.email,
                    "company_id": env.company.id,
                    "currency_id": env.company.currency_id.id,
                    "workflow_id": level.workflow_id.id,
                    "level_id": level.id,
                    "channel": "email",
                    "state": "approved",
                    "send_after": fields.Datetime.now(),
                }
                for debtor in debtors
            ]
        )

    def _remove(self):
        with self._worker() as env:
            notices = env["dunning.notice"].browse(self.ids)
            runs, debtors = notices.run_id, notices.debtor_id
            notices.message_ids.unlink()
            notices.pdf_id.unlink()
            notices.state = "proposed"
            notices.unlink()
            runs.unlink()
            partners = debtors.partner_id
            debtors.unlink()
            partners.unlink()

    def _states(self):
        with self._worker() as env:
            return env["dunning.notice"].browse(self.ids).mapped("state")

    def _assert_each_sent_once(self):
        with self._worker() as env:
            for notice in env["dunning.notice"].browse(self.ids):
                self.assertEqual(notice.state, "sent", notice.send_error)
                self.assertEqual(len(notice.message_ids.filtered("partner_ids")), 1)
                self.assertTrue(notice.pdf_id)
            names = env["dunning.notice"].browse(self.ids).mapped("name")
            self.assertEqual(len(set(names)), len(self.ids))

    def _send_all(self):
        with self._worker() as env:
            while env["dunning.notice"]._send_next(4):
                env.cr.commit()

    def test_two_workers_share_the_outbox(self):
        with self._worker() as first, self._worker() as second:
            notices, others = first["dunning.notice"], second["dunning.notice"]
            mine = notices._send_next(4)
            theirs = others._send_next(4)
            self.assertEqual((len(mine), len(theirs)), (4, 2))
            self.assertFalse(set(mine.ids) & set(theirs.ids))
            self.assertFalse(others._send_next(4), "all are in good hands")
            second.cr.commit()
            first.cr.commit()
        self._assert_each_sent_once()

    def test_worker_that_dies_leaves_its_batch_to_the_next(self):
        cursor = self.registry.cursor()
        env = Environment(cursor, SUPERUSER_ID, {})
        self.assertEqual(len(env["dunning.notice"]._send_next(4)), 4)
        env.flush_all()
        cursor.rollback()
        cursor.close()
        self.assertEqual(set(self._states()), {"approved"})

        self._send_all()

        self._assert_each_sent_once()

    def test_recall_between_look_and_lock_wins(self):
        with self._worker() as env:
            notices = env["dunning.notice"].browse(self.ids)
            self.assertEqual(set(notices.mapped("state")), {"approved"})
            with self._worker() as other:
                other["dunning.notice"].browse(self.ids[0]).action_recall()

            with mute_logger("odoo.sql_db"):
                sent = notices._send_next(10)

            self.assertEqual(set(sent.ids), set(self.ids[1:]))
        self.assertEqual(self._states().count("proposed"), 1)

    def test_recall_while_sending_comes_too_late(self):
        with self._worker() as env:
            env["dunning.notice"]._send_next(10)
            with (
                self._worker() as other,
                self.assertRaisesRegex(UserError, "is being sent at this moment"),
            ):
                other["dunning.notice"].browse(self.ids[0]).action_recall()
        self._assert_each_sent_once()

    def test_worker_and_person_press_at_the_same_time(self):
        with self._worker() as worker, self._worker() as person:
            worker["dunning.notice"]._send_next(4)
            notices = person["dunning.notice"].browse(self.ids)
            notices.action_send()
            self.assertEqual(notices.mapped("state").count("sent"), 2)
        self._assert_each_sent_once()

    def test_customer_archived_just_before_the_batch_is_seen(self):
        with self._worker() as env:
            notices = env["dunning.notice"]
            notices.browse(self.ids).mapped("partner_id.active")
            env.cr.commit()
            with self._worker() as other:
                first = other["dunning.notice"].browse(self.ids[0])
                first.partner_id.active = False
            notices._send_next(10)
        states = self._states()
        self.assertEqual(states.count("sent"), len(self.ids) - 1)
        self.assertEqual(states[0], "approved")

    def _mail(self, env, place=0):
        notice = env["dunning.notice"].browse(self.ids[place])
        return env["mail.mail"].search(
            [("mail_message_id", "in", notice.message_ids.ids)]
        )

    def _delivery_state(self, place=0):
        with self._worker() as env:
            return env["dunning.notice"].browse(self.ids[place]).delivery_state

    def _send_mail(self, auto_commit=True, **script):
        """:return: number of mails that the server took of the first notice"""
        mails, server = self.line(**script)
        with server, mute_logger(MAIL), self._worker() as env:
            self._mail(env).send(auto_commit=auto_commit)
        return len(mails)

    def test_mark_is_committed_before_the_content_leaves(self):
        self._send_all()
        seen = []
        self._send_mail(on_content=lambda: seen.append(self._delivery_state()))
        self.assertEqual(seen, ["unclear"])
        self.assertEqual(self._delivery_state(), "sent")

    def test_sender_that_dies_leaves_the_mark(self):
        def die():
            raise Killed

        self._send_all()
        for auto_commit in (True, False):
            with self.subTest(auto_commit=auto_commit):
                with self.assertRaises(Killed):
                    self._send_mail(auto_commit=auto_commit, on_content=die)
                self.assertEqual(self._delivery_state(), "unclear")
                self.assertEqual(self._send_mail(), 0, "nobody sends it by itself")

                with self._worker() as env:
                    env["dunning.notice"].browse(self.ids[0]).action_send_again()

        self.assertEqual(self._send_mail(), 1)

    def test_two_senders_never_take_the_same_mail(self):
        self._send_all()
        others = []
        mine = self._send_mail(on_content=lambda: others.append(self._send_mail()))
        self.assertEqual((mine, others), (1, [0]))
        self.assertEqual(self._delivery_state(), "sent")

    def test_sender_with_an_old_look_sends_nothing(self):
        self._send_all()
        mails, server = self.line()
        with server, self._worker() as env:
            late = self._mail(env)
            self.assertEqual(late.state, "outgoing")
            self.assertEqual(self._send_mail(), 1)
            late.send(auto_commit=True)
        self.assertFalse(mails)

    def test_person_cannot_send_again_what_is_being_sent(self):
        refused = []

        def press():
            with self._worker() as env:
                try:
                    env["dunning.notice"].browse(self.ids[0]).action_send_again()
                except UserError as error:
                    refused.append(str(error))

        self._send_all()
        self.assertEqual(self._send_mail(on_content=press), 1)
        self.assertIn("is being sent at this moment", refused[0])

    def test_person_who_sends_again_in_between_is_heard(self):
        """Between the mark and the second lock, nobody holds the mail."""
        self._send_all()
        lock = self.registry["mail.mail"]._lock
        calls = []

        def press(mail):
            calls.append(mail)
            if len(calls) == 2:
                with self._worker() as env:
                    env["dunning.notice"].browse(self.ids[0]).action_send_again()
            return lock(mail)

        with patch.object(self.registry["mail.mail"], "_lock", press):
            self.assertEqual(self._send_mail(), 0)
        self.assertEqual(self._send_mail(), 1)

    def test_mail_of_a_batch_that_is_rolled_back_never_existed(self):
        with self.registry.cursor() as cursor:
            env = Environment(cursor, SUPERUSER_ID, {})
            env["dunning.notice"]._send_next(10)
            self.assertTrue(self._mail(env))
            cursor.rollback()
        with self._worker() as env:
            self.assertFalse(self._mail(env))
            of_notices = [
                ("res_model", "=", "dunning.notice"),
                ("res_id", "in", self.ids),
            ]
            self.assertFalse(env["ir.attachment"].search(of_notices))
