"""What the items of one notice share: so the workflow, segment or debtor says."""

from odoo.tools import SQL

# The columns of the candidates, and of dunning_notice.
COLUMNS = ("debtor_id", "workflow_id", "grouping", "grouping_key")

# The most specific choice wins. To a consumer each creditor writes by itself as soon as
# costs are claimed: they are computed per creditor (art. 6:96 lid 7 of the Dutch civil
# code adds up the claims of one creditor only). Without costs a manager may allow it.
IS_PER_CREDITOR = SQL(
    """
    (item.is_consumer
     AND (dunning_level.claims_costs IS TRUE
          OR item.is_consumer_collective IS NOT TRUE))
    """
)
CHOICE = SQL("COALESCE(item.debtor_grouping, item.segment_grouping, workflow.grouping)")
GROUPING = SQL(
    """
    CASE WHEN %(choice)s = 'collective' AND %(is_per_creditor)s THEN 'company'
         ELSE %(choice)s END AS grouping,
    CASE WHEN %(choice)s = 'collective' AND %(is_per_creditor)s THEN 'consumer'
         WHEN item.debtor_grouping IS NOT NULL THEN 'debtor'
         WHEN item.segment_grouping IS NOT NULL THEN 'segment'
         ELSE 'workflow' END AS grouping_rule,
    %(is_per_creditor)s AS is_per_creditor
    """,
    choice=CHOICE,
    is_per_creditor=IS_PER_CREDITOR,
)


def value(run):
    """What tells the notices of one debtor and workflow apart, for a row `item`."""
    return SQL(
        "CONCAT(CASE item.grouping %s ELSE '' END,"
        " CASE WHEN item.is_per_creditor THEN '/' || item.company_id END)",
        SQL(" ").join(
            SQL("WHEN %s THEN (%s)::varchar", grouping, key)
            for grouping, key in run._grouping_keys().items()
        ),
    )


def columns_of(alias=None):
    """The columns that the items of one notice share.

    :param alias: of the table; None: the bare names
    """
    prefix = SQL("%s.", SQL.identifier(alias)) if alias else SQL("")
    return SQL(", ").join(
        SQL("%s%s", prefix, SQL.identifier(column)) for column in COLUMNS
    )


def same(left, right):
    """Condition that two table aliases belong to the same notice.

    No column is empty where an item is to be dunned, so that the rows can be hashed.
    """
    return SQL("(%s) = (%s)", columns_of(left), columns_of(right))
