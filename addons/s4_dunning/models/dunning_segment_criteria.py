from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .dunning_behaviour_mixin import BEHAVIOURS
from .dunning_segment import CHANNELS

# What goes wrong while a domain is read.
UNREADABLE = (ValueError, SyntaxError, TypeError, KeyError, AttributeError)
RANGES = ("amount_overdue", "amount_open", "days_overdue")


class DunningSegment(models.Model):
    """Criteria: which debtors belong to the segment; all that are filled in hold."""

    _inherit = "dunning.segment"

    customer_kind = fields.Selection(
        [("business", "Businesses"), ("consumer", "Consumers")],
        string="Business or consumer",
    )
    region = fields.Selection(
        [
            ("domestic", "The country of one of our companies"),
            ("foreign", "Any other country"),
        ],
        help="Customers without a country count as domestic.",
    )
    # What is archived still counts, and what is used cannot be deleted: a criterion
    # that vanished would let everybody in.
    country_ids = fields.Many2many(
        "res.country", string="Countries", ondelete="restrict"
    )
    lang_ids = fields.Many2many(
        "res.lang",
        string="Languages",
        context={"active_test": False},
        ondelete="restrict",
    )
    category_ids = fields.Many2many(
        "res.partner.category",
        string="Customer tags",
        context={"active_test": False},
        ondelete="restrict",
        help="One of these tags.",
    )
    debtor_channel = fields.Selection(
        CHANNELS,
        string="Channel preferred",
        help="What the debtor prefers by itself.",
    )
    is_key_account = fields.Boolean(string="Key accounts only")
    behaviour = fields.Selection(BEHAVIOURS, string="Payment behavior")
    amount_overdue_from = fields.Monetary(string="Overdue from")
    amount_overdue_to = fields.Monetary(string="Overdue to", help="0: no limit.")
    amount_open_from = fields.Monetary(string="Open from")
    amount_open_to = fields.Monetary(string="Open to", help="0: no limit.")
    days_overdue_from = fields.Integer(
        string="Days overdue from", help="Days that the oldest overdue item is late."
    )
    days_overdue_to = fields.Integer(string="Days overdue to", help="0: no limit.")
    domain = fields.Char(
        string="Filter",
        help="What the other criteria cannot say, about the debtor or its customer.",
    )

    match_message = fields.Char(string="Now", compute="_compute_match_message")

    _ranges_positive = models.Constraint(
        "CHECK(amount_overdue_from >= 0 AND amount_overdue_to >= 0 "
        "AND amount_open_from >= 0 AND amount_open_to >= 0 "
        "AND days_overdue_from >= 0 AND days_overdue_to >= 0)",
        "Amounts and days of a segment cannot be negative.",
    )

    @api.depends(lambda self: ["group_id", "mode", *self._criteria_fields()])
    def _compute_match_message(self):
        for segment in self:
            if segment.mode == "manual" and not segment._asked():
                segment.match_message = ""  # that everybody fits says nothing
                continue
            try:
                if segment.domain != segment._origin.domain:
                    segment._check_domain()
                count = segment._count_matches()
            except UserError as error:
                segment.match_message = str(error)
            else:
                segment.match_message = self.env._(
                    "Debtors that meet all criteria: %s", count
                )

    def _count_matches(self):
        """:return: int, how many debtors that the reader may see meet all criteria"""
        # sudo: criteria on what the reader does not see count as well
        segment = self.sudo()
        matching = segment._search_env()._search(segment._debtor_domain())
        return (
            self.env["dunning.debtor"]
            .with_context(active_test=False)
            .search_count([("id", "in", matching)])
        )

    @api.model
    def _criteria_fields(self):
        """:return: list of the names of the fields that are criteria, as shown"""
        return [
            "customer_kind",
            "region",
            "country_ids",
            "lang_ids",
            "category_ids",
            "debtor_channel",
            "is_key_account",
            "behaviour",
            *(f"{name}_{end}" for name in RANGES for end in ("from", "to")),
            "domain",
        ]

    def _criteria(self):
        """Say what the segment asks for.

        :return: dict of the name of each criterion that is filled in to a Domain on
            dunning.debtor
        :raise UserError: the filter cannot be read
        """
        self.ensure_one()
        return {name: self._criterion(name) for name in self._asked()}

    def _asked(self):
        """:return: list of the names of the criteria that are filled in"""
        return [name for name in self._criteria_fields() if self[name]]

    def _criterion(self, name):
        """:return: Domain on dunning.debtor of one criterion that is filled in"""
        base, _separator, end = name.rpartition("_")
        if base in RANGES:
            return Domain(base, ">=" if end == "from" else "<=", self[name])
        if name in ("region", "country_ids"):
            return self._country_criterion(name)
        if name == "customer_kind":
            return Domain("is_consumer", "=", self.customer_kind == "consumer")
        if name == "lang_ids":
            return Domain("partner_id.lang", "in", self.lang_ids.mapped("code"))
        if name == "category_ids":
            return Domain("partner_id.category_id", "in", self.category_ids.ids)
        if name == "debtor_channel":
            return Domain("channel", "=", self.debtor_channel)
        if name in ("behaviour", "is_key_account"):
            return Domain(name, "=", self[name])
        return self._domain()

    def _country_criterion(self, name):
        if name == "country_ids":
            return Domain("partner_id.country_id", "in", self.country_ids.ids)
        # sudo: companies of the group that are not active
        own = self.group_id.sudo().company_ids.country_id.ids
        if self.region == "domestic":
            return Domain("partner_id.country_id", "in", [*own, False])
        return Domain("partner_id.country_id", "not in", [*own, False])

    def _domain(self):
        """:return: Domain that a manager wrote
        :raise UserError: it cannot be read
        """
        self.ensure_one()
        try:
            domain = Domain(literal_eval(self.domain or "[]"))
            domain.validate(self.env["dunning.debtor"])
        except UNREADABLE as error:
            raise UserError(self._unreadable_sentence(error)) from error
        return domain

    def _unreadable_sentence(self, error):
        return self.env._(
            "The filter of segment %(segment)s cannot be read, correct it there: "
            "%(error)s",
            segment=self.name,
            error=error,
        )

    @api.constrains("domain")
    def _check_domain(self):
        """Refuse filters that cannot be read, or reach what is none of their business.

        Segments are assigned as superuser: a filter could else tell what is known of
        customers elsewhere, or what its author may not read.
        """
        # constraints of new records run as superuser
        debtors = self.env["dunning.debtor"].with_user(self.env.uid)
        for segment in self.filtered("domain"):
            try:
                domain = segment._domain()
                segment._check_reach(Domain(literal_eval(segment.domain)), debtors)
                debtors._search(domain).select()
            except AccessError as error:
                raise ValidationError(
                    self.env._(
                        "The filter of segment %(segment)s uses what you may not "
                        "read: %(error)s",
                        segment=segment.name,
                        error=error,
                    )
                ) from error
            except UserError as error:
                raise ValidationError(str(error)) from error
            except UNREADABLE as error:
                raise ValidationError(segment._unreadable_sentence(error)) from error

    @api.model
    def _reachable_models(self):
        """:return: set of models through which a filter may go: master data"""
        return {
            "dunning.level",
            "dunning.segment",
            "dunning.workflow",
            "res.country",
            "res.country.group",
            "res.country.state",
            "res.partner",
            "res.partner.category",
            "res.partner.industry",
        }

    def _check_reach(self, domain, model):
        for condition in domain.iter_conditions():
            name, _dot, rest = condition.field_expr.partition(".")
            field = model._fields[name]
            if not field.relational:
                continue
            inner = condition.value if "any" in condition.operator else None
            if rest:
                inner = Domain(rest, condition.operator, condition.value)
            is_single = field.type == "many2one" and inner is None
            if not is_single and field.comodel_name not in self._reachable_models():
                raise ValidationError(
                    self.env._(
                        "The filter of segment %(segment)s uses %(field)s, and may use "
                        "the debtor, its customer, and the customer's country and "
                        "tags only.",
                        segment=self.name,
                        field=condition.field_expr,
                    )
                )
            if inner is not None:
                self._check_reach(Domain(inner), self.env[field.comodel_name])

    def _search_env(self):
        """Where criteria are judged: whoever asks, the answer is the same.

        :return: dunning.debtor as superuser, in the group's companies
        """
        # sudo: all debtors of the group; filters were checked for what they reach
        group = self.group_id.sudo()
        companies = group.lead_company_id | group.company_ids
        return (
            self.env["dunning.debtor"]
            .sudo()
            .with_context(
                active_test=False, allowed_company_ids=companies.ids, lang=None
            )
        )

    def _debtor_domain(self):
        """:return: Domain of the debtors of the group that meet all criteria"""
        criteria = Domain.AND(self._criteria().values())
        return Domain("group_id", "=", self.group_id._origin.id) & criteria

    def _amounts_in(self, currency, company):
        """:return: dict of the amounts among the criteria to their value in a currency

        :param currency: res.currency
        :param company: res.company, whose rates count
        """
        return {
            name: self.currency_id._convert(self[name], currency, company)
            for name in self._criteria_fields()
            if self._fields[name].type == "monetary"
        }
