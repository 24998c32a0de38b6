"""What a person sets up after the installation, so that there is something to send."""

from odoo import Command


def set_up(env):
    group = env.company.dunning_group_id
    group.write({"bank_days_maximum": 0, "outbox_minutes": 0})
    env.ref("base.user_admin").group_ids = [
        Command.link(env.ref(name).id)
        for name in (
            "account.group_account_manager",
            "account_credit_control.group_account_credit_control_manager",
            "s4_dunning.s4_dunning_group_manager",
        )
    ]
    env.cr.commit()


def accountant(env):
    """:return: the environment of a user at work, access rules and all"""
    user = env.ref("base.user_admin")
    context = {
        "lang": "en_US",
        "tz": "Europe/Berlin",
        "uid": user.id,
        "allowed_company_ids": env.company.ids,
    }
    return env(user=user.id, context=context, su=False)
