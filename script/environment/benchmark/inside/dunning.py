"""The steps of this project, by the methods that people and the cron call."""

MANY = 2_500


def _group(env):
    return env.company.dunning_group_id


def _open_items(env):
    return env["account.move.line"].search_count(
        [
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
        ]
    )


def refresh(env):
    """Debtors, their figures, notices that were paid, duplicates."""
    return _open_items(env), _group(env).action_refresh


def propose(env):
    """The button: refresh, and a notice or an exclusion for every open item."""
    run = env["dunning.run"].create({"group_id": _group(env).id})
    return _open_items(env), run.action_propose


def _last_run(env):
    return env["dunning.run"].search([], limit=1)


def propose_again(env):
    """The same run once more: discard all, and rebuild it."""
    return _open_items(env), _last_run(env).action_propose


def discard(env):
    return _open_items(env), _last_run(env).action_discard


def approve_2500(env):
    """The button above the list, for the notices that are ticked."""
    notices = env["dunning.notice"].search([("state", "=", "proposed")], limit=MANY)
    return len(notices), notices.action_approve_together


STEPS = {
    function.__name__: function
    for function in (
        refresh,
        propose,
        propose_again,
        discard,
        approve_2500,
    )
}
STEPS["refresh_again"] = refresh
