from odoo import fields
from odoo.tests import freeze_time, new_test_user, tagged

from .figure_common import FigureCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31 12:00:00")
class TestDunningFigureDigest(FigureCommon):
    """Key figures in the mail that Odoo sends to whoever wants it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.digest = cls.env["digest.digest"].create(
            {
                "name": "Receivables",
                "company_id": cls.company.id,
                "kpi_dunning_overdue": True,
                "kpi_dunning_collected": True,
                "kpi_dunning_dso": True,
            }
        )

    def _values(self, start, end):
        digest = self.digest.with_context(
            start_datetime=fields.Datetime.to_datetime(start),
            end_datetime=fields.Datetime.to_datetime(end),
        )
        return (
            digest.kpi_dunning_overdue_value,
            digest.kpi_dunning_collected_value,
            round(digest.kpi_dunning_dso_value, 1),
        )

    def test_figures_are_of_the_days_of_the_mail(self):
        # overdue: A3 2500; of the week: 500 paid on 25 March; see the report for DSO
        week = self._values("2026-03-24 12:00:00", "2026-03-31 12:00:00")
        self.assertEqual(week, (2500, 500, 54.3))
        self.digest.invalidate_recordset()
        # the week before ends on 24 March: A3 3000 was overdue
        before = self._values("2026-03-17 12:00:00", "2026-03-24 12:00:00")
        self.assertEqual(before[:2], (3000, 0))

    def test_mail_shows_them_to_who_may_see_them(self):
        for name, group, expected in (
            ("viewer", "s4_dunning.s4_dunning_group_viewer", 3),
            ("salesperson", "s4_dunning.s4_dunning_group_viewer_own", 0),
            ("nobody", "base.group_user", 0),
        ):
            user = new_test_user(
                self.env,
                f"{name}_login",
                groups=group,
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            kpis = self.digest._compute_kpis(self.company, user)
            names = [kpi["kpi_name"] for kpi in kpis if "dunning" in kpi["kpi_name"]]
            self.assertEqual(len(names), expected, name)

    def test_mail_leads_to_the_report(self):
        actions = self.digest._compute_kpis_actions(self.company, self.env.user)
        action = self.env.ref(actions["kpi_dunning_dso"])
        self.assertEqual(action._name, "ir.actions.server")
