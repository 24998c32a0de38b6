from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .location_limit_common import LocationLimitCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLocationAccessMail(LocationLimitCommon):
    """Leaks through chatter, followers, mentions, activities and attachments."""

    def setUp(self):
        super().setUp()
        self.user = self.users["g_collector"]
        self.closed = self.notices["Lease"]
        self.open = self.notices["Garage"]
        self.documents = {
            "notice": (self.closed, self.open),
            "debtor": (self.debtors["Lease"], self.debtors["Garage"]),
            "invoice": (
                self.items["Lease Assen"].move_id,
                self.items["Lease Groningen"].move_id,
            ),
        }

    def _post(self, document, **values):
        return document.message_post(
            body="Secret", subtype_xmlid="mail.mt_comment", **values
        )

    def _found(self, records):
        return self._as("g_collector", records).search([("id", "in", records.ids)])

    def test_chatter_of_closed_documents_is_closed(self):
        """Tried: searching, reading, and reading the thread of the document."""
        for name, (closed, opened) in self.documents.items():
            message = self._post(closed)
            with self.subTest(document=name):
                self._assert_unreadable("g_collector", message)
                with self.assertRaises(AccessError):
                    self._as("g_collector", closed).read(["message_ids"])
                self.assertTrue(self._found(self._post(opened)))

    def test_followers_get_no_messages_of_closed_documents(self):
        """Tried: following before the limit; inbox, e-mail and message."""
        for name, (closed, opened) in self.documents.items():
            (closed | opened).message_subscribe(self.user.partner_id.ids)
            message, allowed = self._post(closed), self._post(opened)
            with self.subTest(document=name):
                self.assertNotIn(
                    self.user.partner_id, message.notification_ids.res_partner_id
                )
                self.assertIn(
                    self.user.partner_id, allowed.notification_ids.res_partner_id
                )
                self._assert_unreadable("g_collector", message)

    def test_mention_does_not_open_a_closed_document(self):
        """Tried: being mentioned, with the letter attached, and replying."""
        attachment = self.env["ir.attachment"].create(
            {
                "name": "letter.txt",
                "raw": b"3100",
                "res_model": self.closed._name,
                "res_id": self.closed.id,
            }
        )
        message = self._post(
            self.closed,
            partner_ids=self.user.partner_id.ids,
            attachment_ids=attachment.ids,
        )
        self.assertFalse(message.notification_ids)
        self._assert_unreadable("g_collector", message)
        self._assert_unreadable("g_collector", attachment)
        with self.assertRaises(AccessError):
            self._post(self._as("g_collector", self.closed))

    def test_notification_from_before_the_limit_opens_nothing(self):
        """Tried: the inbox of a user who was limited afterwards."""
        self.user.dunning_location_ids = False
        self.user.notification_type = "inbox"
        message = self._post(self.closed, partner_ids=self.user.partner_id.ids)
        self.assertTrue(self._found(message))

        self.user.dunning_location_ids = self.groningen

        self._assert_unreadable("g_collector", message)
        messages = self._as("g_collector", self.env["mail.message"])
        self.assertNotIn(message.id, messages.search([("needaction", "=", True)]).ids)

    def test_staff_who_owe_get_their_own_letter(self):
        staff = self.user.partner_id
        message = self._post(self.closed, partner_ids=staff.ids)
        self.assertFalse(message.notification_ids)
        staff.parent_id = self.lease
        message = self._post(self.closed, partner_ids=staff.ids)
        self.assertEqual(message.notification_ids.res_partner_id, staff)

    def test_activities_of_closed_documents_are_closed(self):
        """Tried: activities of others, own ones from before the limit."""
        self.user.dunning_location_ids = False
        activities = {
            name: closed.activity_schedule(
                "mail.mail_activity_data_todo", summary="Secret", user_id=self.user.id
            )
            for name, (closed, _opened) in self.documents.items()
        }
        self.user.dunning_location_ids = self.groningen
        for name, activity in activities.items():
            with self.subTest(document=name):
                self._assert_unreadable("g_collector", activity)
        groups = self._as("g_collector", self.env["res.users"])._get_activity_groups()
        models = {group["model"] for group in groups}
        self.assertFalse(models & {"dunning.notice", "dunning.debtor", "account.move"})

    def test_nobody_is_assigned_to_what_they_cannot_open(self):
        """Tried: assigning by hand; the task of a phone call, by the cron."""
        for name, (closed, opened) in self.documents.items():
            values = {
                "res_model_id": self.env["ir.model"]._get_id(closed._name),
                "res_id": closed.id,
                "user_id": self.env.uid,
            }
            activity = self.env["mail.activity"].create(values)
            for assign in (
                lambda values=values: self.env["mail.activity"].create(
                    {**values, "user_id": self.user.id}
                ),
                lambda activity=activity: activity.write({"user_id": self.user.id}),
            ):
                with self.subTest(document=name), self.assertRaises(UserError):
                    assign()
            activity = opened.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.user.id
            )
            self.assertTrue(self._found(activity))

    def test_task_of_a_phone_call_goes_to_somebody_who_can_open_it(self):
        self.lease.user_id = self.user
        self.closed.channel = "phone"
        self.closed.action_approve()
        self.closed.sudo().approved_by_id = False
        self.closed.sudo()._send_batch()
        self.assertEqual(self.closed.state, "sent", self.closed.send_error)
        task = self.debtors["Lease"].activity_ids
        self.assertTrue(task)
        self.assertNotEqual(task.user_id, self.user)

    def test_attachments_of_closed_documents_are_closed(self):
        """Tried: searching, reading, the text index."""
        for name, documents in self.documents.items():
            attachments = self.env["ir.attachment"].create(
                [
                    {
                        "name": "secret.txt",
                        "raw": b"secret",
                        "mimetype": "text/plain",
                        "res_model": document._name,
                        "res_id": document.id,
                    }
                    for document in documents
                ]
            )
            with self.subTest(document=name):
                self._assert_unreadable("g_collector", attachments[0])
                found = self._as("g_collector", attachments).search(
                    [("index_content", "ilike", "secret")]
                )
                self.assertEqual(found & attachments, attachments[1])
