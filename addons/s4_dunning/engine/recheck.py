"""The test before sending: what was paid, held or credited since the proposal."""

from operator import itemgetter

from odoo.tools import SQL, groupby

from . import candidates, exclusion_reasons, open_items

MANY_ITEMS = 1000


def current(notices):
    """Judge the items of notices as of today, as a run would, in one statement.

    :param notices: dunning.notice of one group, proposed or approved
    :return: dict of account.move.line id to candidate row, for the items of the notices
        and for the other items of their debtors
    """
    # sudo: judges the items of all companies of the notices, active or not
    notices = notices.sudo()
    run = notices.env["dunning.run"].new(
        {
            "group_id": notices.group_id.id,
            "date": notices._fields["date_sent"].context_today(notices),
        }
    )
    item_ids = _item_ids(notices)
    if len(item_ids) > MANY_ITEMS:
        # PostgreSQL would compile for longer than it runs, also what follows here
        notices.env.cr.execute("SET LOCAL jit = off")
    notices.env.cr.execute(
        candidates.query(run, item_ids=item_ids, ignored_notices=notices.ids)
    )
    return {row["move_line_id"]: row for row in notices.env.cr.dictfetchall()}


def larger_than(items, notices):
    """Find notices with many items, without counting them all.

    :param items: int
    :return: those of the notices with more items than that
    """
    notices.env["dunning.notice.line"].flush_model(["notice_id"])
    notices.env.cr.execute(
        SQL(
            """
            SELECT notice.notice_id
              FROM UNNEST(%s::integer[]) AS notice (notice_id)
             WHERE EXISTS (
                   SELECT FROM dunning_notice_line line
                    WHERE line.notice_id = notice.notice_id
                   OFFSET %s)
            """,
            notices.ids,
            items,
        )
    )
    return notices.browse(notice_id for (notice_id,) in notices.env.cr.fetchall())


def _item_ids(notices):
    """:return: ids of the items of the notices, and of the open ones of their debtors

    By account and customer, for which the ledger has an index of what is open.
    """
    debtors = notices.debtor_id
    for model in open_items.MODELS:
        notices.env[model].flush_model()
    notices.env.cr.execute(
        SQL(
            """
            SELECT id
              FROM account_move_line
             WHERE reconciled IS NOT TRUE
               AND parent_state = 'posted'
               AND account_id = ANY(ARRAY(
                   SELECT id FROM account_account
                    WHERE account_type = 'asset_receivable'))
               AND partner_id = ANY(ARRAY(
                   SELECT id FROM res_partner
                    WHERE commercial_partner_id = ANY(%s)))
            """,
            (debtors.partner_id | debtors._paid_for()).ids,
        )
    )
    of_debtors = {move_line_id for (move_line_id,) in notices.env.cr.fetchall()}
    return sorted(of_debtors.union(notices.line_ids.move_line_id.ids))


def dropped(notice, rows):
    """Tell which lines of a notice must not be sent any more.

    :param rows: what `current` gave for the notice
    :return: dict of dunning.notice.line to the sentence why
    """
    stop_reasons = notice.env["dunning.run"]._stop_reasons()
    return {
        line: sentence
        for line in notice.line_ids
        if (sentence := _sentence(line, rows.get(line.move_line_id.id), stop_reasons))
    }


def of_debtors(rows):
    """Sort rows by debtor.

    :param rows: what `current` gave
    :return: dict of dunning.debtor id to list of rows
    """
    return dict(groupby(rows.values(), key=itemgetter("debtor_id")))


def known_credits(notices, rows):
    """Find the credits of which the runs of notices have disposed.

    :param rows: what `current` gave for the notices
    :return: set of (dunning.run id, account.move.line id)
    """
    credits = [
        row["move_line_id"] for row in rows.values() if row["reason"] == "credit"
    ]
    of_runs = [("move_line_id", "in", credits), ("run_id", "in", notices.run_id.ids)]
    exclusions = notices.env["dunning.run.exclusion"].search(of_runs)
    lines = notices.env["dunning.notice.line"].search(
        [of_runs[0], ("notice_id.run_id", "in", notices.run_id.ids)]
    )
    return {
        *((row.run_id.id, row.move_line_id.id) for row in exclusions),
        *((line.notice_id.run_id.id, line.move_line_id.id) for line in lines),
    }


def new_credits(notice, rows, known):
    """Find credits of the creditors that came in after the proposal.

    The run gave each credit that it knew to one notice, or used it up: it counts once.

    :param rows: what `current` gave for the notice
    :param known: what `known_credits` gave for the notice
    :return: list of (dunning.claim, candidate row)
    """
    run_id, debtor_id = notice.run_id.id, notice.debtor_id.id
    claims = {
        (claim.company_id.id, claim.currency_id.id): claim for claim in notice.claim_ids
    }
    return [
        (claims[row["company_id"], row["currency_id"]], row)
        for move_line_id, row in rows.items()
        if row["debtor_id"] == debtor_id
        and row["reason"] == "credit"
        and (row["company_id"], row["currency_id"]) in claims
        and (run_id, move_line_id) not in known
    ]


def _sentence(line, row, stop_reasons):
    if not line.move_line_id:
        return line.env._("it was removed from the ledger.")
    if row is None:
        # sudo: of any company of the notice
        if line.move_line_id.sudo().parent_state != "posted":
            return line.env._("it was cancelled or reset to draft.")
        return line.env._("it was paid.")
    if row["partner_id"] != line.notice_id.partner_id.id:
        return line.env._("it belongs to another customer now.")
    if line.kind == "credit":
        return None if row["reason"] == "credit" else line.env._("the credit was used.")
    is_for_information = (
        line.kind == "open" and row["reason"] in exclusion_reasons.INFORMATION
    )
    if row["reason"] not in stop_reasons or is_for_information:
        return None
    return line.env["dunning.run.exclusion"]._sentence(
        row["reason"],
        date_next=row["date_next"],
        level=line.env["dunning.level"].browse(
            row["level_id"] or row["level_before_id"]
        ),
        hold=line.env["dunning.hold"].browse(row["hold_id"]),
        currency=line.currency_id,
    )
