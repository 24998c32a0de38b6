"""Why an item is left out, by itself; the first reason that holds is told."""

from . import demands, history, level_rule, policy


def reason(world, item):
    """:return: code of a reason, or None: the item is to be dunned"""
    workflow = policy.workflow(world, item)
    return (
        _about_the_item(world, item)
        or _about_the_workflow(world, item, workflow)
        or _about_the_level(world, item, workflow)
    )


def _about_the_item(world, item):
    debtor = policy.debtor(item)
    notice = history.open_notice(world, item)
    reasons = {
        "no_partner": debtor is None,
        "intercompany": debtor and debtor.is_company_of_database,
        "no_followup": item.no_followup,
        "blocked": item.invoice.payment_state == "blocked",
        "in_payment": item.invoice.payment_state in ("in_payment", "paid"),
        "skipped": notice and notice.state == "skipped",
        "in_open_notice": notice,
        "credit": item.residual < 0 and not demands.is_held_by_itself(world, item),
        "in_split": item.is_in_split,
        "hold": demands.is_held(world, item),
        "no_rate": demands.amount_in_group_currency(world, item) is None,
    }
    return _first(reasons)


def _about_the_workflow(world, item, workflow):
    if workflow is None:
        return "no_workflow"
    minimum = workflow.item_minimum
    maximum = workflow.maximum_notices
    reasons = {
        "outside_workflow": minimum is not None and item.residual_balance < minimum,
        "no_level": not workflow.active_levels(),
        "maximum_notices": maximum and history.notice_count(world, item) >= maximum,
    }
    return _first(reasons)


def _about_the_level(world, item, workflow):
    step = level_rule.next_step(world, item, workflow)
    if step and step.date <= world.date:
        return None
    follows = level_rule.next_step(world, item, workflow, is_capped=False)
    reasons = {
        "not_due": item.date_due >= world.date,
        "level_cap": not step and follows,
        "last_level": not step,
        "waiting": history.last_notice(world, item),
        "level_not_reached": True,
    }
    return _first(reasons)


def _first(reasons):
    return next((code for code, holds_ in reasons.items() if holds_), None)
