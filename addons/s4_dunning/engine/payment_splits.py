"""Items whose money has arrived somewhere, while its entries wait as drafts."""

from odoo.tools import SQL

# On a candidate row `item`.
IN_SPLIT = SQL(
    """
    item.move_line_id IN (
        SELECT split.item_id
          FROM account_move_dunning_item_rel split
          JOIN account_move entry ON entry.id = split.move_id
         WHERE entry.state = 'draft')
    """
)
