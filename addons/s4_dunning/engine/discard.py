"""Taking a proposal away again, whatever its size."""

from odoo.tools import SQL, split_every

# Where records of any model are noted down with what belongs to them: the deletion of a
# record takes these along, no foreign key does.
NOTES = {
    "mail_message": "model",
    "mail_followers": "res_model",
    "mail_activity": "res_model",
    "ir_attachment": "res_model",
    "ir_model_data": "model",
}
BATCH = 1000


def proposed(run):
    """Delete the proposed notices, the exclusions and the control totals of a run.

    :param run: one dunning.run, as superuser
    """
    run.env.flush_all()
    run.run_company_ids.unlink()
    _unlink_noted_notices(run)
    _delete_notices(run)
    run.env.cr.execute(
        SQL("DELETE FROM dunning_run_exclusion WHERE run_id = %s", run.id)
    )
    run.env.invalidate_all()


def _unlink_noted_notices(run):
    """Unlink the few notices to which somebody added something while reviewing."""
    is_noted = SQL(" OR ").join(
        SQL(
            "EXISTS (SELECT FROM %s note"
            " WHERE note.%s = 'dunning.notice' AND note.res_id = notice.id)",
            SQL.identifier(table),
            SQL.identifier(column),
        )
        for table, column in NOTES.items()
    )
    rows = run.env.execute_query(
        SQL(
            """
            SELECT notice.id
              FROM dunning_notice notice
             WHERE notice.run_id = %s AND notice.state = 'proposed' AND (%s)
            """,
            run.id,
            is_noted,
        )
    )
    for ids in split_every(BATCH, [notice_id for (notice_id,) in rows]):
        run.env["dunning.notice"].browse(ids).unlink()
        run.env.flush_all()
        run.env.invalidate_all()


def _delete_notices(run):
    """Delete from the lines up, so that no foreign key has to look for them."""
    notices = SQL(
        "SELECT id FROM dunning_notice WHERE run_id = %s AND state = 'proposed'",
        run.id,
    )
    for table in ("dunning_notice_line", "dunning_claim"):
        run.env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE notice_id IN (%s)", SQL.identifier(table), notices
            )
        )
    run.env.cr.execute(SQL("DELETE FROM dunning_notice WHERE id IN (%s)", notices))
