"""Propose a run for every group that has something to collect, and show it.

This runs inside Odoo: `from environment import first_run; first_run.show(env)`.
"""

# ruff: noqa: T201


def show(env):
    groups = env["dunning.group"].search([])
    runs = [run for group in groups if (run := first_run(group))]
    env.cr.commit()
    for run in runs:
        print_run(run)
    if not runs:
        print("Nothing is open in any group: there is no run to propose.")


def first_run(group):
    """Return a run of today, proposed now, or nothing if no item is open."""
    run = group.env["dunning.run"].create({"group_id": group.id})
    run.action_propose()
    if run.notice_ids or run.exclusion_ids:
        return run
    run.unlink()
    return None


def print_run(run):
    print(f"\n{run.group_id.display_name}: {len(run.notice_ids)} notices proposed")
    print(f"  {'company':<32}{'open':>14}{'in notices':>14}{'left out':>14}")
    for total in run.run_company_ids:
        currency = total.company_id.currency_id
        amounts = [total.amount_ledger, total.amount_included, total.amount_excluded]
        columns = "".join(f"{currency.round(amount):>14,.2f}" for amount in amounts)
        difference = currency.round(total.amount_difference)
        warning = f"  difference {difference:,.2f}" if difference else ""
        print(f"  {total.company_id.name:<32}{columns} {currency.name}{warning}")
    print_exclusions(run)


def print_exclusions(run):
    labels = dict(run.exclusion_ids._fields["reason"]._description_selection(run.env))
    reasons = run.exclusion_ids.grouped("reason")
    if reasons:
        print("  open items left out:")
    for reason, exclusions in sorted(reasons.items(), key=lambda item: -len(item[1])):
        print(f"  {len(exclusions):>6}  {labels[reason]}")
