import base64
import io
import zipfile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..engine import answers as invoices
from ..rules import answers

UNREADABLE = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError)


class DunningAnswerMatch(models.TransientModel):
    """Finds the invoices that a customer's answer is about."""

    _name = "dunning.answer.match"
    _description = "Match an Answer"

    debtor_id = fields.Many2one("dunning.debtor", help="Empty: all debtors.")
    text = fields.Text(string="Answer")
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    line_ids = fields.One2many("dunning.answer.match.line", "answer_id")
    matched_count = fields.Integer(compute="_compute_counts")
    ambiguous_count = fields.Integer(compute="_compute_counts")
    unmatched_count = fields.Integer(compute="_compute_counts")
    approval_count = fields.Integer(compute="_compute_counts")
    reason_id = fields.Many2one("dunning.hold.reason")
    date_end = fields.Date(
        string="Until", compute="_compute_date_end", store=True, readonly=False
    )

    @api.depends("line_ids.state", "line_ids.approval_number")
    def _compute_counts(self):
        for answer in self:
            states = answer.line_ids.mapped("state")
            answer.matched_count = states.count("matched")
            answer.ambiguous_count = states.count("ambiguous")
            answer.unmatched_count = states.count("unmatched")
            answer.approval_count = len(answer._lines_with_approval_number())

    @api.depends("reason_id")
    def _compute_date_end(self):
        today = fields.Date.context_today(self)
        for answer in self:
            days = answer.reason_id.days
            answer.date_end = fields.Date.add(today, days=days) if days else False

    def action_match(self):
        """Look every number of the answer up among the open items.

        :return: window action that shows the result
        :raise UserError: there is nothing to read, or the file cannot be read.
        """
        self.ensure_one()
        rows = self._rows()
        if not rows:
            raise UserError(
                self.env._(
                    "There is no number in the answer: paste its text, or choose the "
                    "file that came with it."
                )
            )
        found = [answers.numbers(row) for row in rows]
        known = self._known_numbers({number.key for row in found for number in row})
        self.line_ids = [
            Command.clear(),
            *(
                Command.create(values)
                for row, numbers in zip(rows, found, strict=True)
                for values in self._prepare_lines(row, numbers, known)
            ),
        ]
        return self._action_show()

    def _action_show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Match an Answer"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _rows(self):
        """:return: list of lists of str, the rows of the text and of the file"""
        rows = answers.rows_of_text(self.text or "")
        if not self.file:
            return rows
        content = base64.b64decode(self.file)
        if (self.file_name or "").lower().endswith(".xlsx"):
            return rows + self._rows_of_workbook(content)
        if b"\0" in content:
            raise self._unreadable()
        try:
            return rows + answers.rows_of_csv(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return rows + answers.rows_of_csv(content.decode("cp1252", "replace"))

    def _rows_of_workbook(self, content):
        try:
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True
            )
            return [
                row
                for sheet in book.worksheets
                for row in answers.rows_of_cells(sheet.iter_rows(values_only=True))
            ]
        except UNREADABLE as error:
            raise self._unreadable() from error

    def _unreadable(self):
        return UserError(
            self.env._(
                "%(file)s cannot be read: save it as .xlsx or .csv and choose it "
                "again.",
                file=self.file_name,
            )
        )

    def _known_numbers(self, keys):
        """:return: dict of key to dict of account.move id to the kind of number"""
        known = {}
        for key, kind, move_id in invoices.find(
            self.env["account.move.line"], self._open_item_domain(), list(keys)
        ):
            known.setdefault(key, {}).setdefault(move_id, kind)
        return known

    def _open_item_domain(self):
        if self.debtor_id:
            self.debtor_id.check_access("read")
            return self.debtor_id._open_item_domain()
        return [
            ("company_id", "in", self.env.companies.ids),
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
        ]

    def _prepare_lines(self, row, numbers, known):
        """Say what one row of the answer is about.

        :param row: list of str
        :param numbers: what it names, list of rules.answers.Found
        :param known: dict of `_known_numbers`
        :return: list of values of dunning.answer.match.line
        """
        hits = answers.longest([number for number in numbers if number.key in known])
        matches = answers.match([(hit.text, set(known[hit.key])) for hit in hits])
        if not matches:
            return [{"row": " ".join(row)}]
        approval_number = len(matches) == 1 and answers.approval_number(row, hits)
        kinds = {hit.text: known[hit.key] for hit in hits}
        return [
            {
                "row": " ".join(row),
                "text": match.text,
                "kind": kinds[match.text][match.invoices[0]],
                "move_id": match.invoices[0] if len(match.invoices) == 1 else False,
                "candidate_ids": [Command.set(match.invoices)],
                "approval_number": approval_number,
            }
            for match in matches
        ]

    def _open_items(self):
        """:return: the open items (account.move.line) of the matched invoices"""
        return self.line_ids.move_id.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable" and not item.reconciled
        )

    def action_open_items(self):
        """Show the open items of the matched invoices."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open items"),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [("id", "in", self._open_items().ids)],
            "context": {"create": False},
        }

    def action_hold(self):
        """Put the matched items on hold, those that are not on hold already.

        :raise UserError: no reason was chosen.
        """
        self.ensure_one()
        if not self.reason_id:
            raise UserError(self.env._("Choose the reason for the hold."))
        items = self._open_items().filtered(lambda item: item.amount_residual > 0)
        held = self.env["dunning.hold"].search(
            [("is_current", "=", True), ("move_line_id", "in", items.ids)]
        )
        holds = self.env["dunning.hold"].create(
            [
                {
                    "scope": "item",
                    "move_line_id": item.id,
                    "reason_id": self.reason_id.id,
                    "date_end": self.date_end,
                }
                for item in items - held.move_line_id
            ]
        )
        return holds._get_records_action(name=self.env._("Holds"))

    def action_fill_approval_numbers(self):
        """Write the approval numbers of the answer on the matched invoices."""
        for line in self._lines_with_approval_number():
            line.move_id.vehicle_approval_number = line.approval_number
        return self._action_show()

    def _lines_with_approval_number(self):
        return self.line_ids.filtered(
            lambda line: (
                line.approval_number
                and line.move_id
                and line.approval_number != line.move_id.vehicle_approval_number
            )
        )


class DunningAnswerMatchLine(models.TransientModel):
    _name = "dunning.answer.match.line"
    _description = "Row of an Answer"

    answer_id = fields.Many2one(
        "dunning.answer.match", required=True, ondelete="cascade", index=True
    )
    row = fields.Char(string="In the answer", readonly=True)
    text = fields.Char(string="Found", readonly=True)
    kind = fields.Selection(
        [
            ("invoice", "Invoice number"),
            ("vin", "VIN"),
            ("order", "Order number"),
            ("approval", "Approval number"),
            ("plate", "Licence plate"),
        ],
        string="By",
        readonly=True,
    )
    state = fields.Selection(
        [
            ("matched", "Matched"),
            ("ambiguous", "Several invoices"),
            ("unmatched", "Not found"),
        ],
        compute="_compute_state",
    )
    candidate_ids = fields.Many2many("account.move", readonly=True)
    move_id = fields.Many2one(
        "account.move", string="Invoice", domain="[('id', 'in', candidate_ids)]"
    )
    # with the rights of the user: anybody can write any invoice into a row
    partner_id = fields.Many2one(related="move_id.partner_id", related_sudo=False)
    currency_id = fields.Many2one(related="move_id.currency_id", related_sudo=False)
    amount_residual = fields.Monetary(
        string="Open amount", related="move_id.amount_residual", related_sudo=False
    )
    approval_number = fields.Char(help="The number beside the one that was found.")

    @api.depends("move_id", "candidate_ids")
    def _compute_state(self):
        for line in self:
            line.state = (
                "matched"
                if line.move_id
                else "ambiguous"
                if line.candidate_ids
                else "unmatched"
            )
