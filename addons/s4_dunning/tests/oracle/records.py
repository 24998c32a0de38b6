"""What a proposal looks at: the ledger, the policy and the history of one group."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

# Dutch ones whose check digits are right: 9a + 8b + ... + 2h - i is a multiple of 11.
VAT_NUMBERS = {
    "J": "NL100000010B01",
    "K": "NL100000071B01",
    "L": "NL100000022B01",
    "M": "NL100000083B01",
    "N": "NL100000095B01",
}


@dataclass(eq=False)
class Currency:
    name: str
    digits: int = 2
    id: int = 0


@dataclass(eq=False)
class Company:
    name: str
    currency: Currency
    is_member: bool = True
    workflow: "Workflow | None" = None
    id: int = 0


@dataclass(eq=False)
class Rate:
    """Units of the currency for one unit of the base, from a day on."""

    currency: Currency
    company: Company | None  # None: of all companies
    day: date
    rate: float


@dataclass(eq=False)
class Level:
    sequence: int
    days: int = 7
    trigger_base: str = "due_date"
    payment_days: int = 10
    action: str = "notice"
    channel: str = "email"
    minimum_amount: Decimal = Decimal(0)
    minimum_percentage: int = 0
    claims_costs: bool = False
    is_escalation: bool = False
    also_letter: bool = False
    also_call: bool = False
    active: bool = True
    autonomy: str = "propose"
    workflow: "Workflow | None" = field(default=None, repr=False)
    id: int = 0


@dataclass(eq=False)
class Workflow:
    name: str
    levels: list[Level]
    currency: Currency | None = None
    active: bool = True
    progression: str = "sequential"
    grouping: str = "collective"
    level_rule: str = "highest"
    grace_days: int = 0
    interval_days: int = 7
    repeat_days: int = 0
    maximum_notices: int = 0
    item_minimum: Decimal | None = None  # its filter on items: not below this balance
    id: int = 0

    def __post_init__(self):
        for level in self.levels:
            level.workflow = self

    def active_levels(self):
        """The levels that count, from the mildest to the strictest."""
        active = [level for level in self.levels if level.active]
        return sorted(active, key=lambda level: (level.sequence, level.id))


@dataclass(eq=False)
class Segment:
    name: str
    workflow: Workflow
    grouping: str | None = None
    id: int = 0


@dataclass
class Contact:
    """Where a customer, or somebody there, can be reached."""

    email: str | None = None
    trouble: str | None = None  # of the e-mail address: bounced or blacklisted
    has_postal_address: bool = False
    phone: str | None = None

    @property
    def is_usable(self):
        return "@" in self.email and not self.trouble


@dataclass(eq=False)
class Customer:
    """A commercial partner, and how the group treats it."""

    name: str
    is_company: bool = True
    vat: str | None = None
    own: Contact = field(default_factory=Contact)
    contacts: dict[str, Contact] = field(default_factory=dict)  # by kind
    channel: str | None = None
    is_company_of_database: bool = False
    workflow: Workflow | None = None
    segment: Segment | None = None
    grouping: str | None = None
    addressee: str = "customer"
    payer: "Customer | None" = None
    id: int = 0


@dataclass(eq=False)
class Invoice:
    company: Company
    currency: Currency
    payment_state: str = "not_paid"
    state: str = "posted"
    workflow: Workflow | None = None
    cap: Level | None = None
    id: int = 0


@dataclass(eq=False)
class Item:
    """A receivable line: an invoice, an instalment, a credit note or a payment."""

    invoice: Invoice
    customer: Customer | None
    date: date
    date_maturity: date | None
    amount: Decimal  # in the currency of the invoice, as booked
    residual: Decimal  # what is left of it
    balance_rate: Decimal = Decimal(1)  # its worth in the currency of the company
    names_contact: bool = False
    no_followup: bool = False
    is_in_split: bool = False
    date_broken: date | None = None  # of the last promise that was not kept
    id: int = 0

    @property
    def date_due(self):
        return self.date_maturity or self.date

    @property
    def is_open(self):
        return self.invoice.state == "posted" and self.residual != 0

    @property
    def balance(self):
        return _cents(self.amount * self.balance_rate)

    @property
    def residual_balance(self):
        return _cents(self.residual * self.balance_rate)


def _cents(amount):
    return amount.quantize(Decimal("0.01"))


@dataclass(eq=False)
class NoticeLine:
    item: Item
    level: Level | None
    kind: str = "overdue"


@dataclass(eq=False)
class Notice:
    """A notice that exists already, of an earlier run or of this one."""

    state: str
    lines: list[NoticeLine]
    level: Level
    date_sent: date | None = None
    date_deadline: date | None = None
    is_of_this_run: bool = False
    id: int = 0


@dataclass(eq=False)
class Hold:
    target: Item | Customer | Company
    date_start: date
    date_end: date | None = None
    is_released: bool = False
    amount: Decimal = Decimal(0)  # the part of an item; 0: all of it
    id: int = 0


@dataclass(eq=False)
class World:
    """One group and all that its run may look at."""

    date: date
    currency: Currency
    workflow: Workflow | None
    companies: list[Company]
    workflows: list[Workflow]
    customers: list[Customer]
    items: list[Item]
    lead_company: Company | None = None
    is_consumer_collective: bool = False
    rates: list[Rate] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)

    def open_items(self):
        """Posted, unreconciled receivable lines of the companies of the group."""
        return [
            item
            for item in self.items
            if item.is_open and item.invoice.company.is_member
        ]

    def members(self):
        return [company for company in self.companies if company.is_member]
