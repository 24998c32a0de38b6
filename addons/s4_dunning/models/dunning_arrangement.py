from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# What the buttons and the refresh change, and nobody by hand.
PROTECTED = {
    "accepted_by_id",
    "accepted_how",
    "amount_lost",
    "amounts_before",
    "date_accepted",
    "date_ended",
    "date_offered",
    "hold_ids",
    "name",
    "notice_id",
    "pdf_id",
    "state",
}
# What was offered to the customer; later it only follows customers that are merged.
OFFERED = {
    "currency_id",
    "date_first",
    "date_last",
    "date_valid",
    "debtor_id",
    "instalment_amount",
    "instalment_ids",
    "instalment_number",
    "interval",
    "item_ids",
    "split",
}


class DunningArrangement(models.Model):
    """Open items of a debtor that are paid in instalments, at one or more companies.

    The invoices and their due dates stay as they are: holds keep the items out of the
    notices for as long as the arrangement is kept.
    """

    _name = "dunning.arrangement"
    _description = "Payment Arrangement"
    _inherit = ["mail.thread", "mail.activity.mixin", "dunning.agreement.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "partner_id"]

    name = fields.Char(string="Number", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("offered", "Offered"),
            ("active", "Active"),
            ("done", "Paid"),
            ("breached", "Breached"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    debtor_id = fields.Many2one(
        "dunning.debtor", required=True, index=True, ondelete="cascade"
    )
    group_id = fields.Many2one(
        related="debtor_id.group_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        related="debtor_id.partner_id",
        string="Customer",
        store=True,
        precompute=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    amount_paid = fields.Monetary(string="Paid", compute="_compute_amount_paid")
    progress = fields.Float(
        string="Paid %", compute="_compute_amount_paid", aggregator=None
    )
    amount_lost = fields.Monetary(
        string="Not owed any more",
        readonly=True,
        copy=False,
        help="Its invoices were cancelled, deleted or reset to draft.",
    )
    hold_ids = fields.One2many(
        "dunning.hold", "arrangement_id", string="Holds", readonly=True
    )
    date_offered = fields.Date(string="Offered on", readonly=True, copy=False)
    date_accepted = fields.Date(
        string="Accepted on", readonly=True, copy=False, tracking=True
    )
    date_ended = fields.Date(string="Ended on", readonly=True, copy=False)

    date_next = fields.Date(string="Next instalment", compute="_compute_date_next")
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    notice_id = fields.Many2one(
        "dunning.notice",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The notice that offered the arrangement.",
    )

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for arrangement in self:
            name = arrangement.name or self.env._("Arrangement")
            # sudo: customers of companies that are not active
            customer = arrangement.sudo().partner_id.display_name
            arrangement.display_name = f"{name}: {customer}" if customer else name

    @api.depends("instalment_ids.amount_paid", "amount_total")
    def _compute_amount_paid(self):
        for arrangement in self:
            total = arrangement.amount_total
            arrangement.amount_paid = sum(
                arrangement.instalment_ids.mapped("amount_paid")
            )
            arrangement.progress = total and 100 * arrangement.amount_paid / total

    @api.depends("state", "instalment_ids.date_due", "instalment_ids.state")
    def _compute_date_next(self):
        for arrangement in self:
            unpaid = arrangement.instalment_ids.filtered(
                lambda one: one.state != "paid" and one.date_due
            )
            is_running = arrangement.state in ("draft", "offered", "active")
            arrangement.date_next = is_running and min(
                unpaid.mapped("date_due"), default=False
            )

    @api.depends("state", "instalment_ids.state")
    def _compute_is_late(self):
        for arrangement in self:
            arrangement.is_late = arrangement.state == "active" and (
                "late" in arrangement.instalment_ids.mapped("state")
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "=", "active") & Domain(
            "instalment_ids.state", "=", "late"
        )
        return late if True in value else ~late

    @api.ondelete(at_uninstall=False)
    def _unlink_except_offered(self):
        if any(arrangement.state != "draft" for arrangement in self):
            raise UserError(
                self.env._("An arrangement that was offered stays on file: cancel it.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_unprotected(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_editable(vals)
        return super().write(vals)

    def _check_editable(self, vals):
        """Refuse what only the buttons may change, and changes of what was offered.

        The buttons check what they need and then write as superuser.
        """
        if self.env.su:
            return
        self._check_unprotected(vals)
        for arrangement in self if vals.keys() & OFFERED else ():
            if arrangement.state != "draft":
                raise UserError(
                    self.env._(
                        "%(arrangement)s was offered as it is: cancel it and make a "
                        "new one.",
                        arrangement=arrangement.display_name,
                    )
                )

    @api.model
    def _check_unprotected(self, vals):
        if not self.env.su and vals.keys() & PROTECTED:
            raise AccessError(
                self.env._("This changes by the buttons of the arrangement only.")
            )
