from .common import DunningCommon


class OutboxCommon(DunningCommon):
    """An outbox in which nothing waits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group.outbox_minutes = 0

    def _approved(self, *names):
        """Approve a notice for each of some new customers."""
        for name in names:
            self._invoice(100, partner=self._create_customer(name))
        partners = self.env["res.partner"].search([("name", "in", names)])
        notices = self._propose().notice_ids
        notices = notices.filtered(lambda notice: notice.partner_id in partners)
        notices.action_approve()
        return notices.sorted("id")
