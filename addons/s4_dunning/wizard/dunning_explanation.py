from functools import cache, partial

from odoo import Command, api, fields, models

from ..engine import candidates

JUDGED_TOGETHER = ("covered_by_credit", "below_minimum", "no_address")
# The next level counts while an item waits for it, and not where it has none.
STEP_REASONS = (None, "hold", "level_not_reached", "not_due", "sales_first", "waiting")


class DunningExplanation(models.TransientModel):
    """Why is this item dunned, or why not? Judged now, as a run would."""

    _name = "dunning.explanation"
    _description = "Why?"

    line_ids = fields.One2many("dunning.explanation.line", "explanation_id")

    @api.model
    def _action_explain(self, debtor):
        """Explain every open item of a debtor, in all companies of its group.

        :param debtor: one dunning.debtor
        :return: window action
        """
        debtor.check_access("read")
        # sudo: who may read the debtor may know its open items, ledger rights or not
        items = self.env["account.move.line"].sudo().search(debtor._open_item_domain())
        return self._action_open(items)

    @api.model
    def _action_explain_items(self, items):
        """Explain these items, paid ones included.

        :param items: account.move.line records, of any company
        :return: window action
        """
        items.check_access("read")
        return self._action_open(items.sudo())  # sudo: with holds and levels of all

    @api.model
    def _action_open(self, items_sudo):
        explanation = self.create(
            {"line_ids": list(map(Command.create, self._prepare_lines(items_sudo)))}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why?"),
            "res_model": self._name,
            "res_id": explanation.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    @api.model
    def _prepare_lines(self, items_sudo):
        sentences = self._sentences(items_sudo)
        return [
            {
                "name": item.move_id.name,
                "company_name": item.company_id.name,
                "date_due": item.date_maturity or item.date,
                "currency_id": item.currency_id.id,
                "amount_residual": item.amount_residual_currency,
                "level_name": item.dunning_level_id.name,
                "sentence": sentences[item],
            }
            for item in items_sudo.sorted("date_maturity")
        ]

    @api.model
    def _sentences(self, items_sudo, rows=None):
        """Say of each item why it is dunned, or why not.

        :param items_sudo: account.move.line records, as superuser
        :param rows: what `_rows` gave for them, if it was asked before
        :return: dict of account.move.line to str
        """
        rows = self._rows(items_sudo) if rows is None else rows
        together = self._judged_together(
            items_sudo.filtered(lambda item: self._is_free(rows.get(item.id)))
        )
        # Thousands of items of one debtor are often in the same few situations.
        of_row = cache(partial(self._sentence_of_situation, items_sudo.env))
        sentences = {}
        for item in items_sudo:
            row = rows.get(item.id)
            if row is None:
                sentences[item] = self._sentence_without_row(item)
            elif row["open_notice_id"]:
                sentences[item] = self._sentence_in_notice(item, row["open_notice_id"])
            elif item in together:
                sentences[item] = together[item].explanation
            else:
                sentences[item] = of_row(
                    row["reason"],
                    row["date_next"],
                    row["level_id"] or row["level_before_id"],
                    row["hold_id"],
                    item.currency_id.id,
                )
        return sentences

    @api.model
    def _rows(self, items_sudo):
        rows = {}
        for group, of_group in items_sudo.grouped(
            lambda item: item.company_id.dunning_group_id
        ).items():
            run = items_sudo.env["dunning.run"].new(
                {"group_id": group.id, "date": fields.Date.context_today(self)}
            )
            self.env.cr.execute(candidates.query(run, item_ids=of_group.ids))
            rows.update(
                (row["move_line_id"], row) for row in self.env.cr.dictfetchall()
            )
        self._wait_for_sales(items_sudo.env, rows.values())
        return rows

    @api.model
    def _wait_for_sales(self, env_sudo, rows):
        """Let what waits for Sales say until when."""
        date_from = cache(env_sudo["dunning.announcement"]._date_from)
        for row in rows:
            if row["reason"] == "sales_first":
                row["date_next"] = date_from(row["debtor_id"], row["level_id"])

    @api.model
    def _is_free(self, row):
        return row and not row["open_notice_id"] and not row["reason"]

    @api.model
    def _judged_together(self, items_sudo):
        """What a rule said that looks at all items of a notice together.

        :return: dict of account.move.line to the dunning.run.exclusion of the last run
            that left it out, where that was for such a reason
        """
        last = items_sudo.env["dunning.run.exclusion"]._read_group(
            [("move_line_id", "in", items_sudo.ids)], ["move_line_id"], ["id:max"]
        )
        exclusions = items_sudo.env["dunning.run.exclusion"].browse(
            id_ for _item, id_ in last
        )
        return {
            exclusion.move_line_id: exclusion
            for exclusion in exclusions
            if exclusion.reason in JUDGED_TOGETHER
        }

    @api.model
    def _sentence_of_situation(
        self, env_sudo, reason, date_next, level_id, hold_id, currency_id
    ):
        level = env_sudo["dunning.level"].browse(level_id)
        if not reason:
            return self.env._(
                "%(level)s is reached: the next run proposes a notice.",
                level=level.name,
            )
        return env_sudo["dunning.run.exclusion"]._sentence(
            reason,
            date_next=date_next,
            level=level,
            hold=env_sudo["dunning.hold"].browse(hold_id),
            currency=env_sudo["res.currency"].browse(currency_id),
        )

    @api.model
    def _date_of_step(self, row):
        """:return: the first day on which an item may get its next level, or None

        :param row: as `_rows` gave it, may be empty
        """
        if not row or row["reason"] not in STEP_REASONS or not row["level_id"]:
            return None
        if row["reason"] != "hold":
            return row["date_next"]
        end = self.env["dunning.hold"].browse(row["hold_id"]).date_end
        return end and max(fields.Date.add(end, days=1), row["date_next"])

    @api.model
    def _sentence_of_hold(self, hold_id):
        """:return: str, why and until when, where the debtor is named already"""
        hold = self.env["dunning.hold"].browse(hold_id)
        return self.env._(
            "On hold: %(reason)s, until %(until)s.",
            reason=hold.reason_id.name,
            until=self.env["dunning.run.exclusion"]._hold_until(hold),
        )

    @api.model
    def _sentence_in_notice(self, item_sudo, notice_id):
        line = item_sudo.dunning_line_ids.filtered(
            lambda line: line.notice_id.id == notice_id
        )
        notice = line.notice_id
        states = dict(notice._fields["state"]._description_selection(self.env))
        return self.env._(
            "In a notice that is %(state)s. %(why)s",
            state=states[notice.state].lower(),
            why=line.explanation,
        )

    @api.model
    def _sentence_without_row(self, item_sudo):
        if item_sudo.parent_state != "posted":
            return self.env._("The invoice is not posted.")
        if item_sudo.reconciled:
            return self.env._("Nothing is open: it was paid.")
        return self.env._("This is not an item of a receivable account.")


class DunningExplanationLine(models.TransientModel):
    _name = "dunning.explanation.line"
    _description = "Why? of One Item"

    explanation_id = fields.Many2one(
        "dunning.explanation",
        string="Asked in",
        required=True,
        ondelete="cascade",
        index=True,
    )
    name = fields.Char(string="Document", readonly=True)
    company_name = fields.Char(string="Company", readonly=True)
    date_due = fields.Date(string="Due date", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_residual = fields.Monetary(string="Open amount", readonly=True)
    level_name = fields.Char(string="Level so far", readonly=True)
    sentence = fields.Text(string="Why", readonly=True)
