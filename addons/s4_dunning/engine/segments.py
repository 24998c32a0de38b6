"""Every debtor gets the first segment, in order, whose criteria it meets.

Left alone are debtors for whom a person or a level chose the segment, and those that
are in a segment by hand. What a person rejected is not proposed to the same debtor
again.

The mode of the segment that a debtor would come into decides whether it does so at once
or when a person confirms; where none matches any more, that of the segment it leaves.
"""

import json

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

MODELS = ("dunning.debtor", "dunning.segment", "dunning.segment.change")

# A debtor whose segment follows from criteria. A segment without source was chosen by
# a person before sources were kept.
IS_FREE = SQL(
    """
    (COALESCE(debtor.segment_source, 'rule') IN ('rule', 'confirmed')
     AND (debtor.segment_source IS NOT NULL OR debtor.segment_id IS NULL)
     AND former.mode IS DISTINCT FROM 'manual')
    """
)


def assign(group, debtor_ids=None):
    """Move the debtors of a group, or propose to.

    :param group: one dunning.group, as superuser
    :param debtor_ids: ids of dunning.debtor of the group; None: all
    :raise UserError: the filter of a segment cannot be read
    """
    env = group.env
    find_wanted(group, debtor_ids)
    _let_lapse(group, debtor_ids)
    _propose(env)
    _move_at_once(env)
    env.invalidate_all()


def find_wanted(group, debtor_ids=None, tried_id=0):
    """Note in dunning_segment_wanted which debtors should be in another segment.

    :param group: one dunning.group
    :param debtor_ids: ids of dunning.debtor of the group; None: all
    :param tried_id: id of a dunning.segment that counts even if it is filled by hand
    """
    env = group.env
    for model in MODELS:
        env[model].flush_model()
    env.cr.execute("DROP TABLE IF EXISTS dunning_segment_match, dunning_segment_wanted")
    env.cr.execute(
        "CREATE TEMPORARY TABLE dunning_segment_match"
        " (debtor_id integer PRIMARY KEY, segment_id integer, cause jsonb)"
        " ON COMMIT DROP"
    )
    segments = env["dunning.segment"].search(
        [
            ("group_id", "=", group.id),
            "|",
            ("mode", "!=", "manual"),
            ("id", "=", tried_id),
        ]
    )
    for segment in segments:
        _match(segment, debtor_ids)
    env.cr.execute("ANALYZE dunning_segment_match")
    _compare(group, debtor_ids)


def _is_chosen(debtor_ids):
    return SQL("TRUE") if debtor_ids is None else SQL("debtor.id = ANY(%s)", debtor_ids)


def _match(segment, debtor_ids):
    """Note the debtors that meet the criteria, and those of no earlier segment."""
    debtors = segment._search_env()
    domain = segment._debtor_domain()
    if debtor_ids is not None:
        domain &= Domain("id", "in", debtor_ids)
    found = debtors._search(domain)
    if found.is_empty():
        return
    debtor_id = SQL.identifier(found.table, "id")
    if segment.mode == "proposed":
        found.add_where(
            SQL(
                "(%s = %s OR %s)",
                SQL.identifier(found.table, "segment_id"),
                segment.id,  # who is in it was let in since
                _was_not_rejected(debtor_id, segment),
            )
        )
    # execute_query flushes what the criteria look at
    debtors.env.execute_query(
        SQL(
            "INSERT INTO dunning_segment_match (debtor_id, segment_id, cause) %s"
            " ON CONFLICT DO NOTHING",
            found.select(
                debtor_id,
                SQL("%s", segment.id),
                SQL("%s::jsonb", json.dumps(segment._cause())),
            ),
        )
    )


def _was_not_rejected(debtor_id, segment):
    return SQL(
        """
        NOT EXISTS (SELECT FROM dunning_segment_change rejected
                     WHERE rejected.debtor_id = %s
                       AND rejected.segment_id = %s
                       AND rejected.state = 'rejected'
                       AND rejected.mode = 'proposed')
        """,
        debtor_id,
        segment.id,
    )


def _compare(group, debtor_ids):
    env = group.env
    env.cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_segment_wanted ON COMMIT DROP AS
            SELECT debtor.id AS debtor_id,
                   debtor.segment_id AS segment_before_id,
                   debtor.segment_source AS source_before,
                   match.segment_id,
                   COALESCE(match.cause, %(unmet)s::jsonb) AS cause,
                   COALESCE(wanted.mode, former.mode, 'automatic') AS mode
              FROM dunning_debtor debtor
              LEFT JOIN dunning_segment former ON former.id = debtor.segment_id
              LEFT JOIN dunning_segment_match match ON match.debtor_id = debtor.id
              LEFT JOIN dunning_segment wanted ON wanted.id = match.segment_id
             WHERE debtor.group_id = %(group)s
               AND %(chosen)s
               AND %(is_free)s
               AND match.segment_id IS DISTINCT FROM debtor.segment_id
            """,
            unmet=json.dumps({"code": "unmet"}),
            group=group.id,
            chosen=_is_chosen(debtor_ids),
            is_free=IS_FREE,
        )
    )
    env.cr.execute("ANALYZE dunning_segment_wanted")


def _let_lapse(group, debtor_ids):
    """End the proposals that do not hold any more."""
    group.env.cr.execute(
        SQL(
            """
            UPDATE dunning_segment_change change
               SET state = 'lapsed', date_decided = now() AT TIME ZONE 'UTC'
              FROM dunning_debtor debtor
             WHERE debtor.id = change.debtor_id
               AND debtor.group_id = %(group)s
               AND %(chosen)s
               AND change.state = 'proposed'
               AND NOT EXISTS (
                   SELECT FROM dunning_segment_wanted wanted
                    WHERE wanted.debtor_id = change.debtor_id
                      AND wanted.mode = 'proposed'
                      AND (wanted.segment_before_id, wanted.segment_id)
                          IS NOT DISTINCT FROM
                          (change.segment_before_id, change.segment_id))
            """,
            group=group.id,
            chosen=_is_chosen(debtor_ids),
        )
    )


def _propose(env):
    """Propose what is not proposed yet, and was not rejected, to a person."""
    _insert_changes(
        env,
        SQL(
            """
            wanted.mode = 'proposed'
            AND NOT EXISTS (SELECT FROM dunning_segment_change known
                             WHERE known.debtor_id = wanted.debtor_id
                               AND (known.state = 'proposed'
                                    OR known.state = 'rejected'
                                   AND known.mode = 'proposed'
                                   AND known.segment_id IS NULL
                                   AND wanted.segment_id IS NULL
                                   AND known.segment_before_id
                                       = wanted.segment_before_id))
            """
        ),
        "proposed",
    )


def _move_at_once(env):
    _insert_changes(env, SQL("wanted.mode = 'automatic'"), "done")
    carry_out(
        env,
        SQL(
            """
            (SELECT *, 'rule' AS source, NULL::integer AS by_user_id
               FROM dunning_segment_wanted WHERE mode = 'automatic')
            """
        ),
    )


def _insert_changes(env, condition, state):
    env.cr.execute(
        SQL(
            """
            INSERT INTO dunning_segment_change (
                   debtor_id, segment_before_id, source_before, segment_id, mode,
                   state, cause, date, create_uid, write_uid, create_date, write_date)
            SELECT wanted.debtor_id, wanted.segment_before_id, wanted.source_before,
                   wanted.segment_id, wanted.mode, %(state)s, wanted.cause,
                   %(now)s, %(user)s, %(user)s,
                   now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
              FROM dunning_segment_wanted wanted
             WHERE %(condition)s
            """,
            state=state,
            now=fields.Datetime.now(),
            user=env.uid,
            condition=condition,
        )
    )


def confirm(changes):
    """Move the debtors of proposals that a person confirmed.

    :param changes: dunning.segment.change, as superuser
    """
    changes.flush_model()
    changes.env["dunning.debtor"].flush_model()
    carry_out(
        changes.env,
        SQL(
            """
            (SELECT *, 'confirmed' AS source, user_id AS by_user_id
               FROM dunning_segment_change WHERE id = ANY(%s))
            """,
            changes.ids,
        ),
    )
    changes.env["dunning.debtor"].invalidate_model()


def carry_out(env, changes):
    """Move debtors; the collector follows if it was none or that of the segment left.

    :param changes: SQL of a sub-select with debtor_id, segment_id, segment_before_id,
        source, by_user_id and cause
    """
    env.cr.execute(
        SQL(
            """
            UPDATE dunning_debtor debtor
               SET segment_id = change.segment_id,
                   segment_source = change.source,
                   segment_user_id = change.by_user_id,
                   segment_reason = NULL,
                   segment_cause = change.cause,
                   segment_date = %(today)s,
                   collector_id = CASE
                       WHEN debtor.collector_id IS NULL
                            OR debtor.collector_id = former.collector_id
                       THEN wanted.collector_id ELSE debtor.collector_id END
              FROM %(changes)s change
              LEFT JOIN dunning_segment former ON former.id = change.segment_before_id
              LEFT JOIN dunning_segment wanted ON wanted.id = change.segment_id
             WHERE debtor.id = change.debtor_id
            """,
            changes=changes,
            today=fields.Date.context_today(env["dunning.segment"]),
        )
    )
