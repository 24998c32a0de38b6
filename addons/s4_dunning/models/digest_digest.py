from odoo import fields, models
from odoo.exceptions import AccessError

from ..engine.figure_kind import Period
from ..report.dunning_figure_item import MONTHS
from ..report.dunning_figure_parts import parts_of
from ..report.dunning_figure_text import shown
from ..rules import figures

FIGURES = "s4_dunning_figures"  # in the context: what was read for this mail already


class DigestDigest(models.Model):
    """Key figures of receivables in the mail that Odoo sends to whoever wants it."""

    # EXTENDS digest
    _inherit = "digest.digest"

    kpi_dunning_overdue = fields.Boolean("Overdue receivables")
    kpi_dunning_overdue_value = fields.Monetary(
        compute="_compute_kpi_dunning_overdue_value",
        export_string_translation=False,
    )
    kpi_dunning_collected = fields.Boolean("Collected from customers")
    kpi_dunning_collected_value = fields.Monetary(
        compute="_compute_kpi_dunning_collected_value",
        export_string_translation=False,
    )
    kpi_dunning_dso = fields.Boolean("DSO (count-back), days")
    kpi_dunning_dso_value = fields.Float(
        compute="_compute_kpi_dunning_dso_value", export_string_translation=False
    )

    def _compute_kpi_dunning_overdue_value(self):
        for digest, row in self._dunning_day():
            digest.kpi_dunning_overdue_value = row["overdue"] if row else 0

    def _compute_kpi_dunning_collected_value(self):
        for digest, row in self._dunning_parts(self._dunning_period(), ("collected",)):
            digest.kpi_dunning_collected_value = row["collected"] if row else 0

    def _compute_kpi_dunning_dso_value(self):
        for digest, row in self._dunning_day():
            parts = row and parts_of(row)
            digest.kpi_dunning_dso_value = (
                parts and figures.figures(parts)["dso_countback"]
            ) or 0

    def _dunning_period(self):
        """:return: Period, the days of the digest that are over

        :raise AccessError: the user may not see figures; the digest leaves them out
        """
        if not self.env.user.has_group("s4_dunning.s4_dunning_group_viewer"):
            raise AccessError(self.env._("Key figures are not for this user."))
        start, end, _companies = self._get_kpi_compute_parameters()
        end = fields.Date.to_date(end) or fields.Date.context_today(self)
        end = fields.Date.subtract(end, days=1)
        return Period(min(fields.Date.to_date(start) or end, end), end, 0)

    def _dunning_day(self):
        """:return: as _dunning_parts, of the last day of the digest"""
        period = self._dunning_period()
        return self._dunning_parts(
            period._replace(start=period.end), ("overdue", "closing", "history")
        )

    def _dunning_parts(self, period, names):
        """Yield each digest and the parts of its company, as _read_parts gives them.

        Recipients that may see the same share one reading of the ledger.
        """
        _start, _end, companies = self._get_kpi_compute_parameters()
        items = self.env["dunning.figure.item"]
        known = self.env.context.get(FIGURES, {})
        allowed = self.env["ir.rule"]._compute_domain(items._name, "read")
        key = (period, names, companies, repr(allowed))
        if key not in known:
            known[key] = items._read_parts(
                period,
                MONTHS,
                [("company_id", "in", companies.ids)],
                "company_id",
                names,
            )
        for digest in self:
            company = digest.company_id or self.env.company
            yield digest, known[key].get((company, company.currency_id))

    def _remember_dunning(self):
        """:return: the digests, that read the ledger once for all that follows"""
        known = self.env.context.get(FIGURES, {})
        return self.with_context(**{FIGURES: known})

    def _action_send(self, update_periodicity=True):
        # EXTENDS digest
        self = self._remember_dunning()
        return super()._action_send(update_periodicity)

    def _compute_kpis(self, company, user):
        # EXTENDS digest: a figure without value is not zero
        self = self._remember_dunning()
        kpis = super()._compute_kpis(company, user)
        for kpi in kpis:
            if kpi["kpi_name"] == "kpi_dunning_dso":
                frames = self._compute_timeframes(company)
                for number, (_name, ((start, end), _before)) in enumerate(frames, 1):
                    digest = self.with_context(start_datetime=start, end_datetime=end)
                    digest = digest.with_user(user).with_company(company)
                    kpi[f"kpi_col{number}"]["value"] = digest._dunning_dso_text()
        return kpis

    def _dunning_dso_text(self):
        """:return: str"""
        [(_digest, row)] = self._dunning_day()
        parts = row and parts_of(row)
        value = parts and figures.figures(parts)["dso_countback"]
        return shown(self.env, value, is_minimum=bool(parts and parts.uncovered))

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        action = "s4_dunning.dunning_figure_report_action_open"
        return {
            **actions,
            "kpi_dunning_overdue": action,
            "kpi_dunning_collected": action,
            "kpi_dunning_dso": action,
        }
