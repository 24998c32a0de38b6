"""The plain reading of the proposal itself: what must hold, whatever the ledger."""

from collections import Counter
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from oracle import demands, policies, policy, strategies
from oracle.proposal import propose

# a ledger is large, and takes its time to be drawn
on_worlds = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def lines(proposal):
    return [line for notice in proposal.notices for line in notice.lines]


@on_worlds
@given(strategies.worlds())
def test_every_open_item_is_in_exactly_one_place(world):
    proposal = propose(world)
    places = Counter(line.item for line in lines(proposal))
    places.update(candidate.item for candidate in proposal.exclusions)
    assert places == Counter(world.open_items())
    assert all(candidate.reason for candidate in proposal.exclusions)


@on_worlds
@given(strategies.worlds())
def test_proposing_again_changes_nothing(world):
    first, second = propose(world), propose(world)
    assert first.notices == second.notices
    assert first.totals == second.totals


@on_worlds
@given(strategies.worlds())
def test_totals_tie_to_the_ledger(world):
    for company, (ledger, included, excluded) in propose(world).totals.items():
        assert ledger == included + excluded
        assert ledger == sum(
            item.residual_balance
            for item in world.items
            if item.invoice.company is company and item.invoice.state == "posted"
        )


@on_worlds
@given(strategies.worlds())
def test_notice_asks_for_something_after_its_credits(world):
    for notice in propose(world).notices:
        for claim in notice.claims.values():
            assert claim.principal - claim.credit > 0


@on_worlds
@given(strategies.worlds())
def test_notice_is_not_below_the_minimum_of_its_levels(world):
    for notice in propose(world).notices:
        amount = sum(
            demands.amount_in_group_currency(world, line.item)
            for line in notice.lines
            if line.kind != "open"
        )
        lowest = min(
            (line.level for line in notice.lines if line.kind == "overdue"),
            key=notice.workflow.active_levels().index,
        )
        assert amount >= policy.minimum_in_group_currency(world, lowest)


@on_worlds
@given(strategies.worlds())
def test_costs_are_claimed_from_a_consumer_by_one_creditor(world):
    for notice in propose(world).notices:
        creditors = {company for company, _currency in notice.claims}
        if policy.is_consumer(notice.debtor) and (
            notice.level.claims_costs or not world.is_consumer_collective
        ):
            assert len(creditors) == 1


@on_worlds
@given(strategies.worlds())
def test_no_item_stands_above_its_notice(world):
    for notice in propose(world).notices:
        order = notice.workflow.active_levels().index
        for line in notice.lines:
            if line.kind == "overdue":
                assert order(line.level) <= order(notice.level)
        assert notice.workflow.level_rule != "highest" or notice.level in {
            line.level for line in notice.lines
        }


@on_worlds
@given(strategies.worlds())
def test_sender_has_a_claim(world):
    for notice in propose(world).notices:
        creditors = {company for company, _currency in notice.claims}
        assert notice.sender in creditors
        if world.lead_company in creditors:
            assert notice.sender is world.lead_company


@given(policies.workflow("X"))
def test_workflows_are_as_the_forms_allow_them(workflow):
    first = workflow.active_levels()[:1]
    assert all(level.trigger_base in ("due_date", "end_of_month") for level in first)
    for level in workflow.levels:
        assert level.days >= 0 or level.trigger_base == "due_date"
        assert 0 <= level.minimum_percentage <= 100
        assert level.minimum_amount >= Decimal(0)
