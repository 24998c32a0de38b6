"""Random policies: workflows with their levels, segments, and customers."""

from decimal import Decimal

from hypothesis import strategies as st

from .records import VAT_NUMBERS, Contact, Customer, Level, Segment, Workflow

WORKFLOWS = 3
LEVELS = 4
SEGMENTS = 2
CUSTOMERS = 5

GROUPINGS = ("collective", "company", "level", "invoice")
CONTACTS = ("dunning", "invoice", "escalation")
CHANNELS = ("email", "letter", "phone")
BASES = ("due_date", "end_of_month", "previous_notice", "previous_deadline")


def draw_seldom(draw, strategy, otherwise, one_in=5):
    """Draw from a strategy once in a while, else take what is usual."""
    return draw(strategy) if draw(st.integers(1, one_in)) == one_in else otherwise


@st.composite
def workflows(draw, currencies):
    """One to three workflows; their levels have places among each other's."""
    return [
        draw(workflow(name, currencies))
        for name in "XYZ"[: draw(st.integers(1, WORKFLOWS))]
    ]


@st.composite
def workflow(draw, name, currencies=(None,)):
    levels = draw(st.lists(level(), min_size=1, max_size=LEVELS))
    made = Workflow(
        name,
        levels,
        currency=draw_seldom(draw, st.sampled_from(currencies), currencies[0]),
        active=draw_seldom(draw, st.just(False), True, 25),
        progression=draw(st.sampled_from(["sequential", "catch_up"])),
        grouping=draw(st.sampled_from(GROUPINGS)),
        level_rule=draw(st.sampled_from(["highest", "oldest", "lead_company"])),
        grace_days=draw_seldom(draw, st.integers(1, 5), 0),
        interval_days=draw(st.sampled_from([0, 7, 14])),
        repeat_days=draw_seldom(draw, st.integers(1, 20), 0, 2),
        maximum_notices=draw_seldom(draw, st.integers(1, 3), 0),
        item_minimum=draw_seldom(draw, st.just(Decimal(50)), None, 15),
    )
    for place, one in enumerate(levels, 1):
        one.id = place
    first = made.active_levels()[:1]
    for one in first:
        # the first level has no previous notice: the form refuses it
        if one.trigger_base.startswith("previous"):
            one.trigger_base = "due_date"
    return made


@st.composite
def level(draw):
    base = draw(st.sampled_from(BASES))
    is_before = base == "due_date" and draw_seldom(draw, st.just(True), False)
    return Level(
        sequence=draw(st.integers(1, 4)),
        trigger_base=base,
        days=-draw(st.integers(1, 10)) if is_before else draw(st.integers(0, 30)),
        payment_days=draw(st.integers(0, 20)),
        action=draw_seldom(draw, st.sampled_from(["call", "hand_over"]), "notice", 8),
        channel=draw(st.sampled_from(["email", "letter"])),
        minimum_amount=Decimal(
            draw_seldom(draw, st.sampled_from(["25", "50", "100", "200.5"]), 0, 3)
        ),
        minimum_percentage=draw_seldom(draw, st.sampled_from([10, 50, 100]), 0),
        claims_costs=draw_seldom(draw, st.just(True), False, 3),
        is_escalation=draw_seldom(draw, st.just(True), False, 3),
        also_letter=draw_seldom(draw, st.just(True), False, 4),
        also_call=draw_seldom(draw, st.just(True), False, 6),
        active=draw_seldom(draw, st.just(False), True, 8),
        autonomy=draw_seldom(draw, st.just("automatic"), "propose", 8),
    )


@st.composite
def segments(draw, used_workflows):
    return [
        Segment(
            name,
            draw(st.sampled_from(used_workflows)),
            draw_seldom(draw, st.sampled_from(GROUPINGS), None, 2),
        )
        for name in "ST"[: draw(st.integers(0, SEGMENTS))]
    ]


@st.composite
def customers(draw, used_workflows, used_segments):
    """One to five customers, some of which pay for others; one is a company of ours."""
    made = [
        draw(_customer(name, used_workflows, used_segments))
        for name in "JKLMN"[: draw(st.integers(1, CUSTOMERS))]
    ]
    ours = Customer("O", is_company_of_database=True)
    payers = [customer for customer in made if customer.addressee == "customer"]
    for customer in made:
        if customer.addressee != "customer":
            others = [payer for payer in payers if payer is not customer]
            if not others:
                customer.addressee = "customer"
            else:
                customer.payer = draw(st.sampled_from(others))
    return [*made, ours] if draw_seldom(draw, st.just(True), False, 10) else made


@st.composite
def _contact(draw, email, one_in):
    """What can be said of a contact; one in so many has no postal address."""
    return Contact(
        email=draw_seldom(draw, st.sampled_from([None, "at home"]), email, 3),
        trouble=draw_seldom(draw, st.sampled_from(["bounced", "blacklisted"]), None),
        has_postal_address=draw_seldom(draw, st.just(False), True, one_in),
        phone=draw_seldom(draw, st.just("+31 50 1234567"), None, 2),
    )


@st.composite
def _customer(draw, name, used_workflows, used_segments):
    kinds = draw(st.sets(st.sampled_from(CONTACTS))) if draw(st.booleans()) else ()
    return Customer(
        name,
        is_company=draw(st.booleans()),
        vat=draw_seldom(draw, st.sampled_from(["/", "NL1", VAT_NUMBERS[name]]), None),
        own=draw(_contact(f"{name.lower()}@example.com", 4)),
        contacts={
            kind: draw(_contact(f"{kind}-{name.lower()}@example.com", 2))
            for kind in CONTACTS
            if kind in kinds
        },
        channel=draw_seldom(draw, st.sampled_from(CHANNELS), None, 4),
        workflow=draw_seldom(draw, st.sampled_from(used_workflows), None, 6),
        segment=draw_seldom(draw, st.sampled_from(used_segments), None, 2)
        if used_segments
        else None,
        grouping=draw_seldom(draw, st.sampled_from(GROUPINGS), None),
        addressee=draw_seldom(draw, st.sampled_from(["payer", "both"]), "customer", 3),
    )
