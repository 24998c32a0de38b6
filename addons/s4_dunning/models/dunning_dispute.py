from odoo import api, fields, models


class DunningDispute(models.Model):
    """What a customer does not accept: an invoice, or a part of its amount.

    Only the disputed amount rests, by holds on the open items of the invoice.
    """

    _name = "dunning.dispute"
    _description = "Dispute"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_deadline, id"
    _rec_names_search = ["move_id", "partner_id", "reason_id"]

    move_id = fields.Many2one(
        "account.move", string="Invoice", required=True, index=True, ondelete="restrict"
    )
    debtor_id = fields.Many2one(
        "dunning.debtor",
        compute="_compute_debtor_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="cascade",
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
    company_id = fields.Many2one(
        related="move_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(
        related="move_id.currency_id", store=True, precompute=True
    )
    category_id = fields.Many2one(
        "product.category",
        string="Product category",
        compute="_compute_category_id",
        store=True,
        index="btree_not_null",
        help="Of the largest part of the invoice.",
    )
    amount = fields.Monetary(
        string="Disputed amount",
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Taxes included. Dunning goes on for the rest of the invoice.",
    )
    amount_open = fields.Monetary(
        string="Open on the invoice", compute="_compute_amount_open"
    )
    reason_id = fields.Many2one(
        "dunning.dispute.reason", required=True, ondelete="restrict", tracking=True
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
        index="btree_not_null",
        help="Settles the dispute.",
    )
    date = fields.Date(
        string="Raised on",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    date_deadline = fields.Date(
        string="Settle by",
        compute="_compute_date_deadline",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )
    is_escalated = fields.Boolean(readonly=True, copy=False)
    note = fields.Text(string="What the customer says")
    state = fields.Selection(
        [
            ("open", "Under review"),
            ("accepted", "Accepted"),
            ("partly", "Partly accepted"),
            ("rejected", "Rejected"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
        tracking=True,
        copy=False,
    )
    is_resting = fields.Boolean(
        string="Dunning rests",
        readonly=True,
        default=True,
        copy=False,
        help="Until it is settled, and until the credit note is posted.",
    )
    amount_accepted = fields.Monetary(
        string="Accepted amount", readonly=True, tracking=True, copy=False
    )
    answer = fields.Text(readonly=True, copy=False)
    credit_note_id = fields.Many2one(
        "account.move",
        string="Credit note",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )
    date_ended = fields.Date(string="Settled on", readonly=True, copy=False)
    days_to_settle = fields.Integer(
        string="Days to settle",
        compute="_compute_days_to_settle",
        store=True,
        aggregator="avg",
    )
    hold_ids = fields.One2many("dunning.hold", "dispute_id", string="Holds")

    _resting_idx = models.Index("(group_id) WHERE is_resting")

    @api.depends("move_id", "partner_id")
    def _compute_display_name(self):
        for dispute in self:
            # sudo: a salesperson reads the dispute without access to the ledger
            invoice = dispute.sudo().move_id.name
            names = (invoice, dispute.partner_id.display_name)
            dispute.display_name = ": ".join(filter(None, names)) or False

    @api.depends("move_id")
    def _compute_debtor_id(self):
        for dispute in self:
            dispute.debtor_id = dispute.debtor_id or dispute.move_id._dunning_debtor()

    @api.depends("move_id")
    def _compute_category_id(self):
        for dispute in self:
            shares = {}
            # sudo: see above
            for line in dispute.sudo().move_id.invoice_line_ids:
                category = line.product_id.categ_id
                shares[category] = shares.get(category, 0) + line.price_subtotal
            dispute.category_id = max(shares, key=shares.get, default=False)

    @api.depends("move_id")
    def _compute_amount(self):
        for dispute in self:
            invoice = dispute.move_id
            dispute.amount = invoice._dunning_undisputed(but=dispute) if invoice else 0

    @api.depends("move_id")
    def _compute_amount_open(self):
        for dispute in self:
            # sudo: the amount of a dispute that the user reads
            dispute.amount_open = dispute.sudo().move_id._dunning_open_amount()

    @api.depends("move_id", "reason_id")
    def _compute_user_id(self):
        for dispute in self._to_settle():
            able = dispute._owner_candidates().filtered(dispute._can_own)
            if able:
                dispute.user_id = able[0]
            elif not (dispute._origin.id and dispute.user_id):
                # sudo: who has the debtor of an invoice that the user reads
                debtor = dispute.sudo().debtor_id
                dispute.user_id = debtor._owner().id if debtor else False

    def _to_settle(self):
        """:return: those that are open; of the others nothing changes any more"""
        return self.filtered(lambda dispute: dispute.state == "open")

    def _owner_candidates(self):
        """:return: res.users to ask before who is in charge of the debtor"""
        self.ensure_one()
        return self.reason_id.user_id

    def _can_own(self, user):
        """:return: bool, whether a res.users may open the dispute"""
        self.ensure_one()
        debtor = self.debtor_id.with_context(allowed_company_ids=[])
        return (
            user.active and not user.share and debtor.with_user(user).has_access("read")
        )

    @api.depends("reason_id", "date")
    def _compute_date_deadline(self):
        today = fields.Date.context_today(self)
        for dispute in self._to_settle():
            day = fields.Date.add(
                dispute.date or today, days=dispute.reason_id.days or 0
            )
            dispute.date_deadline = max(day, today)

    @api.depends_context("tz")
    @api.depends("state", "date_deadline")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for dispute in self:
            deadline = dispute.date_deadline
            dispute.is_overdue = (
                dispute.state == "open" and bool(deadline) and deadline < today
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return [("state", "=", "open"), ("date_deadline", "<", today)]

    @api.depends("date", "date_ended")
    def _compute_days_to_settle(self):
        for dispute in self:
            ended = dispute.date_ended
            dispute.days_to_settle = ended and (ended - dispute.date).days
