"""Which journal items are open items."""

from odoo.tools import SQL

MODELS = (
    "account.move",
    "account.move.line",
    "dunning.group",
    "res.company",
    "res.partner",
)

TABLES = SQL(
    """
    account_move_line item
    JOIN account_account account
      ON account.id = item.account_id AND account.account_type = 'asset_receivable'
    JOIN account_move move ON move.id = item.move_id
    JOIN res_company company ON company.id = item.company_id
    LEFT JOIN res_partner contact ON contact.id = item.partner_id
    """
)


def condition(group):
    """WHERE of the open items of a group, on TABLES.

    An open item is a posted, unreconciled receivable line of one of its companies.
    """
    for model in MODELS:
        group.env[model].flush_model()
    return SQL(
        "item.parent_state = 'posted' AND item.reconciled IS NOT TRUE"
        " AND company.dunning_group_id = %s",
        group.id,
    )
