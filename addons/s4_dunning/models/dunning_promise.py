from odoo import api, fields, models
from odoo.tools import format_date

CHANNELS = [
    ("phone", "By phone"),
    ("email", "By e-mail"),
    ("letter", "By letter"),
    ("in_person", "In person"),
    ("portal", "In the portal"),
]


class DunningPromise(models.Model):
    """What a customer said it pays, and when. Dunning rests until then."""

    _name = "dunning.promise"
    _description = "Promise to Pay"
    _inherit = ["mail.thread", "dunning.agreement.mixin"]
    _order = "date desc, id desc"

    debtor_id = fields.Many2one(
        "dunning.debtor", required=True, index=True, ondelete="cascade"
    )
    group_id = fields.Many2one(
        related="debtor_id.group_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        related="debtor_id.partner_id", string="Customer", store=True, precompute=True
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("kept", "Kept"),
            ("partly", "Partly kept"),
            ("broken", "Broken"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="open",
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_made = fields.Date(
        string="Promised on",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    date = fields.Date(string="Pays on", required=True, tracking=True)
    date_end = fields.Date(
        string="Believed until",
        compute="_compute_date_end",
        store=True,
        help="The day promised, and the days that the dunning group tolerates.",
    )
    item_ids = fields.Many2many(
        "account.move.line",
        "dunning_promise_item_rel",
        "promise_id",
        "move_line_id",
        string="Items",
        compute="_compute_item_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    choice_ids = fields.Many2many("account.move.line", compute="_compute_choice_ids")
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True, precompute=True
    )
    amount = fields.Monetary(
        string="Amount promised",
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    amount_paid = fields.Monetary(string="Paid", readonly=True, copy=False)
    contact_id = fields.Many2one(
        "res.partner",
        string="Promised by",
        domain="[('commercial_partner_id', '=', partner_id)]",
        ondelete="set null",
    )
    channel = fields.Selection(
        CHANNELS, string="How", required=True, default="phone", tracking=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    note = fields.Text(string="What was said")
    date_ended = fields.Date(string="Settled on", readonly=True, copy=False)
    hold_ids = fields.One2many("dunning.hold", "promise_id", string="Holds")

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "Enter what the customer pays: more than nothing."
    )

    @api.depends("debtor_id", "date")
    def _compute_display_name(self):
        for promise in self:
            promise.display_name = self.env._(
                "%(customer)s pays on %(date)s",
                customer=promise.debtor_id.display_name,
                date=format_date(self.env, promise.date),
            )

    @api.depends("date")
    def _compute_date_end(self):
        for promise in self:
            promise.date_end = promise.date and fields.Date.add(
                promise.date, days=promise.group_id.promise_tolerance_days
            )

    @api.depends("debtor_id")
    def _compute_user_id(self):
        for promise in self:
            if promise.debtor_id and not promise.user_id:
                promise.user_id = promise.debtor_id._owner().filtered("active")

    @api.depends("debtor_id")
    def _compute_choice_ids(self):
        for promise in self:
            promise.choice_ids = promise.debtor_id._items_to_agree()

    @api.depends("debtor_id")
    def _compute_item_ids(self):
        for promise in self:
            if promise.debtor_id and not promise.item_ids:
                promise.item_ids = promise.debtor_id._overdue_items_to_agree()

    @api.depends("item_ids")
    def _compute_currency_id(self):
        for promise in self:
            # sudo: items of companies that are not active
            currencies = promise.sudo().item_ids.currency_id
            promise.currency_id = currencies[:1] or promise.debtor_id.currency_id

    @api.depends("item_ids")
    def _compute_amount(self):
        for promise in self:
            promise.amount = promise._open_amount()

    def _open_amount(self):
        """:return: what is open of the items and not under review"""
        # sudo: items of companies that are not active
        items = self.sudo().item_ids
        held = sum(items.dunning_hold_ids.filtered("is_current").mapped("amount"))
        return max(sum(items.mapped("amount_residual_currency")) - held, 0)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_protected(vals)
        env, self = self.env, self._with_all_companies()
        promises = super().create(vals_list)
        promises._check_owner()
        for promise in promises:
            promise._check_items()
            promise._rest()
        return promises.with_env(env)

    def write(self, vals):
        self._check_editable(vals)
        self = self._with_all_companies()
        result = super().write(vals)
        if "user_id" in vals:
            self._check_owner()
        opened = self.filtered(lambda promise: promise.state == "open")
        if "item_ids" in vals:
            for promise in opened:
                promise._check_items()
                promise._rest()
        elif {"date", "user_id"} & vals.keys():
            for promise in opened:
                promise.hold_ids.write(
                    {"date_end": promise.date_end, "user_id": promise.user_id.id}
                )
        return result

    def _rest(self):
        """Let dunning rest until the last day on which the promise is believed."""
        self.hold_ids._release()
        # sudo: items of companies that are not active
        items = self.sudo().item_ids.with_env(self.env)
        # sudo: nobody else writes it
        self.sudo().amounts_before = self._paid_before(items)
        self.debtor_id._hold_for(
            "promise",
            items,
            self.date_end,
            self.note,
            promise_id=self.id,
            date_start=self.date_made,
            user_id=self.user_id.filtered("active").id,
        )

    def _paid_before(self, items):
        """:return: dict of id to what was paid already, without credit notes"""
        # sudo: items of companies that are not active
        payments = items.sudo().matched_credit_ids.filtered(
            lambda partial: partial.credit_move_id.move_id.move_type != "out_refund"
        )
        return {
            item.id: sum(of_item.mapped("debit_amount_currency"))
            for item, of_item in payments.grouped("debit_move_id").items()
        }

    def action_withdraw(self):
        """Forget these promises, as if they were not made: dunning goes on.

        :return: True
        :raise UserError: one was settled already
        """
        self.check_access("write")
        self._check_open()
        self._end("withdrawn")
        return True
