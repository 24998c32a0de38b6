from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import candidates


class DunningExplanation(models.TransientModel):
    """Why is this item dunned, or why not? Judged now, as a run would."""

    _name = "dunning.explanation"
    _description = "Why?"

    line_ids = fields.One2many("dunning.explanation.line", "explanation_id")

    @api.model
    def _action_explain(self, debtor):
        """Explain every open item of a debtor.

        :param debtor: one dunning.debtor
        :return: window action
        """
        return self._action_explain_items(
            self.env["account.move.line"].search(debtor._open_item_domain())
        )

    @api.model
    def _action_explain_items(self, items):
        """Explain these items, paid ones included.

        :param items: account.move.line records, of any company
        :return: window action
        """
        items.check_access("read")
        explanation = self.create(
            {
                "line_ids": [
                    fields.Command.create(values)
                    for values in self._prepare_lines(items)
                ]
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why?"),
            "res_model": self._name,
            "res_id": explanation.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _prepare_lines(self, items):
        rows = {}
        for group, of_group in items.grouped(
            lambda item: item.company_id.dunning_group_id
        ).items():
            rows.update(self._rows(group, of_group))
        return [
            {
                "move_line_id": item.id,
                "sentence": self._sentence(item, rows.get(item.id)),
            }
            for item in items.sorted("date_maturity")
        ]

    @api.model
    def _rows(self, group, items):
        # sudo: judges items that the user may read, with holds and levels of the group
        run = (
            self.env["dunning.run"]
            .sudo()
            .new({"group_id": group.id, "date": fields.Date.context_today(self)})
        )
        self.env.cr.execute(
            candidates.query(run, condition=SQL("item.id = ANY(%s)", items.ids))
        )
        return {row["move_line_id"]: row for row in self.env.cr.dictfetchall()}

    @api.model
    def _sentence(self, item, row):
        if row is None:
            return self._sentence_without_row(item)
        level = self.env["dunning.level"].browse(
            row["level_id"] or row["level_before_id"]
        )
        if row["reason"]:
            return self.env["dunning.run.exclusion"]._sentence(
                row["reason"],
                date_next=row["date_next"],
                level=level,
                hold=self.env["dunning.hold"].browse(row["hold_id"]),
                notice=self.env["dunning.notice"].browse(row["open_notice_id"]),
                currency=item.currency_id,
            )
        exclusion = self._last_exclusion(item)
        if exclusion:
            return exclusion.explanation
        return self.env._(
            "%(level)s is reached: the next run proposes a notice.", level=level.name
        )

    @api.model
    def _last_exclusion(self, item):
        """What a rule said that looks at all items of a notice together."""
        last = self.env["dunning.run.exclusion"].search(
            [("move_line_id", "=", item.id)], order="id desc", limit=1
        )
        together = ("covered_by_credit", "below_minimum", "no_address")
        return last.filtered(lambda exclusion: exclusion.reason in together)

    @api.model
    def _sentence_without_row(self, item):
        if item.parent_state != "posted":
            return self.env._("The invoice is not posted.")
        if item.reconciled:
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
    move_line_id = fields.Many2one("account.move.line", string="Item", readonly=True)
    move_id = fields.Many2one(related="move_line_id.move_id", string="Document")
    date_due = fields.Date(related="move_line_id.date_maturity", string="Due date")
    currency_id = fields.Many2one(related="move_line_id.currency_id")
    amount_residual = fields.Monetary(
        related="move_line_id.amount_residual_currency", string="Open amount"
    )
    level_id = fields.Many2one(
        related="move_line_id.dunning_level_id", string="Level so far"
    )
    sentence = fields.Char(string="Explanation", readonly=True)
