from datetime import date

from odoo import Command
from odoo.tests import new_test_user

from .common import DunningCommon

RECORDS = (
    "dunning.group",
    "dunning.workflow",
    "dunning.level",
    "dunning.segment",
    "dunning.hold.reason",
    "dunning.debtor",
    "dunning.hold",
    "dunning.run",
    "dunning.run.company",
    "dunning.run.exclusion",
    "dunning.notice",
    "dunning.claim",
    "dunning.notice.line",
    "dunning.call",
    "dunning.promise",
    "dunning.rating",
)


class AccessCommon(DunningCommon):
    """Two companies in one group, one record of every model, a user of every role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sister = cls._second_company()["company"]
        both = cls.company | cls.sister
        cls.roles = {
            name: cls._create_user(name, group, companies)
            for name, group, companies in (
                ("nobody", "base.group_user", both),
                ("portal", "base.group_portal", both),
                ("accountant", "account.group_account_manager", both),
                ("salesperson", "s4_dunning.s4_dunning_group_viewer_own", both),
                ("viewer", "s4_dunning.s4_dunning_group_viewer", both),
                ("collector", "s4_dunning.s4_dunning_group_collector", both),
                ("manager", "s4_dunning.s4_dunning_group_manager", both),
                (
                    "half",
                    "s4_dunning.s4_dunning_group_manager",
                    cls.company,
                ),
            )
        }

    @classmethod
    def _create_user(cls, name, group, companies):
        return new_test_user(
            cls.env,
            f"{name}_login",
            groups=group,
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    def setUp(self):
        super().setUp()
        self._invoice(100)
        self._invoice(40, company=self.sister)
        self._invoice(1, partner=self._create_customer("Smit"), overdue=-5)
        run = self._propose()
        notice = run.notice_ids
        hold = self.env["dunning.hold"].create(
            {
                "scope": "debtor",
                "debtor_id": notice.debtor_id.id,
                "reason_id": self.env.ref("s4_dunning.dunning_hold_reason_other").id,
            }
        )
        segment = self.env["dunning.segment"].create(
            {
                "name": "Fleets",
                "group_id": self.group.id,
                "workflow_id": self.workflow.id,
            }
        )
        self.workflow.group_id = self.group
        records = (
            self.group,
            self.workflow,
            self.reminder,
            segment,
            hold.reason_id,
            notice.debtor_id,
            hold,
            run,
            run.run_company_ids[0],
            run.exclusion_ids[0],
            notice,
            notice.claim_ids[0],
            notice.line_ids[0],
            self.env["dunning.call"].create(
                {"debtor_id": notice.debtor_id.id, "outcome": "reached"}
            ),
            self._withdrawn_promise(notice.debtor_id),
            self.env["dunning.rating"].create(
                {"debtor_id": notice.debtor_id.id, "value": "BB"}
            ),
        )
        self.records = {record._name: record for record in records}
        self.assertEqual(tuple(self.records), RECORDS)

    def _withdrawn_promise(self, debtor):
        """A promise that rests nothing: the tests send the notice."""
        promise = self.env["dunning.promise"].create(
            {"debtor_id": debtor.id, "date": date(2026, 4, 9)}
        )
        promise.action_withdraw()
        return promise
