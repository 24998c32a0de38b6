from unittest.mock import patch

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

    def _viewer(self, name, **values):
        return new_test_user(
            self.env,
            f"{name}_login",
            groups="s4_dunning.s4_dunning_group_viewer",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
            **values,
        )

    def _columns(self, name, user):
        """:return: list of str, what the mail shows: a day, a week, a month"""
        kpis = self.digest._compute_kpis(self.company, user)
        [kpi] = [kpi for kpi in kpis if kpi["kpi_name"] == name]
        return [kpi[f"kpi_col{number}"]["value"] for number in (1, 2, 3)]

    def test_figures_are_of_the_days_of_the_mail_that_are_over(self):
        # 24 to 30 March; overdue: A3 2500; 500 was paid on 25 March; counting back
        # 6200: March 3700 in 30 days, of February 2500 of 3000 in 28: 53.3
        week = self._values("2026-03-24 12:00:00", "2026-03-31 12:00:00")
        self.assertEqual(week, (2500, 500, 53.3))
        self.digest.invalidate_recordset()
        # the week before ends on 23 March: A3 3000 was overdue
        before = self._values("2026-03-17 12:00:00", "2026-03-24 12:00:00")
        self.assertEqual(before[:2], (3000, 0))

    def test_mail_of_the_morning_tells_what_was_collected_the_day_before(self):
        viewer = self._viewer("early")
        with freeze_time("2026-03-26 05:00:00"):
            self.assertEqual(
                self._columns("kpi_dunning_collected", viewer), ["$500"] * 3
            )
        with freeze_time("2026-03-27 05:00:00"):
            self.assertEqual(
                self._columns("kpi_dunning_collected", viewer), ["$0", "$500", "$500"]
            )

    def test_figure_without_value_is_a_dash(self):
        viewer = self._viewer("careful")
        # 1000 was sold on 10 November, and nothing before: 20 days of November
        with freeze_time("2025-11-21 05:00:00"):
            self.assertEqual(self._columns("kpi_dunning_dso", viewer), ["20.0"] * 3)
        with freeze_time("2025-11-04 05:00:00"):
            self.assertEqual(self._columns("kpi_dunning_dso", viewer), ["–"] * 3)

    def test_ledger_is_read_once_for_recipients_who_see_the_same(self):
        self.digest.user_ids = self._viewer("one", email="one@example.com")
        items = self.registry["dunning.figure.item"]
        with patch.object(
            items, "_read_parts", autospec=True, side_effect=items._read_parts
        ) as read:
            self.digest.action_send_manual()
            once = read.call_count
            self.digest.user_ids |= self._viewer("two", email="two@example.com")
            read.reset_mock()
            self.digest.action_send_manual()
            self.assertEqual(read.call_count, once)
        # the last days of six periods, of which three are the same; and the periods
        self.assertEqual(once, 4 + 6)

    def test_recipients_who_see_other_figures_get_their_own(self):
        sister = self._second_company()["company"]
        self.digest.company_id = False
        viewer, limited = self._viewer("viewer_all"), self._viewer("limited")
        other = new_test_user(
            self.env,
            "other_login",
            groups="s4_dunning.s4_dunning_group_viewer",
            company_id=sister.id,
            company_ids=[(6, 0, sister.ids)],
        )
        self.env["ir.rule"].create(
            {
                "name": "Not of Jansen",
                "model_id": self.env["ir.model"]._get_id("dunning.figure.item"),
                "domain_force": f"[('partner_id', '!=', {self.customer.id})]"
                " if user.login == 'limited_login' else [(1, '=', 1)]",
            }
        )
        digest = self.digest._remember_dunning()
        self.assertEqual(
            [
                next(
                    kpi["kpi_col1"]["value"]
                    for kpi in digest._compute_kpis(user.company_id, user)
                    if kpi["kpi_name"] == "kpi_dunning_overdue"
                )
                for user in (viewer, limited, other)
            ],
            ["$2.5k", "$0", "$0"],
        )

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
