"""The items of a proposal while the rules about whole notices take their turn."""

from dataclasses import dataclass
from decimal import Decimal

from . import demands, exclusions, level_rule, policy
from .records import Customer, Item, Level, Workflow

# With these an item is still mentioned in a notice about other items.
MENTIONED = ("not_due", "level_not_reached", "waiting")


@dataclass(eq=False)
class Candidate:
    item: Item
    debtor: Customer | None
    workflow: Workflow | None
    step: level_rule.Step | None
    reason: str | None
    amount_group: Decimal | None
    number_before: int = 0
    level: Level | None = None
    number: int = 0
    is_lowered: bool = False

    @property
    def is_dunned(self):
        return self.reason is None

    @property
    def purse(self):
        """Credits are netted per debtor, company and currency."""
        invoice = self.item.invoice
        return self.debtor, invoice.company, invoice.currency


def of_world(world):
    """:return: list of Candidate, one for every open item"""
    return [_candidate(world, item) for item in world.open_items()]


def _candidate(world, item):
    debtor = policy.debtor(item)
    if debtor is None or debtor.is_company_of_database:
        reason = exclusions.reason(world, item)
        return Candidate(item, debtor, None, None, reason, None)
    workflow = policy.workflow(world, item)
    step = level_rule.next_step(world, item, workflow) if workflow else None
    candidate = Candidate(
        item,
        debtor,
        workflow,
        step,
        exclusions.reason(world, item),
        demands.amount_in_group_currency(world, item),
    )
    if workflow:
        candidate.number_before = level_rule.behind(world, item, workflow)
    if step:
        candidate.level, candidate.number = step.level, step.number
    return candidate


@dataclass(frozen=True)
class Key:
    """What the items of one notice share."""

    debtor: Customer
    workflow: Workflow
    grouping: str
    text: str

    def order(self):
        """Which of two equal claims is the first: nothing but the same one each time"""
        return self.workflow.id, self.grouping, self.text


def key(world, candidate):
    """:return: Key of the notice in which the item stands, if it does"""
    item = candidate.item
    grouping = policy.grouping(item, candidate.workflow)
    per_creditor = policy.is_per_creditor(world, item, candidate.level)
    if grouping == "collective" and per_creditor:
        grouping = "company"
    record = {
        "collective": None,
        "company": item.invoice.company,
        "level": candidate.level,
        "invoice": item.invoice,
    }[grouping]
    text = str(record.id) if record else ""
    if per_creditor:
        text += f"/{item.invoice.company.id}"
    return Key(candidate.debtor, candidate.workflow, grouping, text)
