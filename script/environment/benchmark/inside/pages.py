"""The first page of what our menus open, and of what a person looks at most."""

import statistics
from functools import partial

from .web_client import first_page, form

RUNS = 5
ACTIONS = {
    "to review": "s4_dunning.dunning_notice_action_review",
    "outbox": "s4_dunning.dunning_notice_action_outbox",
    "print queue": "s4_dunning.dunning_notice_action_print_queue",
    "debtors": "s4_dunning.dunning_debtor_action",
    "duplicate debtors": "s4_dunning.dunning_duplicate_action",
    "notices": "s4_dunning.dunning_notice_action",
    "holds": "s4_dunning.dunning_hold_action",
    "runs": "s4_dunning.dunning_run_action",
    "dunned items": "s4_dunning.dunning_notice_line_action",
    "left out": "s4_dunning.dunning_run_exclusion_action",
    "accounting dashboard": "account.open_account_journal_dashboard_kanban",
}
ODOO = {"accounting dashboard"}  # there is nothing of ours on it


def rows(env, measured):
    """Measure every page as a running server gives it: the registry knows the views."""
    for name, calls in pages(env).items():
        load(calls)
        costs = [measured(env, partial(load, calls)) for _ in range(RUNS)]
        middle = statistics.median_low(cost["wall_s"] for cost in costs)
        cost = next(cost for cost in costs if cost["wall_s"] == middle)
        yield {
            "system": "odoo" if name in ODOO else "s4_dunning",
            "step": f"page: {name}",
            "items": len(calls),
            **cost,
            "runs": RUNS,
        }


def pages(env):
    """:return: dict of name to the calls that fill the page"""
    actions = {
        name: first_page(env, env["ir.actions.act_window"]._for_xml_id(action))
        for name, action in ACTIONS.items()
    }
    run = env["dunning.run"].search([], limit=1)
    debtor = _largest_debtor(env)
    notice = debtor.notice_ids[:1]
    review = "s4_dunning.dunning_notice_view_form_review"
    return {
        **actions,
        "run": form(run),
        "largest debtor": form(debtor),
        "largest debtor, open items": first_page(env, debtor.action_open_items()),
        "largest debtor, explanation": [lambda: _explanation(debtor)],
        "largest notice": form(notice),
        "largest notice in review": form(notice, review),
    }


def load(calls):
    for call in calls:
        call()


def _largest_debtor(env):
    [(notice, _count)] = env["dunning.notice.line"]._read_group(
        [("notice_state", "=", "proposed")],
        ["notice_id"],
        ["__count"],
        order="__count DESC",
        limit=1,
    )
    return notice.debtor_id


def _explanation(debtor):
    action = debtor.action_explain()
    explanation = debtor.env[action["res_model"]].browse(action["res_id"])
    load(form(explanation))
