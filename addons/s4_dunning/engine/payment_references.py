"""Which notices are named in a text, by their number."""

from odoo.tools import SQL

from ..rules.payment_references import compact, quotes


def notices_named(env, text):
    """Find the sent notices whose number stands in a text, however it is punctuated.

    :param text: str, what came with a payment
    :return: list of ids of dunning.notice, whoever may read them
    """
    env["dunning.notice"].flush_model(["name", "state"])
    rows = env.execute_query(
        SQL(
            """
            SELECT id, name
              FROM dunning_notice
             WHERE state IN ('sent', 'closed')
               AND strpos(%s, regexp_replace(upper(name), '[^0-9A-Z]', '', 'g')) > 0
            """,
            compact(text),
        )
    )
    return [notice_id for notice_id, name in rows if quotes(text, name)]
