"""Worlds and proposals in words, to compare them and to read what differs."""

import dataclasses
from decimal import Decimal


def names(world):
    """Names of all records: dict of (kind, id) to text"""
    named = {("company", company.id): company.name for company in world.companies}
    for workflow in world.workflows:
        named["workflow", workflow.id] = workflow.name
        for place, level in enumerate(workflow.levels, 1):
            named["level", level.id] = f"{workflow.name}{place}"
    for customer in world.customers:
        named["customer", customer.id] = customer.name
    for place, item in enumerate(world.items, 1):
        named["item", item.id] = f"item {place:02}"
    return named


def place_of_line(item, notice_items, kind, level, reason, is_lowered):
    """One line of a notice; the notice is known by the items that it duns."""
    lowered = " lowered" if is_lowered else ""
    return f"{item}: {kind} {level or '-'}{lowered} {reason or ''} with {notice_items}"


def place_of_exclusion(item, reason, level, date_next):
    """One item left out; the next level where the sentence tells about it."""
    if reason not in ("waiting", "level_not_reached"):
        return f"{item}: left out, {reason}"
    return f"{item}: left out, {reason}, {level} from {date_next}"


def amount(value):
    """An amount, however it is held: float, Decimal or int."""
    return f"{Decimal(str(value)).quantize(Decimal('0.01'))}"


def of_proposal(world, proposal):
    """:return: dict of lists: places of the items, notices, totals of the companies"""
    of = names(world)

    def items_of(notice):
        dunned = [line.item for line in notice.lines if line.kind == "overdue"]
        return ", ".join(sorted(of["item", item.id] for item in dunned))

    def level_name(level):
        return level and of["level", level.id]

    places = [
        place_of_line(
            of["item", line.item.id],
            items_of(notice),
            line.kind,
            level_name(line.level),
            line.reason,
            line.is_lowered,
        )
        for notice in proposal.notices
        for line in notice.lines
    ] + [
        place_of_exclusion(
            of["item", candidate.item.id],
            candidate.reason,
            level_name(candidate.step.level) if candidate.step else None,
            candidate.step.date if candidate.step else None,
        )
        for candidate in proposal.exclusions
    ]
    notices = [
        {
            "items": items_of(notice),
            "debtor": notice.debtor.name,
            "workflow": notice.workflow.name,
            "grouping": notice.grouping,
            "sender": notice.sender.name,
            "level": level_name(notice.level),
            **dataclasses.asdict(notice.delivery),
            "currency": notice.currency.name,
            "amount_total": amount(notice.amount_total),
            "days_overdue": notice.days_overdue,
            "date_deadline": str(notice.date_deadline),
            "claims": sorted(
                (
                    company.name,
                    currency.name,
                    amount(claim.principal),
                    amount(claim.credit),
                    amount(claim.principal - claim.credit),
                )
                for (company, currency), claim in notice.claims.items()
            ),
        }
        for notice in proposal.notices
    ]
    totals = [
        (company.name, *map(amount, total))
        for company, total in proposal.totals.items()
    ]
    return {
        "places": sorted(places),
        "notices": sorted(notices, key=lambda notice: notice["items"]),
        "totals": sorted(totals),
    }


def of_world(world):
    """The world in lines, for whoever looks at a failure."""
    of = names(world)
    lines = [
        f"run of {world.date} in {world.currency.name}, "
        f"workflow {world.workflow and world.workflow.name}, "
        f"lead {world.lead_company and world.lead_company.name}, "
        f"consumers collective: {world.is_consumer_collective}"
    ]
    lines += [
        f"company {company.name} {company.currency.name} member {company.is_member} "
        f"workflow {company.workflow and company.workflow.name}"
        for company in world.companies
    ]
    lines += [
        f"rate {rate.currency.name} {rate.company and rate.company.name} {rate.day} "
        f"{rate.rate}"
        for rate in world.rates
    ]
    for workflow in world.workflows:
        lines.append(_fields(workflow, without=("levels", "currency")))
        lines.append(f"  minimum in {workflow.currency and workflow.currency.name}")
        lines += [
            f"  {of['level', level.id]} {_fields(level, without=('workflow',))}"
            for level in workflow.levels
        ]
    lines += [
        f"segment {segment.name} {segment.workflow.name} {segment.grouping}"
        for segment in world.segments
    ]
    for customer in world.customers:
        lines.append(
            f"{_fields(customer, without=('workflow', 'segment', 'payer'))}"
            f" workflow {customer.workflow and customer.workflow.name}"
            f" segment {customer.segment and customer.segment.name}"
            f" payer {customer.payer and customer.payer.name}"
        )
    for item in world.items:
        invoice = item.invoice
        lines.append(
            f"{of['item', item.id]} of {item.customer and item.customer.name}"
            f" invoice {invoice.id} {invoice.company.name} {invoice.currency.name}"
            f" {invoice.payment_state} {invoice.state}"
            f" workflow {invoice.workflow and invoice.workflow.name}"
            f" cap {invoice.cap and of['level', invoice.cap.id]}"
            f" {_fields(item, without=('invoice', 'customer'))}"
        )
    for notice in world.notices:
        texts = [
            f"{of['item', line.item.id]} {line.kind}"
            f" {line.level and of['level', line.level.id]}"
            for line in notice.lines
        ]
        lines.append(
            f"notice {notice.state} sent {notice.date_sent} pay by"
            f" {notice.date_deadline}: {'; '.join(texts)}"
        )
    for hold in world.holds:
        target = getattr(hold.target, "name", None) or of["item", hold.target.id]
        lines.append(
            f"hold of {target} {hold.date_start} to {hold.date_end}"
            f" released {hold.is_released} part {hold.amount}"
        )
    return "\n".join(lines)


def _fields(record, without):
    """What differs from the usual."""
    usual = {field.name: field.default for field in dataclasses.fields(record)}
    return " ".join(
        f"{name}={value}"
        for name, value in vars(record).items()
        if name not in (*without, "id") and value != usual[name]
    )
