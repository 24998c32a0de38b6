from .outbox_common import OutboxCommon

OFFICE = "+31 50 318 0000"
MOBILE = "06 1234 5678"


class CallCommon(OutboxCommon):
    """A Dutch customer with an office phone, who owes 100 and is to be called."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call_task = cls.env.ref("mail.mail_activity_data_call")
        cls.customer.write(
            {"phone": OFFICE, "country_id": cls.env.ref("base.nl").id, "lang": "en_US"}
        )
        cls.reminder.action = "call"
        cls.reminder.script = (
            "<p>Good day {debtor}, this is {company}: {amount} is open.</p>"
        )

    def setUp(self):
        super().setUp()
        self.item = self._invoice(100)
        self.notice = self._propose().notice_ids
        self._send(self.notice)
        self.debtor = self.notice.debtor_id

    def _call(self, outcome, **values):
        return self.env["dunning.call"].create(
            {
                "debtor_id": self.debtor.id,
                "notice_id": self.notice.id,
                "contact_id": self.customer.id,
                "outcome": outcome,
                **values,
            }
        )

    def _calls_to_make(self):
        return self.debtor.activity_ids.filtered(
            lambda task: task.activity_type_id == self.call_task
        )

    def _tasks(self):
        return self.debtor.activity_ids - self._calls_to_make()

    def _contact(self, name, **values):
        return self._create_customer(
            name, parent_id=self.customer.id, is_company=False, **values
        )
