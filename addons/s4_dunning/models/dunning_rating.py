from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

KINDS = [
    ("credit_rating", "Credit rating"),
    ("insured_limit", "Insured limit"),
    ("own_limit", "Own limit"),
]
NOTICE_DAYS = 30  # in which a rating is renewed


class DunningRating(models.Model):
    """What an agency thinks of a customer, or for how much somebody lets it owe."""

    _name = "dunning.rating"
    _description = "Credit Rating or Limit"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"

    debtor_id = fields.Many2one(
        "dunning.debtor", required=True, index=True, ondelete="cascade"
    )
    group_id = fields.Many2one(
        related="debtor_id.group_id", store=True, precompute=True, index=True
    )
    # written instead of the debtor, by hand and by an import: customers who never
    # owed anything are no debtors yet
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="An import finds it by its name, reference, e-mail address or VAT number.",
    )
    kind = fields.Selection(
        KINDS, required=True, default="credit_rating", tracking=True
    )
    source = fields.Char(tracking=True, help="The agency or the insurer, for instance.")
    value = fields.Char(string="Rating", tracking=True, help="As the source writes it.")
    score_external = fields.Integer(
        string="Score of the source",
        aggregator="avg",
        tracking=True,
        help="From 1 to 100, higher is safer. 0: it gives none.",
    )
    amount = fields.Monetary(
        string="Limit",
        tracking=True,
        help="How much the customer may owe; 0: nothing. It is told on the debtor when "
        "more is open, and stops nothing.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    date = fields.Date(
        string="Since",
        required=True,
        default=lambda self: fields.Date.context_today(self),
        tracking=True,
    )
    date_expiry = fields.Date(
        string="Valid until",
        tracking=True,
        help="Its last day. Who is in charge of the debtor gets a task 30 days before. "
        "Empty: until there is a newer one.",
    )
    note = fields.Text()
    is_expiry_noted = fields.Boolean(
        readonly=True, copy=False, export_string_translation=False
    )

    _values_valid = models.Constraint(
        "CHECK(amount >= 0 AND score_external BETWEEN 0 AND 100"
        " AND (date_expiry IS NULL OR date_expiry >= date))",
        "A limit is not negative, a score is 100 at most, and the last day of a rating "
        "is not before its first.",
    )

    @api.depends("debtor_id.partner_id")
    def _compute_partner_id(self):
        for rating in self:
            rating.partner_id = rating.debtor_id.partner_id

    @api.depends("debtor_id")
    def _compute_currency_id(self):
        for rating in self:
            group = rating.debtor_id.group_id or self.env.company.dunning_group_id
            rating.currency_id = rating.currency_id or group.currency_id

    @api.depends_context("lang")
    @api.depends("kind", "partner_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for rating in self:
            kind, customer = labels.get(rating.kind), rating.partner_id
            rating.display_name = customer and self.env._(
                "%(kind)s of %(customer)s", kind=kind, customer=customer.display_name
            )

    @api.constrains("kind", "value", "score_external")
    def _check_rating(self):
        for rating in self:
            if rating.kind == "credit_rating" and not (
                rating.value or rating.score_external
            ):
                raise ValidationError(
                    self.env._(
                        "A credit rating needs the rating or the score of the source: "
                        "enter one of them."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._with_debtor(vals) for vals in vals_list]
        default = self.env.context.get("default_debtor_id")
        if not all(vals.get("debtor_id", default) for vals in vals_list):
            raise ValidationError(
                self.env._(
                    "A rating or limit needs its customer: enter the name, reference, "
                    "e-mail address or VAT number."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        vals = self._with_debtor(vals)
        if "date_expiry" in vals:
            vals = {**vals, "is_expiry_noted": False}
        result = super().write(vals)
        if "debtor_id" in vals:
            self.check_access("write")  # not out of one's own reach
        return result

    def _with_debtor(self, vals):
        """:return: dict of values that names the debtor instead of its customer"""
        vals = dict(vals)
        partner_id = vals.pop("partner_id", None)
        customer = (
            self.env["res.partner"].browse(partner_id or ()).commercial_partner_id
        )
        if customer and customer != self.partner_id and not vals.get("debtor_id"):
            vals["debtor_id"] = self.env["dunning.debtor"]._of_customer(customer).id
        return vals

    def _is_valid(self):
        """:return: bool, whether it counts today"""
        self.ensure_one()
        today = fields.Date.context_today(self)
        is_over = self.date_expiry and self.date_expiry < today
        return self.date <= today and not is_over

    def _is_ending(self):
        """:return: bool, whether it is over, or soon, and none is there that lasts"""
        self.ensure_one()
        if not self.date_expiry:
            return False
        soon = fields.Date.add(fields.Date.context_today(self), days=NOTICE_DAYS)
        return self.date_expiry <= soon and not any(
            other.kind == self.kind
            and (not other.date_expiry or other.date_expiry > self.date_expiry)
            for other in self.debtor_id.credit_rating_ids
        )

    def _sentence(self):
        """:return: str, such as: Insured limit € 50,000.00 (Insurer)"""
        self.ensure_one()
        labels = dict(self._fields["kind"]._description_selection(self.env))
        words = [labels[self.kind]]
        if self.kind == "credit_rating":
            words += [self.value] if self.value else []
            words += [f"{self.score_external}/100"] if self.score_external else []
        else:
            words += [self.currency_id.format(self.amount)]
        words += [f"({self.source})"] if self.source else []
        sentence = " ".join(words)
        if not self.date_expiry:
            return sentence
        return self.env._(
            "%(rating)s until %(date)s",
            rating=sentence,
            date=format_date(self.env, self.date_expiry),
        )

    def _name_phrase(self):
        """:return: str, such as: Insured limit (Insurer)"""
        self.ensure_one()
        labels = dict(self._fields["kind"]._description_selection(self.env))
        label = labels[self.kind]
        return f"{label} ({self.source})" if self.source else label

    @api.model
    def _refresh(self, group):
        """Give a task, once, about every rating of a group that ends. As superuser.

        :param group: one dunning.group
        """
        today = fields.Date.context_today(self)
        found = self.search(
            [
                ("group_id", "=", group.id),
                ("is_expiry_noted", "=", False),
                ("date_expiry", "<=", fields.Date.add(today, days=NOTICE_DAYS)),
            ]
        )
        for rating in found.filtered(lambda rating: rating._is_ending()):
            owner = rating.debtor_id._owner()
            translated = rating.with_context(lang=owner.lang)
            rating.debtor_id._task_for(
                translated.env._("Renew: %s", translated._sentence()),
                rating.note,
                date=max(rating.date_expiry, today),
                user=owner,
            )
        found.is_expiry_noted = True

    @api.model
    def _take_over(self, targets):
        """Let debtors know what is known of the same customers in another group.

        :param targets: dict of dunning.debtor to dunning.debtor
        """
        for debtor, target in targets.items():
            known = {rating._facts() for rating in target.credit_rating_ids}
            for rating in debtor.credit_rating_ids:
                if rating._facts() not in known:
                    noted = rating.is_expiry_noted
                    rating.copy({"debtor_id": target.id, "is_expiry_noted": noted})

    def _facts(self):
        """:return: tuple by which the same rating is known again"""
        self.ensure_one()
        names = ("kind", "source", "value", "score_external", "amount", "date")
        return tuple(self[name] for name in (*names, "date_expiry"))
