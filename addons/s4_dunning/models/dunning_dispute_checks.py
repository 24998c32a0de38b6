from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

# What a dispute is about, from the beginning.
SUBJECT = {"date", "debtor_id", "move_id"}
# What only the buttons and the refresh write.
OUTCOME = {
    "amount_accepted",
    "answer",
    "category_id",
    "credit_note_id",
    "date_ended",
    "days_to_settle",
    "group_id",
    "hold_ids",
    "is_escalated",
    "is_resting",
    "partner_id",
    "state",
}


class DunningDispute(models.Model):
    """What may be disputed, and what of a dispute may change."""

    _inherit = "dunning.dispute"

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        env, self = self.env, self._everywhere()
        for vals in vals_list:
            self._check_written(vals, OUTCOME)
        disputes = super().create([self._with_debtor(vals) for vals in vals_list])
        for dispute in disputes:
            dispute._check_invoice()
            dispute._check_date()
            dispute._check_amount()
            dispute._check_owner()
            dispute._rest()
            dispute._ask_owner()
        return disputes.with_env(env)

    def write(self, vals):
        self._check_written(vals, OUTCOME | SUBJECT)
        if "amount" in vals:
            self._check_open()
        tasks = {dispute: (dispute.user_id, dispute.date_deadline) for dispute in self}
        result = super().write(vals)
        for dispute in self._everywhere():
            if "amount" in vals:
                dispute._check_amount()
                dispute._rest()
            if vals.get("date_deadline"):
                dispute._check_date()
            owner, deadline = tasks[dispute]
            if dispute.user_id != owner:
                dispute._check_owner()
            is_moved = dispute.user_id != owner or dispute.date_deadline != deadline
            if is_moved or "amount" in vals:
                dispute._pass_task_on(owner)
            if vals.keys() & {"note", "reason_id", "user_id"}:
                dispute._describe_holds()
        return result

    @api.model
    def _with_debtor(self, vals):
        """:return: vals such that the debtor is found: there is one by then"""
        if vals.get("debtor_id"):
            return vals
        self.env["account.move"].browse(vals.get("move_id"))._make_dunning_debtor()
        return {name: value for name, value in vals.items() if name != "debtor_id"}

    def _everywhere(self):
        """:return: these, with all companies of the user, whichever are active"""
        return self.with_context(allowed_company_ids=self.env.user._get_company_ids())

    @api.model
    def _check_written(self, vals, names):
        if not self.env.su and vals.keys() & names:
            raise AccessError(
                self.env._("This changes by the buttons of the dispute only.")
            )

    def _check_open(self):
        """:raise UserError: naming the first dispute that is settled already."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for dispute in self:
            if dispute.state != "open":
                raise UserError(
                    self.env._(
                        "%(dispute)s: the dispute is settled already (%(state)s).",
                        dispute=dispute.display_name,
                        state=labels[dispute.state],
                    )
                )

    def _check_invoice(self):
        """Refuse what is no claim on the debtor; later its customers may be merged."""
        self.ensure_one()
        invoice = self.move_id
        if not invoice._is_dunning_invoice():
            raise ValidationError(
                self.env._(
                    "%s is no invoice to a customer: choose one.", invoice.display_name
                )
            )
        if invoice.state != "posted":
            raise ValidationError(
                self.env._(
                    "%s is not posted: only what was invoiced can be disputed.",
                    invoice.display_name,
                )
            )
        # sudo: the debtor of an invoice that the user reads
        debtor = self.sudo().debtor_id
        items = invoice._dunning_items()
        if items.filtered_domain(debtor._receivable_domain()) != items:
            raise ValidationError(
                self.env._(
                    "%(invoice)s is no claim on %(debtor)s: choose one of its "
                    "invoices.",
                    invoice=invoice.name,
                    debtor=debtor.display_name,
                )
            )

    def _check_date(self):
        self.ensure_one()
        today = fields.Date.context_today(self)
        if self.date > today:
            raise ValidationError(
                self.env._("Enter the day on which it was raised, until today.")
            )
        earliest = self.date if self.env.su else today  # superuser: what is imported
        if self.date_deadline and self.date_deadline < earliest:
            raise ValidationError(
                self.env._("The deadline is over already: choose a day from today on.")
            )

    def _check_amount(self):
        self.ensure_one()
        currency, invoice = self.currency_id, self.move_id
        self._check_left()
        left = invoice._dunning_undisputed(but=self)
        if currency.compare_amounts(left, 0) <= 0:
            raise ValidationError(
                self.env._("All that is open of %s is disputed already.", invoice.name)
            )
        if currency.compare_amounts(self.amount, 0) <= 0:
            raise ValidationError(
                self.env._("Enter a disputed amount of more than zero.")
            )
        if currency.compare_amounts(self.amount, left) > 0:
            raise ValidationError(
                self.env._(
                    "%(amount)s is more than the %(left)s that is open of %(invoice)s "
                    "and not disputed yet: enter that at most.",
                    amount=currency.format(self.amount),
                    left=currency.format(left),
                    invoice=invoice.name,
                )
            )

    def _check_left(self):
        """:return: float, what is open of the invoice and not accepted by another
        dispute, whose credit note is not posted yet; in the currency of the invoice
        """
        others = self.search(
            [
                ("move_id", "=", self.move_id.id),
                ("id", "!=", self.id),
                ("is_resting", "=", True),
                ("state", "!=", "open"),
            ]
        )
        left = self.currency_id.round(
            self.move_id._dunning_open_amount() - sum(others.mapped("amount_accepted"))
        )
        if self.currency_id.compare_amounts(left, 0) <= 0:
            raise ValidationError(
                self.env._(
                    "%s is paid: nothing of it is left to dispute.", self.move_id.name
                )
            )
        return left

    def _check_owner(self):
        self.ensure_one()
        if self.user_id and not self._can_own(self.user_id):
            raise ValidationError(
                self.env._(
                    "%(user)s cannot open the dispute of %(debtor)s: choose an owner "
                    "who works for us and may see this customer.",
                    user=self.user_id.name,
                    debtor=self.debtor_id.display_name,
                )
            )
