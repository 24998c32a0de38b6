from odoo import api, fields, models
from odoo.tools import formatLang

from ..engine.simulation import VARIANTS


class DunningSimulation(models.Model):
    """Figures: both policies side by side, and what was really sent in that time."""

    _inherit = "dunning.simulation"

    notice_count_today = fields.Integer(
        string="Notices, today's policy", readonly=True, copy=False
    )
    notice_count_tried = fields.Integer(
        string="Notices, policy tried", readonly=True, copy=False
    )
    customer_count_today = fields.Integer(
        string="Customers, today's policy", readonly=True, copy=False
    )
    customer_count_tried = fields.Integer(
        string="Customers, policy tried", readonly=True, copy=False
    )
    amount_today = fields.Monetary(
        string="Asked for, today's policy", readonly=True, copy=False
    )
    amount_tried = fields.Monetary(
        string="Asked for, policy tried", readonly=True, copy=False
    )
    crossed_count_today = fields.Integer(
        string="Crossed by a payment, today's policy", readonly=True, copy=False
    )
    crossed_count_tried = fields.Integer(
        string="Crossed by a payment, policy tried", readonly=True, copy=False
    )
    sent_count = fields.Integer(string="Really sent", readonly=True, copy=False)
    sent_customer_count = fields.Integer(
        string="Customers really written to", readonly=True, copy=False
    )
    level_figures = fields.Json(
        readonly=True,
        copy=False,
        help="Notices and first contacts of each level: variant, level, count, count.",
    )
    summary = fields.Html(compute="_compute_summary", sanitize=False)

    def _summarize(self):
        """Count what the simulation found, and what was really sent in its period."""
        notices = self.env["dunning.simulation.notice"]
        for record in self:
            values = {}
            for variant in VARIANTS:
                of_variant = [
                    ("simulation_id", "=", record.id),
                    ("variant", "=", variant),
                ]
                crossed = [*of_variant, ("payment_on_the_way", "=", True)]
                [figures] = notices._read_group(
                    of_variant,
                    aggregates=["__count", "partner_id:count_distinct", "amount:sum"],
                )
                names = ("notice_count", "customer_count", "amount")
                for name, value in zip(names, figures, strict=True):
                    values[f"{name}_{variant}"] = value
                values[f"crossed_count_{variant}"] = notices.search_count(crossed)
            values["level_figures"] = record._count_levels()
            really = self.env["dunning.notice"]._read_group(
                record._sent_domain(),
                aggregates=["__count", "partner_id:count_distinct"],
            )
            [(values["sent_count"], values["sent_customer_count"])] = really
            record.write(values)

    def _count_levels(self):
        """:return: list of [variant, level id, notices, first contacts], in the order
        of the levels
        """
        self.ensure_one()
        notices = self.env["dunning.simulation.notice"]
        of_simulation = [("simulation_id", "=", self.id)]
        groupby = ["variant", "level_id"]
        first = {
            (variant, level): count
            for variant, level, count in notices._read_group(
                [*of_simulation, ("is_first_contact", "=", True)], groupby, ["__count"]
            )
        }
        found = notices._read_group(of_simulation, groupby, ["__count"])
        found.sort(
            key=lambda row: (
                row[1].workflow_id.sequence,
                row[1].workflow_id.id,
                row[1].sequence,
                row[1].id,
            )
        )
        return [
            [variant, level.id, count, first.get((variant, level), 0)]
            for variant, level, count in found
        ]

    def _sent_domain(self):
        """:return: domain of the notices that were really sent in the period"""
        self.ensure_one()
        domain = [
            ("group_id", "=", self.group_id.id),
            ("date_sent", ">=", self.date_from),
            ("date_sent", "<=", self.date_to),
            ("state", "in", ("sent", "closed")),
        ]
        if self.segment_id:
            domain.append(("debtor_id.segment_id", "=", self.segment_id.id))
        return domain

    @api.depends("state", "level_figures", "notice_count_today", "notice_count_tried")
    @api.depends_context("lang")
    def _compute_summary(self):
        for record in self:
            record.summary = record.state == "done" and self.env["ir.qweb"]._render(
                "s4_dunning.dunning_simulation_summary",
                {"rows": record._summary_rows(), "levels": record._level_rows()},
            )

    def _summary_rows(self):
        """:return: list of dict with the texts of a row: name, today, tried,
        difference, sent
        """
        self.ensure_one()
        rows = [
            (self.env._("Notices"), "notice_count", self.sent_count),
            (self.env._("Customers"), "customer_count", self.sent_customer_count),
            (self.env._("Asked for"), "amount", None),
            (self.env._("Crossed by a payment"), "crossed_count", None),
        ]
        return [
            self._summary_row(
                name, self[f"{field}_today"], self[f"{field}_tried"], sent
            )
            for name, field, sent in rows
        ]

    def _summary_row(self, name, today, tried, sent=None):
        digits = 0
        sign = "+" if tried > today else ""
        return {
            "name": name,
            "today": formatLang(self.env, today, digits=digits),
            "tried": formatLang(self.env, tried, digits=digits),
            "difference": sign + formatLang(self.env, tried - today, digits=digits),
            "sent": None if sent is None else formatLang(self.env, sent, digits=digits),
        }

    def _level_rows(self):
        """:return: list of dict of each level: workflow, and the texts of a row with
        the first contacts
        """
        self.ensure_one()
        counts = {}
        for variant, level_id, _count, first in self.level_figures or []:
            counts.setdefault(level_id, dict.fromkeys(VARIANTS, 0))[variant] = first
        levels = self.env["dunning.level"].browse(counts)
        return [
            {
                **self._summary_row(level.name, **counts[level.id]),
                "workflow": level.workflow_id.name,
            }
            for level in levels.exists()
        ]

    def action_open_notices(self):
        """Show the simulated notices, to be split by segment, company, level, week.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "s4_dunning.dunning_simulation_notice_action"
        )
        return {**action, "domain": [("simulation_id", "=", self.id)]}

    def action_open_sent(self):
        """Show the notices that were really sent in the period.

        :return: window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Really sent"),
            "res_model": "dunning.notice",
            "view_mode": "list,form",
            "domain": self._sent_domain(),
        }
