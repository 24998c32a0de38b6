from odoo import Command, api, fields, models

from ..engine import candidates


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
        rows = {}
        for group, of_group in items_sudo.grouped(
            lambda item: item.company_id.dunning_group_id
        ).items():
            rows.update(self._rows(group, of_group))
        return [
            {
                "name": item.move_id.name,
                "company_name": item.company_id.name,
                "date_due": item.date_maturity or item.date,
                "currency_id": item.currency_id.id,
                "amount_residual": item.amount_residual_currency,
                "level_name": item.dunning_level_id.name,
                "sentence": self._sentence(item, rows.get(item.id)),
            }
            for item in items_sudo.sorted("date_maturity")
        ]

    @api.model
    def _rows(self, group, items_sudo):
        run = items_sudo.env["dunning.run"].new(
            {"group_id": group.id, "date": fields.Date.context_today(self)}
        )
        self.env.cr.execute(candidates.query(run, item_ids=items_sudo.ids))
        return {row["move_line_id"]: row for row in self.env.cr.dictfetchall()}

    @api.model
    def _sentence(self, item_sudo, row):
        if row is None:
            return self._sentence_without_row(item_sudo)
        env = item_sudo.env
        level = env["dunning.level"].browse(row["level_id"] or row["level_before_id"])
        if row["open_notice_id"]:
            return self._sentence_in_notice(item_sudo, row["open_notice_id"])
        if row["reason"]:
            return env["dunning.run.exclusion"]._sentence(
                row["reason"],
                date_next=row["date_next"],
                level=level,
                hold=env["dunning.hold"].browse(row["hold_id"]),
                currency=item_sudo.currency_id,
            )
        exclusion = self._last_exclusion(item_sudo)
        if exclusion:
            return exclusion.explanation
        return self.env._(
            "%(level)s is reached: the next run proposes a notice.", level=level.name
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
    def _last_exclusion(self, item_sudo):
        """What a rule said that looks at all items of a notice together."""
        last = item_sudo.env["dunning.run.exclusion"].search(
            [("move_line_id", "=", item_sudo.id)], order="id desc", limit=1
        )
        together = ("covered_by_credit", "below_minimum", "no_address")
        return last.filtered(lambda exclusion: exclusion.reason in together)

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
