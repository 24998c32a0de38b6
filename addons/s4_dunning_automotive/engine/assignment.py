"""What the assignment rules say of documents: one statement, however many of both."""

import logging

from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# Documents that carry tags: those to customers, and entries with a receivable item.
TAGGED = SQL(
    """
    (move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
     OR move.move_type = 'entry' AND EXISTS (
         SELECT FROM account_move_line item
           JOIN account_account account ON account.id = item.account_id
          WHERE item.move_id = move.id
            AND account.account_type = 'asset_receivable'
     ))
    """
)
NO_MATCH = SQL(
    """
    SELECT NULL::integer AS document_id, NULL::integer AS position,
           NULL::integer AS rule_id, NULL::integer AS brand_id,
           NULL::integer AS location_id, NULL::integer AS department_id
     WHERE FALSE
    """
)
RESULTS = ("brand_id", "location_id", "department_id")


def decide(rules, moves):
    """Ask the rules about documents: for each tag, the first rule that gives it wins.

    :param rules: dunning.assignment.rule as superuser, in their order
    :param moves: account.move as superuser, of any kind
    :return: dict of id of a document that carries tags, to dict of result field of the
        rule to (id of the value, id of the rule), or to (None, None) without a rule
    """
    moves.env["account.move"].flush_model(["move_type"])
    moves.env["account.move.line"].flush_model(["move_id", "account_id"])
    moves.env["account.account"].flush_model(["account_type"])
    rows = moves.env.execute_query(
        SQL(
            """
            WITH document AS (
                SELECT move.id
                  FROM account_move move
                 WHERE move.id = ANY(%(ids)s) AND %(tagged)s
            ),
            match AS (%(matches)s)
            SELECT document.id, %(winners)s
              FROM document
              LEFT JOIN match ON match.document_id = document.id
             GROUP BY document.id
            """,
            ids=list(moves.ids),
            tagged=TAGGED,
            matches=_matches(rules, moves.env["account.move"]),
            winners=SQL(", ").join(map(_winner, RESULTS)),
        )
    )
    return {
        document_id: {
            result: winner[0] if winner else (None, None)
            for result, winner in zip(RESULTS, winners, strict=True)
        }
        for document_id, *winners in rows
    }


def _winner(result):
    """The first rule that gives a tag, as [[value, rule]]."""
    return SQL(
        """
        (ARRAY_AGG(ARRAY[match.%(result)s, match.rule_id] ORDER BY match.position)
         FILTER (WHERE match.%(result)s IS NOT NULL))[1:1]
        """,
        result=SQL.identifier(result),
    )


def _matches(rules, model):
    """SELECT a row for every rule and document that it matches.

    :param model: account.move without records, of which a condition on amounts would
        take the currency
    """
    selects = [NO_MATCH]
    for position, rule in enumerate(rules):
        try:
            query = model._search(rule._domain())
        except rule.UNREADABLE as error:
            # invoices are posted nonetheless; the list of rules tells as well
            _logger.warning("Assignment rule %s is left out: %s", rule.name, error)
            continue
        query.add_where("account_move.id IN (SELECT id FROM document)")
        if query.is_empty():
            continue
        selects.append(
            query.select(
                SQL("account_move.id"),
                SQL("%s", position),
                SQL("%s", rule.id),
                *(
                    SQL("%s::integer", rule[result].filtered("active").id or None)
                    for result in RESULTS
                ),
            )
        )
    return SQL(" UNION ALL ").join(selects)
