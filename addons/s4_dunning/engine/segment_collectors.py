"""The collector of a segment is that of its debtors, unless they have another."""

from odoo.tools import SQL


def replace(segment, collector_id):
    """Let the debtors of a segment follow that have its collector, or none.

    :param segment: one dunning.segment, with the collector that it had so far
    :param collector_id: id of res.users, or False
    """
    debtors = segment.env["dunning.debtor"]
    debtors.flush_model(["collector_id", "segment_id"])
    segment.env.cr.execute(
        SQL(
            """
            UPDATE dunning_debtor
               SET collector_id = %(collector)s
             WHERE segment_id = %(segment)s
               AND COALESCE(collector_id, %(former)s) IS NOT DISTINCT FROM %(former)s
            """,
            collector=collector_id or None,
            segment=segment.id,
            former=segment.collector_id.id or None,
        )
    )
    debtors.invalidate_model(["collector_id"])
