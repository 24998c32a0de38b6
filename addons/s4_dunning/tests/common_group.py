from odoo.tests import freeze_time

from .common import TODAY, DunningCommon


@freeze_time(TODAY)
class DunningGroupCommon(DunningCommon):
    """North and South are one group, East is one of its own.

    All three follow the same workflow by default. Whoever runs the tests may access
    all of them.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north = cls.company
        cls.south = cls._second_company("South")["company"]
        cls.east = cls.setup_other_company(name="East")["company"]
        cls._add_bank_account(cls.east, "NL91ABNA0417164300")
        cls.other = cls.east.dunning_group_id
        cls.other.workflow_id = cls.workflow
        cls.other.bank_days_maximum = 0
        cls.companies = cls.north | cls.south | cls.east

    def _propose_for(self, group, today=TODAY):
        """Make and propose a run of any group on a day."""
        with freeze_time(today):
            run = self.env["dunning.run"].create({"group_id": group.id})
            run.action_propose()
        return run

    def _propose_all(self, today=TODAY):
        """:return: the runs of all groups of the three companies, proposed on a day"""
        runs = self.env["dunning.run"]
        for group in self.companies.dunning_group_id:
            runs += self._propose_for(group, today)
        return runs

    def _send_notice(self, *items):
        """Send one notice about some items of one customer and group, and no other.

        :return: the dunning.notice
        """
        run = self._propose_for(items[0].company_id.dunning_group_id)
        notices = run.notice_ids.filtered(
            lambda notice: items[0] in notice.line_ids.move_line_id
        )
        self._send(notices)
        run.action_discard()
        return notices

    def _debtor(self, customer, group):
        return self.env["dunning.debtor"].search(
            [("partner_id", "=", customer.id), ("group_id", "=", group.id)]
        )

    def _hold(self, customer, group, **values):
        reason = self.env.ref("s4_dunning.dunning_hold_reason_other")
        return self.env["dunning.hold"].create(
            {
                "debtor_id": self._debtor(customer, group).id,
                "reason_id": reason.id,
                **values,
            }
        )

    def _workflow_of(self, group, name="Own"):
        return self._create_workflow(name=name, group_id=group.id)

    def _segment_of(self, group, workflow, name="Fleets"):
        return self.env["dunning.segment"].create(
            {"name": name, "group_id": group.id, "workflow_id": workflow.id}
        )

    def _news(self, group):
        return group.message_ids.sorted("id")[-1:].body

    def _same_customer_twice(self, company):
        """Two cards with one VAT number and an overdue invoice each, of whom a person
        said that they are not the same.

        :return: the dunning.duplicate
        """
        for name in ("Jan One", "Jan Two"):
            customer = self._create_customer(name, vat="NL123456782B01")
            self._invoice(10, partner=customer, company=company)
        group = company.dunning_group_id
        group.action_refresh()
        duplicate = self.env["dunning.duplicate"].search([("group_id", "=", group.id)])
        duplicate.action_dismiss()
        return duplicate
