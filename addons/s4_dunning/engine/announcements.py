"""Which notices would go out some days from today: Sales is told of them."""

from odoo import fields
from odoo.tools import SQL

from . import candidates


def coming(group, days):
    """Find the notices due in some days, of levels of which Sales is told then.

    The items are judged as a run of that day would judge them.

    :param group: one dunning.group
    :param days: int, days from today
    :return: list of dict with debtor_id, level_id, amount (of the items that still wait
        until Sales was told, in the currency of the group; None: nothing waits)
    """
    date = fields.Date.add(fields.Date.context_today(group), days=days)
    run = group.env["dunning.run"].new({"group_id": group.id, "date": date})
    group.env.cr.execute(
        SQL(
            """
            SELECT item.debtor_id, item.level_id,
                   SUM(COALESCE(item.amount_group, 0))
                       FILTER (WHERE item.reason = 'sales_first') AS amount
              FROM (%(candidates)s) item
              JOIN dunning_level level ON level.id = item.level_id
             WHERE level.sales_days = %(days)s
               AND item.date_next <= %(date)s
               AND item.debtor_id IS NOT NULL
               AND item.amount_residual > 0
             GROUP BY item.debtor_id, item.level_id
             ORDER BY item.debtor_id, item.level_id
            """,
            candidates=candidates.query(run),
            days=days,
            date=date,
        )
    )
    return group.env.cr.dictfetchall()
