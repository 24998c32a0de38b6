from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

GROUPINGS = [
    ("collective", "One notice for all companies"),
    ("company", "One notice per company"),
    ("level", "One notice per level"),
    ("invoice", "One notice per invoice"),
]


class DunningWorkflow(models.Model):
    """The policy for one kind of debtor: an ordered list of levels."""

    _name = "dunning.workflow"
    _description = "Dunning Workflow"
    _inherit = ["mail.thread"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    group_id = fields.Many2one(
        "dunning.group",
        string="Dunning group",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: every group may use it.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="The currency of the minimum amounts. Items in other currencies are "
        "compared at the rate of the day.",
    )
    level_ids = fields.One2many("dunning.level", "workflow_id", string="Levels")
    level_count = fields.Integer(compute="_compute_level_count")
    progression = fields.Selection(
        [
            ("sequential", "One level after the other"),
            ("catch_up", "Straight to the highest level reached"),
        ],
        required=True,
        default="sequential",
        tracking=True,
    )
    grouping = fields.Selection(
        GROUPINGS,
        required=True,
        default="collective",
        tracking=True,
        help="Which items of a debtor are written in one notice. A segment or a debtor "
        "may choose otherwise.",
    )
    level_rule = fields.Selection(
        [
            ("highest", "The highest level of its items"),
            ("oldest", "The level of its oldest item"),
            ("lead_company", "The highest level at the sender"),
        ],
        string="Level of a notice",
        required=True,
        default="highest",
        tracking=True,
        help="Gives the notice its words and its channel. Items that are further than "
        "the notice do not rise.",
    )
    grace_days = fields.Integer(
        default=0,
        help="Added to the due date before days are counted, so that a payment that is "
        "on its way is not dunned.",
        tracking=True,
    )
    interval_days = fields.Integer(
        string="Minimum interval",
        default=7,
        help="Days that lie at least between two notices about the same item.",
        tracking=True,
    )
    repeat_days = fields.Integer(
        string="Repeat the last level after",
        default=0,
        help="Days. 0: the last level is not repeated.",
        tracking=True,
    )
    maximum_notices = fields.Integer(
        default=0,
        help="How often one item is dunned at most; newer items go on. 0: no limit.",
        tracking=True,
    )
    item_domain = fields.Char(
        string="Only items",
        help="Open items outside of this filter are left out, with that reason. "
        "Empty: all.",
    )

    _days_positive = models.Constraint(
        "CHECK(grace_days >= 0 AND interval_days >= 0 AND repeat_days >= 0 "
        "AND maximum_notices >= 0)",
        "Days and numbers of a workflow cannot be negative.",
    )

    @api.depends("level_ids")
    def _compute_level_count(self):
        for workflow in self:
            workflow.level_count = len(workflow.level_ids)

    @api.constrains("item_domain")
    def _check_item_domain(self):
        for workflow in self.filtered("item_domain"):
            try:
                workflow._item_domain().validate(self.env["account.move.line"])
            except (ValueError, SyntaxError, TypeError, KeyError) as error:
                raise ValidationError(
                    self.env._(
                        "The filter on items of %(workflow)s cannot be read: %(error)s",
                        workflow=workflow.name,
                        error=error,
                    )
                ) from error

    @api.constrains("level_ids")
    def _check_first_level(self):
        for workflow in self:
            first = workflow.level_ids[:1]
            if first and first.trigger_base in ("previous_notice", "previous_deadline"):
                raise ValidationError(
                    self.env._(
                        "%(level)s is the first level of %(workflow)s: count its days "
                        "from the due date, there is no previous notice.",
                        level=first.name,
                        workflow=workflow.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if (
            self.env["dunning.notice"]
            .sudo()
            .search_count(  # sees every group
                [("workflow_id", "in", self.ids)], limit=1
            )
        ):
            raise UserError(
                self.env._(
                    "Notices follow this workflow: archive it instead of deleting it."
                )
            )

    def _item_domain(self):
        """:return: the Domain of the journal items that the workflow duns."""
        self.ensure_one()
        return (
            Domain(literal_eval(self.item_domain)) if self.item_domain else Domain.TRUE
        )
