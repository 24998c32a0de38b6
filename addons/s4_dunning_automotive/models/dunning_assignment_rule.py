from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

RESULTS = ("brand_id", "location_id", "department_id")


class DunningAssignmentRule(models.Model):
    """Which invoices belong to which brand, location and department."""

    _name = "dunning.assignment.rule"
    _description = "Assignment Rule"
    _order = "sequence, id"

    # What a filter raises that cannot be read, or not any more.
    UNREADABLE = (ValueError, SyntaxError, TypeError, KeyError)

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        help="Empty: invoices of every company.",
    )
    # Conditions: those that are filled in must all hold.
    # Restricted, because a rule that loses a condition holds for more invoices.
    journal_ids = fields.Many2many(
        "account.journal", string="Journals", ondelete="restrict"
    )
    user_ids = fields.Many2many("res.users", string="Salespeople", ondelete="restrict")
    product_category_ids = fields.Many2many(
        "product.category",
        string="Product categories",
        ondelete="restrict",
        help="One line at least has a product of one of these or below.",
    )
    analytic_account_ids = fields.Many2many(
        "account.analytic.account",
        string="Analytic accounts",
        ondelete="restrict",
        help="One line at least is distributed to one of these.",
    )
    invoice_domain = fields.Char(string="Other conditions")
    # Results: what is left empty is up to the rules that follow.
    brand_id = fields.Many2one(
        "dunning.brand", index="btree_not_null", ondelete="restrict"
    )
    location_id = fields.Many2one(
        "dunning.location", index="btree_not_null", ondelete="restrict"
    )
    department_id = fields.Many2one(
        "dunning.department", index="btree_not_null", ondelete="restrict"
    )
    # as superuser: names that who reads the rule may know
    conditions = fields.Char(compute="_compute_conditions", compute_sudo=True)

    @api.depends("location_id")
    def _compute_company_id(self):
        for rule in self:
            rule.company_id = rule.location_id.company_id or rule.company_id

    @api.depends(lambda self: self._condition_fields())
    def _compute_conditions(self):
        for rule in self:
            rule.conditions = "; ".join(
                rule._condition_sentence(name) for name in rule._filled_in()
            )

    def _condition_sentence(self, name):
        label = self._fields[name]._description_string(self.env)
        if not self._fields[name].relational:
            return f"{label} ({error})" if (error := self._reading_error()) else label
        return f"{label}: {', '.join(self[name].mapped('display_name'))}"

    @api.constrains("company_id", "location_id")
    def _check_company_of_location(self):
        for rule in self.filtered("location_id"):
            if rule.location_id.company_id != rule.company_id:
                raise ValidationError(
                    self.env._(
                        "%(location)s belongs to %(company)s: a rule that gives it is "
                        "for that company.",
                        location=rule.location_id.name,
                        company=rule.location_id.company_id.name,
                    )
                )

    @api.constrains(lambda self: ["name", *RESULTS, *self._condition_fields()])
    def _check_complete(self):
        for rule in self.sudo():  # sudo: conditions that the user may not read count
            if not rule._filled_in():
                raise ValidationError(
                    self.env._(
                        "%(rule)s has no condition: fill in one at least.",
                        rule=rule.name,
                    )
                )
            if not any(rule[result] for result in RESULTS):
                raise ValidationError(
                    self.env._(
                        "%(rule)s gives nothing: choose a brand, a location or a "
                        "department.",
                        rule=rule.name,
                    )
                )

    @api.constrains("invoice_domain")
    def _check_invoice_domain(self):
        for rule in self.filtered("invoice_domain"):
            if error := rule._reading_error():
                raise ValidationError(
                    self.env._(
                        "The other conditions of %(rule)s: %(error)s",
                        rule=rule.name,
                        error=error,
                    )
                )

    def _reading_error(self):
        """:return: sentence why the generic filter cannot be read, or an empty text"""
        self.ensure_one()
        try:
            self._other_conditions().validate(self.env["account.move"])
        except self.UNREADABLE as error:
            return self.env._("cannot be read: %s", error)
        return ""

    @api.model
    def _condition_fields(self):
        """:return: names of the fields that are conditions; add-ons extend the list"""
        return [
            "journal_ids",
            "user_ids",
            "product_category_ids",
            "analytic_account_ids",
            "invoice_domain",
        ]

    def _condition(self, name):
        """What a condition asks of a document; add-ons extend it.

        :param name: one of `_condition_fields` that is filled in
        :return: Domain on account.move
        """
        self.ensure_one()
        match name:
            case "journal_ids":
                return Domain("journal_id", "in", self.journal_ids.ids)
            case "user_ids":
                return Domain("invoice_user_id", "in", self.user_ids.ids)
            case "product_category_ids":
                line = Domain(
                    "product_id.categ_id", "child_of", self.product_category_ids.ids
                )
                return Domain("line_ids", "any", line)
            case "analytic_account_ids":
                line = Domain(
                    "analytic_distribution", "in", self.analytic_account_ids.ids
                )
                return Domain("line_ids", "any", line)
        return self._other_conditions()

    def _other_conditions(self):
        return Domain(literal_eval(self.invoice_domain or "[]"))

    @api.model
    def _archive_using(self, names):
        """Archive the rules with a condition that is about to disappear.

        They would hold for more invoices than anybody meant.

        :param names: names of the fields of an add-on that is uninstalled
        """
        # pylint: disable-next=no-search-all
        rules = self.with_context(active_test=False).search([])
        rules.filtered(lambda rule: any(rule[name] for name in names)).action_archive()

    def _filled_in(self):
        self.ensure_one()
        return [
            name
            for name in self._condition_fields()
            if self[name] and (name != "invoice_domain" or self.invoice_domain != "[]")
        ]

    def _domain(self):
        """:return: Domain of the documents that meet all conditions of the rule"""
        if not self._filled_in():
            return Domain.FALSE
        company = (
            Domain("company_id", "=", self.company_id.id)
            if self.company_id
            else Domain.TRUE
        )
        return company & Domain.AND(map(self._condition, self._filled_in()))
