from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..models.account_move_tags import MANUAL


class DunningAssignmentPreview(models.TransientModel):
    """Ask the assignment rules again: see what would change, then apply it."""

    _name = "dunning.assignment.preview"
    _description = "Assign Again"

    state = fields.Selection(
        [("scope", "Which invoices"), ("preview", "What changes")],
        default="scope",
        required=True,
    )
    scope = fields.Selection(
        [("open", "With open items"), ("since", "All since a date")],
        string="Invoices",
        default="open",
        required=True,
    )
    date_from = fields.Date(
        string="Since",
        default=lambda self: fields.Date.start_of(
            fields.Date.context_today(self), "year"
        ),
    )
    company_ids = fields.Many2many(
        "res.company",
        string="Companies",
        required=True,
        default=lambda self: self.env.companies,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    is_missing_only = fields.Boolean(string="Only fill in what is empty")
    is_manual_included = fields.Boolean(
        string="Also what was set by hand",
        help="Takes back what persons, imports and other programs have set.",
    )
    line_ids = fields.One2many(
        "dunning.assignment.preview.line", "preview_id", readonly=True
    )
    invoice_count = fields.Integer(compute="_compute_invoice_count")

    @api.depends("line_ids")
    def _compute_invoice_count(self):
        for preview in self:
            preview.invoice_count = len(preview.line_ids.move_id)

    def action_preview(self):
        """Show what the rules would change."""
        self.ensure_one()
        moves = self.env["account.move"].search(self._invoice_domain(), order="id")
        plan = moves._plan_dunning_tags()
        self.line_ids = [Command.clear()]
        self.env["dunning.assignment.preview.line"].create(
            [
                {
                    "preview_id": self.id,
                    "move_id": move.id,
                    "tag": tag,
                    "before_id": move[tag].id,
                    "after_id": value_id,
                    "rule_id": rule_id,
                }
                for move in moves.browse(plan)
                for tag, (value_id, rule_id) in plan[move.id].items()
                if self._is_changed(move, tag, value_id)
            ]
        )
        self.state = "preview"
        return self._action_open()

    def action_back(self):
        """Choose other invoices."""
        self.state = "scope"
        return self._action_open()

    def action_apply(self):
        """Carry out what the preview shows, except where somebody was faster.

        :raise UserError: nothing was previewed
        """
        self.ensure_one()
        if self.state != "preview":
            raise UserError(self.env._("Look at the preview before you apply it."))
        plan = {}
        for line in self.line_ids:
            if self._is_changed(line.move_id, line.tag, line.after_id, line.before_id):
                plan.setdefault(line.move_id.id, {})[line.tag] = (
                    line.after_id or None,
                    line.rule_id.id or None,
                )
        self.env["account.move"]._write_dunning_tags(
            plan, is_forced=self.is_manual_included
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self._message(len(plan)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _message(self, applied):
        left_alone = self.invoice_count - applied
        if not left_alone:
            return self.env._("Invoices changed: %s.", applied)
        return self.env._(
            "Invoices changed: %(applied)s. Left alone because somebody changed them "
            "meanwhile: %(left_alone)s.",
            applied=applied,
            left_alone=left_alone,
        )

    def _invoice_domain(self):
        """:return: Domain of the documents in the scope"""
        domain = Domain("state", "=", "posted") & Domain(
            "company_id", "in", self.company_ids.ids
        )
        if self.scope == "since":
            return domain & Domain("date", ">=", self.date_from)
        open_item = Domain("account_type", "=", "asset_receivable") & Domain(
            "reconciled", "=", False
        )
        return domain & Domain("line_ids", "any", open_item)

    def _is_changed(self, move, tag, after_id, before_id=None):
        """Tell whether a tag of a document changes, given what was asked for.

        :param before_id: what the tag must be still; None: whatever it is
        """
        current_id = move[tag].id
        if before_id is not None and current_id != before_id:
            return False
        if move[MANUAL[tag]] and not self.is_manual_included:
            return False
        if current_id and self.is_missing_only:
            return False
        return (current_id or None) != (after_id or None)

    def _action_open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Assign Again"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }


class DunningAssignmentPreviewLine(models.TransientModel):
    """One tag of one invoice that would change."""

    _name = "dunning.assignment.preview.line"
    _description = "Change of a Tag"

    preview_id = fields.Many2one(
        "dunning.assignment.preview", required=True, ondelete="cascade", index=True
    )
    move_id = fields.Many2one(
        "account.move", string="Invoice", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="move_id.partner_id", string="Customer")
    tag = fields.Selection(
        [
            ("dunning_brand_id", "Brand"),
            ("dunning_location_id", "Location"),
            ("dunning_department_id", "Department"),
        ],
        required=True,
    )
    before_id = fields.Integer()
    after_id = fields.Integer()
    before_name = fields.Char(string="Now", compute="_compute_names")
    after_name = fields.Char(string="Then", compute="_compute_names")
    rule_id = fields.Many2one(
        "dunning.assignment.rule", string="By rule", ondelete="cascade"
    )

    @api.depends("tag", "before_id", "after_id")
    def _compute_names(self):
        for line in self:
            model = line.move_id._fields[line.tag].comodel_name
            # sudo: a name that the rules give, to who may read the invoice
            values = self.env[model].sudo()
            line.before_name = values.browse(line.before_id or None).display_name
            line.after_name = values.browse(line.after_id or None).display_name
