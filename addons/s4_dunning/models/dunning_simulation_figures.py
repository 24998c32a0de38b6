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
        help="First contacts of each level: variant, step, level, number.",
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
        """:return: list of [variant, step, level id, first contacts], in this order"""
        self.ensure_one()
        groups = self.env["dunning.simulation.notice"]._read_group(
            [("simulation_id", "=", self.id), ("is_first_contact", "=", True)],
            ["variant", "level_number", "level_id"],
            ["__count"],
        )
        rows = [
            [variant, number, level.id, count]
            for variant, number, level, count in groups
        ]
        return sorted(rows)

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
        today, tried = round(today), round(tried)
        sign = "+" if tried > today else ""
        return {
            "name": name,
            "today": formatLang(self.env, today, digits=0),
            "tried": formatLang(self.env, tried, digits=0),
            "difference": sign + formatLang(self.env, tried - today, digits=0),
            "sent": None if sent is None else formatLang(self.env, sent, digits=0),
        }

    def _level_rows(self):
        """Add up the first contacts of levels that have the same place.

        :return: list of dict of each step: number, and the texts of a row
        """
        self.ensure_one()
        steps = {}
        for variant, number, level_id, count in self.level_figures or []:
            counts, level_ids = steps.setdefault(
                number, (dict.fromkeys(VARIANTS, 0), [])
            )
            counts[variant] += count
            level_ids.append(level_id)
        rows = []
        for number, (counts, level_ids) in sorted(steps.items()):
            levels = self.env["dunning.level"].browse(level_ids).exists()
            names = ", ".join(dict.fromkeys(levels.mapped("name")))
            rows.append({**self._summary_row(names, **counts), "number": number})
        return rows

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
