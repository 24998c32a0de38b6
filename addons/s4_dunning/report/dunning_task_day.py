from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

PAGE = 80  # tasks
TREND = timedelta(days=30)
FIGURES = ("amount_overdue", "amount_due", "amount_promised", "amount_collected")


class DunningTask(models.Model):
    """My Day: the tasks of one person, counted by kind, the most urgent first."""

    _inherit = "dunning.task"

    why = fields.Char(string="What to do", compute="_compute_why")

    def _compute_why(self):
        for task in self:
            task.why = task._why()

    @api.model
    @api.readonly
    def load_day(self, scope="mine", kind=None, limit=PAGE):
        """Read what the screen My Day shows.

        :param scope: "mine": of the user, of who is away and named the user as
            stand-in, and of nobody in particular; "team": of the teams of the user and
            of nobody in particular; "all"
        :param kind: one of the kinds, to list tasks of this kind only
        :param limit: how many tasks to list at most
        :return: dict: `counts`, dict of kind to number of tasks; `tasks`, list of dict;
            `figures`, list of dict, one for each currency; `has_team`, bool;
            `may_decide`, bool; `stands_in_for`, list of names
        """
        away = self.env.user._dunning_stood_in_for()
        due = self._due_domain(scope, away)
        counts = dict(self._read_group(due, ["kind"], ["__count"]))
        wanted = due & Domain("kind", "=", kind) if kind else due
        tasks = self.search_fetch(wanted, self._card_fields(), limit=limit)
        return {
            "counts": counts,
            "tasks": [task._card(away) for task in tasks],
            "figures": self._key_figures(),
            "may_decide": self._may_decide(),
            "has_team": len(self.env.user._dunning_team()) > 1,
            "stands_in_for": away.mapped("name"),
        }

    @api.model
    def _due_domain(self, scope, away):
        """:return: Domain of the tasks that are due

        :param scope: see load_day
        :param away: res.users whom the user stands in for
        """
        due = Domain("date", "<=", fields.Date.context_today(self))
        user = self.env.user
        if scope == "all":
            return due
        if scope == "team":
            return due & Domain("user_id", "in", [*user._dunning_team().ids, False])
        people = user | away
        return (
            due
            & Domain("user_id", "in", [*people.ids, False])
            & Domain("first_approved_by_id", "!=", user.id)
        )

    @api.model
    def _card_fields(self):
        return [
            *("kind", "res_model", "res_id", "debtor_id", "partner_id", "notice_id"),
            *("reply_id", "activity_id", "first_approved_by_id", "user_id", "date"),
            *("summary", "amount_overdue", "currency_id", "days_overdue", "level_id"),
            *("priority", "date_expected", "percent_expected"),
        ]

    def _card(self, away):
        """:param away: res.users whom the user stands in for"""
        self.ensure_one()
        # sudo: names beside a task that the user sees, as Odoo shows relations
        task = self.sudo()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return {
            "id": self.id,
            "kind": self.kind,
            "kind_label": kinds[self.kind],
            "res_model": self.res_model,
            "res_id": self.res_id,
            "debtor_id": self.debtor_id.id,
            "name": task.partner_id.display_name
            or task.reply_id.email_from
            or task.activity_id.res_name,
            "why": self.why,
            "amount": self.amount_overdue,
            "currency_id": bool(self.partner_id) and self.currency_id.id,
            "days": self.days_overdue,
            "level": task.level_id.name,
            "date": self.date,
            "user_id": self.user_id.id,
            "user": task.user_id.name,
            "stands_in": self.user_id in away,
            "priority": self.priority,
            "date_expected": self.date_expected,
            "percent_expected": self.percent_expected,
        }

    def _why(self):
        """:return: str, in short what there is to do"""
        self.ensure_one()
        if self.kind == "review":
            return self.notice_id.delivery_reason
        if self.kind == "approval":
            return self.env._(
                "Approved by %s; a second person is asked for.",
                self.first_approved_by_id.sudo().name,  # sudo: see _card
            )
        if self.kind == "failure":
            return self.summary or self.notice_id.delivery_error
        if self.kind == "reply":
            kinds = dict(self.reply_id._fields["kind"]._description_selection(self.env))
            parts = [kinds.get(self.reply_id.kind), self.reply_id.summary]
            return ": ".join(filter(None, parts)) or self.summary
        # sudo: see _card
        return self.summary or self.sudo().activity_id.activity_type_id.name

    @api.model
    def _key_figures(self):
        """:return: list of dict, the figures and their trends, one for each currency

        The currency of the current company comes first. A group that was not refreshed
        on a day counts with its figures before; its figures in a former currency do
        not count. Who does not see all customers sees no figures.
        """
        if not self.env["dunning.figure"].has_access("read"):
            return []
        start = fields.Date.context_today(self) - TREND
        rows = (
            self.env["dunning.figure"]
            .search_fetch(
                [("date", ">=", start)],
                ["group_id", "currency_id", "date", *FIGURES],
                order="date",
            )
            .filtered(lambda row: row.currency_id == row.group_id.currency_id)
        )
        days = sorted(set(rows.mapped("date")))
        last = {}
        trends = defaultdict(lambda: {name: [] for name in FIGURES})
        for date in days:
            for row in rows.filtered(lambda row, date=date: row.date == date):
                last[row.group_id.id] = row
            for currency, of_currency in _by_currency(last.values()).items():
                for name in FIGURES:
                    total = sum(row[name] for row in of_currency)
                    trends[currency][name].append(total)
        return [
            {
                "currency_id": currency.id,
                "values": {name: trend[-1] for name, trend in of_currency.items()},
                "trends": of_currency,
            }
            for currency, of_currency in sorted(
                trends.items(), key=lambda row: row[0] != self.env.company.currency_id
            )
        ]


def _by_currency(rows):
    """:return: dict of res.currency to list of those of these dunning.figure"""
    by_currency = defaultdict(list)
    for row in rows:
        by_currency[row.currency_id].append(row)
    return by_currency
