"""Random groups: their policy, their ledger and what was sent before."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from .policies import customers, draw_seldom, segments, workflows
from .records import (
    Company,
    Currency,
    Hold,
    Invoice,
    Item,
    Notice,
    NoticeLine,
    Rate,
    World,
)

TODAY = date(2026, 3, 31)

# What a test with a database has to keep ready
COMPANIES = 3
INVOICES = 8  # of each company
INSTALMENTS = 3
ITEMS = 15

# most notices were sent
STATES = [*["sent"] * 5, "closed", "cancelled", "skipped", "proposed", "approved"]

amounts = st.sampled_from(["10", "25", "50", "49.99", "100", "100.01", "200", "400"])
booleans = st.booleans()


def worlds():
    """Ledgers with all that can be odd, and such that have much to dun and to net."""
    return st.booleans().flatmap(lambda is_odd: world(is_odd=is_odd))


@st.composite
def world(draw, is_odd):
    dollar, euro, pound, unrated = map(Currency, ("USD", "EUR", "GBP", "XTS"))
    companies = [
        Company("A", dollar),
        Company("B", dollar, is_member=draw_seldom(draw, st.just(True), False, 2)),
        Company("C", euro, is_member=draw_seldom(draw, st.just(True), False, 3)),
    ]
    used_workflows = draw(workflows([dollar, pound]))
    used_segments = draw(segments(used_workflows))
    used_customers = draw(customers(used_workflows, used_segments))
    if not is_odd:
        used_customers = used_customers[:1]
        used_customers[0].addressee, used_customers[0].payer = "customer", None
    for company in companies:
        company.workflow = draw_seldom(draw, st.sampled_from(used_workflows), None)
    members = [company for company in companies if company.is_member]
    made = World(
        date=TODAY - timedelta(draw_seldom(draw, st.just(3), 0)),
        currency=draw_seldom(draw, st.just(euro), dollar),
        workflow=draw_seldom(draw, st.none(), used_workflows[0], 25),
        companies=companies,
        workflows=used_workflows,
        segments=used_segments,
        customers=used_customers,
        items=[],
        lead_company=draw_seldom(draw, st.sampled_from(members), None, 3),
        is_consumer_collective=draw(st.booleans()),
        rates=draw(_rates(companies, [dollar, euro, pound])),
    )
    currencies = [dollar, euro, pound, unrated]
    if not is_odd:
        currencies = currencies[:2]
    made.items = draw(_ledger(made, currencies, is_odd))
    made.notices = draw(_notices(made, maximum=5 if is_odd else 1))
    if is_odd:
        made.holds = draw(st.lists(_holds(made), max_size=2))
    number(made)
    return made


@st.composite
def _rates(draw, companies, currencies):
    """Some rates for all companies, some for one; now and then there is none."""
    rates = []
    for currency in currencies:
        for company in draw_seldom(
            draw, st.sampled_from([(), tuple(companies), (None, companies[0])]), (None,)
        ):
            used_days = draw(st.sampled_from([(90,), (90, 2), (-1,), (60, 1, -2)]))
            for ago in used_days:
                rate = draw(st.sampled_from([1.0, 0.5, 2.0, 0.8, 1.0837]))
                rates.append(Rate(currency, company, TODAY - timedelta(ago), rate))
    return rates


@st.composite
def _ledger(draw, of_world, currencies, is_odd):
    """Invoices with instalments, credit notes and payments."""
    items = []
    counts = dict.fromkeys(of_world.companies, 0)
    for _ in range(draw(st.integers(0, ITEMS))):
        company = draw_seldom(
            draw,
            st.sampled_from(of_world.companies),
            draw(st.sampled_from(of_world.members())),
        )
        if counts[company] == INVOICES or len(items) >= ITEMS:
            break
        counts[company] += 1
        currency = draw_seldom(draw, st.sampled_from(currencies), company.currency, 4)
        invoice = Invoice(company, currency)
        invoice.workflow = draw_seldom(
            draw, st.sampled_from(of_world.workflows), None, 8
        )
        customer = draw(st.sampled_from(of_world.customers))
        # where there is one reason to leave an item out, there is often another one:
        # the first of them has to be told
        odds = draw_seldom(draw, st.just(3), 40) if is_odd else None
        if odds:
            draw(_oddities(of_world, invoice, odds))
            customer = draw_seldom(draw, st.none(), customer, odds)
        sign = draw_seldom(draw, st.just(-1), 1, 4)
        for _ in range(draw_seldom(draw, st.integers(2, INSTALMENTS), 1)):
            if len(items) < ITEMS:
                items.append(draw(_item(invoice, customer, sign, odds)))
    return items


@st.composite
def _oddities(draw, of_world, invoice, odds):
    levels = [level for workflow in of_world.workflows for level in workflow.levels]
    invoice.cap = draw_seldom(draw, st.sampled_from(levels), None, 8)
    invoice.state = draw_seldom(
        draw, st.sampled_from(["draft", "cancel"]), "posted", 20
    )
    invoice.payment_state = draw_seldom(
        draw,
        st.sampled_from(["partial", "blocked", "in_payment", "paid"]),
        "not_paid",
        odds,
    )


@st.composite
def _item(draw, invoice, customer, sign, odds):
    residual = sign * Decimal(draw(amounts))
    paid = sign * Decimal(draw_seldom(draw, amounts, 0))
    day = TODAY - timedelta(draw(st.integers(-20 if odds else -3, 60)))
    is_foreign = invoice.currency is not invoice.company.currency
    return Item(
        invoice,
        customer,
        date=day - timedelta(14),
        date_maturity=draw_seldom(draw, st.none(), day, 10),
        amount=residual + paid,
        # paid in full: no open item any more
        residual=draw_seldom(draw, st.just(Decimal(0)), residual, 15)
        if paid
        else residual,
        balance_rate=draw(st.sampled_from(list(map(Decimal, ("2", "0.8", "1.25")))))
        if is_foreign
        else Decimal(1),
        names_contact=draw(st.booleans()),
        no_followup=bool(odds) and draw_seldom(draw, st.just(True), False, odds),
        is_in_split=bool(odds) and draw_seldom(draw, st.just(True), False, odds),
        date_broken=draw_seldom(
            draw, st.just(TODAY - timedelta(draw(st.integers(0, 20)))), None, 5
        )
        if customer and sign > 0
        else None,
    )


@st.composite
def _notices(draw, of_world, maximum):
    """What was sent before, what waits in another run, what was taken back."""
    notices = []
    waiting = set()
    levels = [level for workflow in of_world.workflows for level in workflow.levels]
    dunnable = [
        item
        for item in of_world.items
        if item.customer and not item.customer.is_company_of_database
    ]
    for _ in range(draw(st.integers(0, maximum)) if dunnable else 0):
        state = draw(st.sampled_from(STATES))
        of = draw(st.sampled_from(dunnable)).customer
        items = [item for item in dunnable if item.customer is of]
        chosen = draw(
            st.lists(st.sampled_from(items), min_size=1, max_size=5, unique=True)
        )
        if state in ("proposed", "approved"):
            chosen = [item for item in chosen if item not in waiting]
            waiting.update(chosen)
        level = draw(st.sampled_from(levels))
        sent = TODAY - timedelta(draw(st.integers(0, 45)))
        is_sent = state in ("sent", "closed", "cancelled")
        notices.append(
            Notice(
                state,
                [draw(_line(item, level, levels)) for item in chosen],
                level,
                date_sent=sent if is_sent else None,
                date_deadline=sent + timedelta(draw(st.integers(0, 14))),
            )
        )
    return [notice for notice in notices if notice.lines]


@st.composite
def _line(draw, item, level, levels):
    if item.amount < 0:
        return NoticeLine(item, None, "credit")
    if draw_seldom(draw, st.just(True), False, 6):
        return NoticeLine(item, None, "open")
    return NoticeLine(item, draw_seldom(draw, st.sampled_from(levels), level))


@st.composite
def _holds(draw, of_world):
    debtors = [one for one in of_world.customers if not one.is_company_of_database]
    # the first company is spared: something should be left to dun
    kinds = [debtors, of_world.companies[1:], of_world.items or debtors]
    targets = draw(st.sampled_from(kinds))
    start = TODAY - timedelta(draw(st.integers(-2, 10)))
    target = draw(st.sampled_from(targets))
    return Hold(
        target,
        start,
        amount=Decimal(draw_seldom(draw, amounts, 0, 2))
        if isinstance(target, Item)
        else Decimal(0),
        date_end=draw_seldom(
            draw, st.just(start + timedelta(draw(st.integers(0, 12)))), None, 2
        ),
        is_released=draw_seldom(draw, st.just(True), False),
    )


def number(world):
    """Give the records numbers, in the order in which a database would."""
    invoices = list(dict.fromkeys(item.invoice for item in world.items))
    levels = [level for workflow in world.workflows for level in workflow.levels]
    for records in (
        world.companies,
        world.workflows,
        levels,
        world.segments,
        world.customers,
        invoices,
        world.items,
        world.notices,
        world.holds,
    ):
        for place, record in enumerate(records, 1):
            record.id = place
