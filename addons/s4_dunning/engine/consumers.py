"""Which debtors are consumers: judged again where the card or a person says otherwise.

Check digits are no matter for SQL. So every debtor keeps the words that it was judged
by, and only those whose card says something else by now are judged, some at a time.
"""

from odoo.tools import SQL

from ..rules import consumers

BATCH = 5000
MODELS = ("dunning.debtor", "res.country", "res.partner")

# What the judgement is made of. The same as DunningDebtor._consumer_basis.
BASIS = SQL(
    """
    CONCAT_WS('|', COALESCE(debtor.consumer_choice, ''),
              CASE WHEN customer.is_company THEN 'company' ELSE 'person' END,
              COALESCE(customer.vat, ''), COALESCE(country.code, ''))
    """
)


def refresh(group):
    """Judge the debtors of a group whose card changed, and those that are new.

    :param group: one dunning.group
    """
    cr = group.env.cr
    for model in MODELS:
        group.env[model].flush_model()
    last_id = 0
    while True:
        cr.execute(_changed(group, last_id))
        rows = cr.fetchall()
        if not rows:
            break
        last_id = rows[-1][0]
        _write(cr, rows)
    group.env["dunning.debtor"].invalidate_model(
        ["is_consumer", "consumer_source", "consumer_basis"]
    )


def judge(choice, is_company, number, country):
    """Judge one debtor; what a person says wins.

    :param choice: 'consumer', 'business' or None, set by hand
    :return: (bool, whether it is a consumer; str, what says so)
    """
    if choice:
        return choice == "consumer", "hand"
    return consumers.judge(is_company, number, country)


def _changed(group, last_id):
    return SQL(
        """
        SELECT debtor.id, %(basis)s, debtor.consumer_choice, customer.is_company,
               customer.vat, country.code
          FROM dunning_debtor debtor
          JOIN res_partner customer ON customer.id = debtor.partner_id
          LEFT JOIN res_country country ON country.id = customer.country_id
         WHERE debtor.group_id = %(group)s AND debtor.id > %(last)s
           AND debtor.consumer_basis IS DISTINCT FROM %(basis)s
         ORDER BY debtor.id
         LIMIT %(batch)s
        """,
        basis=BASIS,
        group=group.id,
        last=last_id,
        batch=BATCH,
    )


def _write(cr, rows):
    judged = [(id_, basis, *judge(*facts)) for id_, basis, *facts in rows]
    cr.execute(
        SQL(
            """
            UPDATE dunning_debtor debtor
               SET is_consumer = judged.is_consumer,
                   consumer_source = judged.source,
                   consumer_basis = judged.basis
              FROM UNNEST(%s::integer[], %s::varchar[], %s::boolean[], %s::varchar[])
                   judged (id, basis, is_consumer, source)
             WHERE debtor.id = judged.id
            """,
            *map(list, zip(*judged, strict=True)),
        )
    )
