from io import BytesIO

from pypdf import PdfReader

from .common import TODAY, DunningCommon, text_of


class StatementCommon(DunningCommon):
    """What a statement of account says, and how it is printed."""

    def _debtor(self):
        self.group.action_refresh()
        return self.env["dunning.debtor"].search(
            [("partner_id", "=", self.customer.id), ("group_id", "=", self.group.id)]
        )

    def _rows(self, day=TODAY):
        """:return: list of (amount, balance, days overdue) of the only section"""
        (section,) = self._debtor()._statement(day)
        return [(row.amount, row.balance, row.days_overdue) for row in section.rows]

    def _wizard(self, **values):
        return self.env["dunning.statement"].create(
            {"debtor_id": self._debtor().id, **values}
        )

    def _pages(self, wizard):
        report = self.env["report.s4_dunning.dunning_statement"]
        pdf = report._print(wizard)
        return [text_of(page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]

    def _pay(self, item, amount, day):
        self._register_payment(item.move_id, amount=amount, payment_date=day)
