"""What waits for the collector this morning, and how the figures went."""

from datetime import timedelta

from odoo import Command

# The figures of the days before today, the oldest first, in percent of those of today.
TRENDS = {
    "amount_overdue": (118, 117, 119, 115, 112, 113, 108, 109, 106, 104, 105, 102, 101),
    "amount_due": (80, 95, 140, 150, 130, 120, 90, 85, 110, 125, 118, 104, 98),
    "amount_promised": (40, 40, 55, 70, 70, 60, 85, 90, 90, 75, 110, 110, 105),
    "amount_collected": (60, 72, 70, 85, 90, 78, 66, 80, 95, 110, 104, 96, 99),
}
ANSWERS = (
    (
        "promise",
        "Goedemiddag,\n\nDe openstaande facturen betalen wij aanstaande vrijdag.\n\n"
        "Met vriendelijke groet,\nde administratie",
        "betalen",
    ),
    ("copy", "Kunt u ons een kopie van de factuur sturen?", "kopie"),
)


def create(env, group, today):
    """Make answers, a bounce, a call, a question and a team; the trends of a fortnight.

    :param group: the dunning.group, refreshed
    """
    _team(env)
    notices = env["dunning.notice"].search(
        [("group_id", "=", group.id), ("state", "=", "sent"), ("channel", "=", "email")]
    )
    notices = notices.filtered(lambda notice: not notice.debtor_id.reply_ids)
    for notice, (kind, text, words) in zip(notices, ANSWERS, strict=False):
        _answer(notice, kind, text, words, today)
    rest = notices[len(ANSWERS) :]
    _bounce(rest[:1])
    rest[1:2].debtor_id._task_for("Bellen: beloofde terug te bellen", kind="call")
    rest[2:3].debtor_id._task_for(
        "Vraag van verkoop",
        "Is er korting afgesproken voor de laatste beurt?",
        kind="question",
    )
    _trends(env, group, today)


def _team(env):
    collector, manager = (
        env.ref(f"s4_dunning.dunning_demo_user_{name}")
        for name in ("collector", "manager")
    )
    env["dunning.team"].create(
        {
            "name": "Debiteurenbeheer",
            "leader_id": manager.id,
            "member_ids": [Command.set(collector.ids)],
        }
    )


def _answer(notice, kind, text, words, today):
    promised = today + timedelta(days=5) if kind == "promise" else False
    reply = notice.env["dunning.reply"].create(
        {
            "group_id": notice.group_id.id,
            "debtor_id": notice.debtor_id.id,
            "notice_id": notice.id,
            "subject": f"Re: {notice.name}",
            "email_from": notice.email or notice.partner_id.email,
            "text": text,
            "kind": kind,
            "words": f"“{words}”",
            "date_promised": promised,
            "state": "to_confirm",
        }
    )
    reply.task_id = notice.debtor_id._task_for(f"Antwoord van {reply.email_from} lezen")


def _bounce(notice):
    """The mail server of the customer refused the e-mail."""
    if not notice:
        return
    message = notice._message_log(body="Demo: the e-mail came back.")
    notice.env["mail.notification"].create(
        {
            "mail_message_id": message.id,
            "res_partner_id": notice.partner_id.id,
            "notification_type": "email",
            "notification_status": "bounce",
            "failure_type": "mail_bounce",
            "failure_reason": "550 5.1.1 User unknown",
        }
    )


def _trends(env, group, today):
    figures = env["dunning.figure"]
    now = figures.search([("group_id", "=", group.id), ("date", "=", today)])
    count = len(TRENDS["amount_overdue"])
    figures.create(
        [
            {
                "group_id": group.id,
                "currency_id": now.currency_id.id,
                "date": today - timedelta(days=count - place),
                **{
                    name: round(now[name] * percents[place] / 100)
                    for name, percents in TRENDS.items()
                },
            }
            for place in range(count)
        ]
    )
