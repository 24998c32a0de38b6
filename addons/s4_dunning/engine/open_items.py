"""Which journal items are open items."""

from odoo.tools import SQL

MODELS = (
    "account.move",
    "account.move.line",
    "dunning.group",
    "res.company",
    "res.partner",
)

ITEM = SQL("item")
OWNERS = SQL(
    """
    JOIN res_company company ON company.id = item.company_id
    LEFT JOIN res_partner contact ON contact.id = item.partner_id
    """
)
TABLES = SQL("account_move_line item %s", OWNERS)

# `ordering` is the debtor that the ledger names, `debtor` the one that is written to,
# its payer where that is so agreed. A customer who owes nothing may have neither.
DEBTORS = SQL(
    """
    JOIN dunning_group ON dunning_group.id = company.dunning_group_id
    LEFT JOIN dunning_debtor ordering
      ON ordering.partner_id = contact.commercial_partner_id
     AND ordering.group_id = company.dunning_group_id
    LEFT JOIN dunning_debtor payer
      ON ordering.addressee = 'payer'
     AND payer.partner_id = ordering.payer_id
     AND payer.group_id = ordering.group_id
    LEFT JOIN dunning_debtor debtor ON debtor.id = COALESCE(payer.id, ordering.id)
    LEFT JOIN res_partner customer
      ON customer.id = COALESCE(debtor.partner_id, contact.commercial_partner_id)
    """
)


def condition(group):
    """WHERE of the open items of a group, on TABLES.

    An open item is a posted, unreconciled receivable line of one of its companies.
    """
    for model in MODELS:
        group.env[model].flush_model()
    return SQL(
        "%s AND item.parent_state = 'posted' AND item.reconciled IS NOT TRUE"
        " AND company.dunning_group_id = %s",
        is_receivable(group.env),
        group.id,
    )


def is_receivable(env, item=ITEM):
    """Condition on a journal item: it stands on a receivable account.

    The accounts are named one by one: the ledger has an index on what is unreconciled
    on an account, and PostgreSQL knows how much stands on each.

    :param item: SQL, the alias of the journal item
    """
    # sudo: accounts of all companies of a group, active or not
    accounts = env["account.account"].sudo().with_context(active_test=False)
    receivable = accounts.search(
        [("account_type", "=", "asset_receivable")], order="id"
    )
    return SQL("%s.account_id = ANY(%s)", item, receivable.ids)
