from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .dunning_workflow import GROUPINGS

# To which contacts notices go before they go to the customer itself.
KINDS = ("dunning", "invoice")


class DunningDebtor(models.Model):
    """To whom notices about the debtor's items go, and how many they are."""

    _inherit = "dunning.debtor"

    grouping = fields.Selection(
        GROUPINGS, tracking=True, help="Empty: the segment or the workflow decides."
    )
    grouping_rule = fields.Char(
        string="Grouping that applies", compute="_compute_grouping_rule"
    )
    addressee = fields.Selection(
        [
            ("customer", "The customer"),
            ("payer", "The payer"),
            ("both", "The customer, with a copy to the payer"),
        ],
        string="Notices go to",
        required=True,
        default="customer",
        tracking=True,
        help="The payer gets the items of all customers that it pays for in its own "
        "notices, by its own workflow.",
    )
    payer_id = fields.Many2one(
        "res.partner",
        compute="_compute_payer_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('id', '!=', partner_id), ('commercial_partner_id', '=', id)]",
        tracking=True,
        help="Who pays for this customer: the parent company, a leasing company, ...",
    )

    @api.depends("addressee")
    def _compute_payer_id(self):
        for debtor in self:
            parent = debtor.partner_id.parent_id.commercial_partner_id
            if debtor.addressee == "customer":
                debtor.payer_id = False
            elif not debtor.payer_id:
                debtor.payer_id = parent

    @api.depends(
        "grouping",
        "segment_id.grouping",
        "workflow_id.grouping",
        "is_consumer",
        "group_id.is_consumer_collective",
    )
    def _compute_grouping_rule(self):
        for debtor in self:
            debtor.grouping_rule = debtor._grouping_sentence()

    def _grouping_sentence(self):
        """Say how the debtor's items are grouped into notices, and which rule won."""
        self.ensure_one()
        workflow = self._workflow()
        choice = self.grouping or self.segment_id.grouping or workflow.grouping
        if not choice:
            return False
        is_guarded = self.is_consumer and not self.group_id.is_consumer_collective
        if choice == "collective" and is_guarded:
            return self.env._("One notice per company: the customer is a consumer")
        labels = dict(self._fields["grouping"]._description_selection(self.env))
        if self.grouping:
            rule = self.env._("set on the debtor")
        elif self.segment_id.grouping:
            rule = self.env._("from segment %s", self.segment_id.name)
        else:
            rule = self.env._("from workflow %s", workflow.name)
        return self.env._("%(grouping)s: %(rule)s", grouping=labels[choice], rule=rule)

    def _workflow(self):
        """:return: the dunning.workflow where the company names none of its own"""
        self.ensure_one()
        named = [
            self.workflow_id,
            self.segment_id.workflow_id,
            self.group_id.workflow_id,
        ]
        active = [workflow for workflow in named if workflow.active]
        return active[0] if active else self.workflow_id.browse()

    @api.constrains("addressee", "payer_id")
    def _check_payer(self):
        for debtor in self.filtered(lambda debtor: debtor.addressee != "customer"):
            if not debtor.payer_id:
                raise ValidationError(
                    self.env._(
                        "Choose who pays for %(customer)s, or let its notices go to "
                        "the customer.",
                        customer=debtor.partner_id.name,
                    )
                )
            if debtor.payer_id.commercial_partner_id == debtor.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(customer)s cannot be its own payer.",
                        customer=debtor.partner_id.name,
                    )
                )
        self._check_payer_pays_itself()

    def _check_payer_pays_itself(self):
        """Refuse chains: notices of a payer must not go on to somebody else."""
        redirected = self.search(
            [
                ("group_id", "in", self.group_id.ids),
                ("addressee", "=", "payer"),
                ("payer_id", "!=", False),
            ]
        )
        for debtor in redirected:
            chain = redirected.filtered(
                lambda other, debtor=debtor: (
                    other.partner_id == debtor.payer_id
                    and other.group_id == debtor.group_id
                )
            )
            if chain and (debtor | chain) & self:
                raise ValidationError(
                    self.env._(
                        "%(customer)s is paid for by %(payer)s, whose notices go to "
                        "%(other)s: choose %(other)s as payer of both.",
                        customer=debtor.partner_id.name,
                        payer=debtor.payer_id.name,
                        other=chain.payer_id.name,
                    )
                )

    def _paid_for(self):
        """:return: the customers whose items stand in the notices of this payer"""
        return self.search(
            [
                ("group_id", "in", self.group_id.ids),
                ("addressee", "=", "payer"),
                ("payer_id", "in", self.partner_id.ids),
            ]
        ).partner_id

    def _first_contact(self):
        """:return: the res.partner to whom we write by ourselves: the first that
        e-mail reaches of the dunning contacts, the invoice contacts and the customer
        """
        self.ensure_one()
        customer = self.partner_id
        contacts = customer.search(
            [
                ("commercial_partner_id", "=", customer.id),
                ("id", "!=", customer.id),
                ("type", "in", KINDS),
            ]
        ).sorted(lambda contact: (KINDS.index(contact.type), contact.id))
        contacts += customer
        problems = contacts._dunning_email_problems()
        return contacts.sorted(lambda contact: bool(problems[contact]))[0]

    def _first_contact_lang(self, company):
        """:return: str, code of the language in which a company writes to the debtor

        :param company: res.company, its own language is the last resort but one
        """
        return (
            self._first_contact().lang
            or self.partner_id.lang
            or company.sudo().partner_id.lang  # sudo: it need not be active
            or self.env.lang
        )
