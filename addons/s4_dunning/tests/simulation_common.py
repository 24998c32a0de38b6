from datetime import date

from odoo import SUPERUSER_ID
from odoo.tests import freeze_time

from .common import TODAY, DunningCommon

FIRST = date(2026, 1, 1)


class SimulationWorkMixin:
    def _work(self, times=1):
        """Let the scheduled action do some batches, each in its own transaction."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            simulations = self.env(cr=cr, user=SUPERUSER_ID)["dunning.simulation"]
            for _time in range(times):
                simulations._cron_simulate()
        self.env.invalidate_all()


class SimulationCommon(SimulationWorkMixin, DunningCommon):
    """Simulations of the three months up to today."""

    def _simulation(self, **values):
        """Simulate, as of today.

        :return: the dunning.simulation; tries the workflow of the group by default
        """
        with freeze_time(TODAY):
            simulation = self.env["dunning.simulation"].create(
                {
                    "name": "Try",
                    "group_id": self.group.id,
                    "date_from": FIRST,
                    "date_to": TODAY,
                    "workflow_id": self.workflow.id,
                    **values,
                }
            )
            simulation.action_simulate()
        return simulation

    def _notices(self, simulation, variant="today"):
        """:return: list of (day, level, amount) of what a policy would have sent"""
        rows = simulation.notice_ids.filtered(lambda row: row.variant == variant)
        return [(str(row.date), row.level_id.name, row.amount) for row in rows]

    def _due(self, amount, due, **values):
        """Post an invoice that falls due on a day, as text."""
        overdue = (TODAY - date.fromisoformat(due)).days
        return self._invoice(amount, overdue=overdue, **values)

    def _pay(self, item, amount, day):
        self.env["account.payment.register"].with_context(
            active_model="account.move.line", active_ids=item.ids
        ).create({"amount": amount, "payment_date": day})._create_payments()
