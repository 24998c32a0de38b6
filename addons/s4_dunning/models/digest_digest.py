from odoo import fields, models
from odoo.exceptions import AccessError

from ..engine.figure_kind import Period
from ..report.dunning_figure_item import MONTHS, first_day
from ..report.dunning_figure_parts import parts_of
from ..rules import figures


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
        self._compute_dunning_figure("kpi_dunning_overdue_value", "overdue")

    def _compute_kpi_dunning_collected_value(self):
        self._compute_dunning_figure("kpi_dunning_collected_value", "collected")

    def _compute_dunning_figure(self, field, part):
        rows = self._read_dunning_parts(part)
        for digest in self:
            company = digest.company_id or self.env.company
            row = rows.get((company, company.currency_id))
            digest[field] = row[part] if row else 0

    def _compute_kpi_dunning_dso_value(self):
        rows = self._read_dunning_parts("closing", "history")
        for digest in self:
            company = digest.company_id or self.env.company
            row = rows.get((company, company.currency_id))
            value = row and figures.figures(parts_of(row))["dso_countback"]
            digest.kpi_dunning_dso_value = value or 0

    def _read_dunning_parts(self, *names):
        """:return: dict as _read_parts gives it, of the days of the digest

        :raise AccessError: the user may not see figures; the digest leaves them out
        """
        if not self.env.user.has_group("s4_dunning.s4_dunning_group_viewer"):
            raise AccessError(self.env._("Key figures are not for this user."))
        start, end, companies = self._get_kpi_compute_parameters()
        end = fields.Date.to_date(end) or fields.Date.context_today(self)
        start = fields.Date.to_date(start) or first_day(end, MONTHS)
        return self.env["dunning.figure.item"]._read_parts(
            Period(min(fields.Date.add(start, days=1), end), end, 0),
            MONTHS,
            [("company_id", "in", companies.ids)],
            "company_id",
            names,
        )

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        action = "s4_dunning.dunning_figure_report_action_open"
        return {
            **actions,
            "kpi_dunning_overdue": action,
            "kpi_dunning_collected": action,
            "kpi_dunning_dso": action,
        }
