"""The runs that the credit desk made before today."""

from odoo import fields

# In the last run the collector went through the customers by name, and was called away.
SENT_LAST = 3
IN_OUTBOX = 1


def run(env, group, date):
    """Propose for that day, approve everything, send."""
    run = _propose(env, group, date)
    _send(_approve(run.notice_ids), date)
    return run


def interrupted_run(env, group, date):
    """Send a few notices of a run, leave one in the outbox, discard the rest."""
    run = _propose(env, group, date)
    notices = run.notice_ids.sorted(lambda notice: notice.partner_id.name)
    _send(_approve(notices[:SENT_LAST]), date)
    _approve(notices[SENT_LAST : SENT_LAST + IN_OUTBOX])
    run.action_discard()


def cancel_smallest(run):
    """The manager takes back the notice about the smallest amount."""
    manager = run.env.ref("s4_dunning.dunning_demo_user_manager")
    sent = run.notice_ids.filtered(lambda notice: notice.state == "sent")
    sent.sorted("amount_total")[:1].with_user(manager).action_cancel(
        "De betaling was op een andere klant geboekt."
    )


def _propose(env, group, date):
    collector = env.ref("s4_dunning.dunning_demo_user_collector")
    run = (
        env["dunning.run"]
        .with_user(collector)
        .create({"group_id": group.id, "date": date})
    )
    run.action_propose()
    run.invalidate_recordset()  # its counts are read again after the approvals
    return run


def _approve(notices):
    """:return: those of the notices that are approved"""
    notices.filtered(
        lambda notice: notice.state == "proposed" and not notice._problems()
    ).action_approve()
    return notices.filtered(lambda notice: notice.state == "approved")


def _send(notices, date):
    """Note the notices as sent on that day. No e-mail leaves, no letter is printed."""
    notices = notices.sudo()  # sudo: stands in for the outbox, which is superuser too
    sequence = notices.env["ir.sequence"].with_context(ir_sequence_date=date)
    for notice in notices:
        notice.write(
            {
                "name": sequence.next_by_code("dunning.notice"),
                "date_sent": date,
                "date_deadline": fields.Date.add(
                    date, days=notice.level_id.payment_days
                ),
                "date_posted": date if notice.is_letter else False,
                "send_after": False,
            }
        )
        for line in notice.line_ids:
            line.frozen_name = line.name
        notice._message_log(body="Demo: sent before this database was made.")
    notices._freeze_text()
    notices.write({"state": "sent"})
    for notice in notices.filtered(lambda notice: notice.level_action == "hand_over"):
        notice.with_context(mail_activity_quick_update=True)._schedule_tasks()
