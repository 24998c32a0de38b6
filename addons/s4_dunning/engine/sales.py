"""Levels of which Sales is told first: items wait until that was n days ago."""

from odoo.tools import SQL

MODELS = ("dunning.announcement", "dunning.debtor", "res.partner", "res.users")


def is_first(run):
    """Condition: the salesperson was not told of the next level in time.

    Customers without a salesperson, or with one who left, wait for nobody.

    :param run: a dunning.run, saved or not
    :return: SQL on the tables of engine/candidates.py
    """
    for model in MODELS:
        run.env[model].flush_model()
    return SQL(
        """
        dunning_level.sales_days > 0
        AND EXISTS (
            SELECT FROM dunning_debtor debtor
              JOIN res_partner customer ON customer.id = debtor.partner_id
              JOIN res_users salesperson ON salesperson.id = customer.user_id
             WHERE debtor.id = item.debtor_id
               AND salesperson.active AND salesperson.share IS NOT TRUE
        )
        AND NOT EXISTS (
            SELECT FROM dunning_announcement announcement
             WHERE announcement.debtor_id = item.debtor_id
               AND announcement.level_id = next.level_id
               AND announcement.date_ended IS NULL
               AND announcement.date + dunning_level.sales_days <= %s
        )
        """,
        run.date,
    )
