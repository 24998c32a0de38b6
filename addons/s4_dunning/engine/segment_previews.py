"""Who would change its segment: the same question as at a refresh, written down."""

from odoo.tools import SQL

from . import segments


def refresh(segment):
    """Write down who would come into a segment, or leave it, for who asks.

    :param segment: one dunning.segment, as superuser
    :raise UserError: the filter of a segment cannot be read
    """
    env = segment.env
    segments.find_wanted(segment.group_id, tried_id=segment.id)
    env.cr.execute(
        SQL("DELETE FROM dunning_segment_preview WHERE create_uid = %s", env.uid)
    )
    env.cr.execute(
        SQL(
            """
            INSERT INTO dunning_segment_preview (
                   debtor_id, segment_before_id, segment_id, mode, cause,
                   create_uid, write_uid, create_date, write_date)
            SELECT debtor_id, segment_before_id, segment_id, mode, cause,
                   %(user)s, %(user)s, now() AT TIME ZONE 'UTC',
                   now() AT TIME ZONE 'UTC'
              FROM dunning_segment_wanted
             WHERE segment_id = %(segment)s OR segment_before_id = %(segment)s
            """,
            user=env.uid,
            segment=segment.id,
        )
    )
