"""Odoo's shell makes the scenario of this: one company, DEBTORS debtors, a proposal.

The debtors differ by their number: every fifth has no e-mail address and gets a letter,
every third has a second and every seventh a third overdue item, every tenth a credit.
"""

from datetime import timedelta

from odoo import Command, fields

DEBTORS = globals()["DEBTORS"]
env = globals()["env"](context={"tracking_disable": True, "lang": "en_US"})
today = fields.Date.today()
company = env.company
admin = env.ref("base.user_admin")


def set_up_company():
    company.write(
        {
            "name": "Autobedrijf Noord",
            "email": "debiteuren@noord.example.com",
            "street": "Stationsplein 1",
            "zip": "9726 AE",
            "city": "Groningen",
            "external_report_layout_id": env.ref("web.external_layout_standard").id,
        }
    )
    env["res.partner.bank"].create(
        {
            "acc_number": "NL20INGB0001234567",
            "partner_id": company.partner_id.id,
            "company_id": company.id,
            "allow_out_payment": True,
        }
    )
    # a payment settles its invoice at once, without a bank statement
    bank = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    bank.inbound_payment_method_line_ids.payment_account_id = bank.default_account_id
    company.dunning_group_id.write(
        {
            "outbox_minutes": 0,
            "bank_days_maximum": 0,
            "workflow_id": create_workflow().id,
        }
    )


def create_workflow():
    level = {
        "subject": "Invoices of {company}",
        "opening": "<p>Dear {debtor}, please pay {amount} by {deadline}.</p>",
        "payment_days": 10,
    }
    return env["dunning.workflow"].create(
        {
            "name": "Faults",
            "currency_id": company.currency_id.id,
            "level_ids": [
                Command.create({**level, "name": "Reminder", "sequence": 1, "days": 7}),
                Command.create(
                    {
                        **level,
                        "name": "Second reminder",
                        "sequence": 2,
                        "days": 21,
                    }
                ),
            ],
        }
    )


def create_debtors():
    return env["res.partner"].create(
        [
            {
                "name": f"Debtor {number:04}",
                "is_company": True,
                "email": number % 5 and f"debtor{number:04}@example.com",
                "street": f"Dorpsstraat {number}",
                "zip": "9726 AE",
                "city": "Groningen",
                "country_id": env.ref("base.nl").id,
            }
            for number in range(1, DEBTORS + 1)
        ]
    )


def create_invoices(debtors):
    values = []
    for number, debtor in enumerate(debtors, 1):
        for count in range(1 + (number % 3 == 0) + (number % 7 == 0)):
            values.append(prepare_invoice(debtor, 100 + number + count, 10 + count))
        if number % 10 == 0:
            values.append(prepare_invoice(debtor, 25, 10, "out_refund"))
    env["account.move"].create(values).action_post()


def prepare_invoice(debtor, amount, overdue, move_type="out_invoice"):
    return {
        "move_type": move_type,
        "partner_id": debtor.id,
        "invoice_date": today - timedelta(days=overdue + 30),
        "invoice_payment_term_id": False,
        "invoice_date_due": today - timedelta(days=overdue),
        "invoice_line_ids": [
            Command.create({"name": "Tyres", "price_unit": amount, "tax_ids": []})
        ],
    }


def set_up_jobs():
    jobs = env["ir.cron"].with_context(active_test=False).search([])
    jobs.active = False
    env.ref("s4_dunning.ir_cron_dunning_send").active = True
    env.ref("mail.ir_cron_mail_scheduler_action").active = True
    env["ir.config_parameter"].set_param("report.print_delay", "0")
    env["ir.mail_server"].create(
        {"name": "Faults", "smtp_host": "127.0.0.1", "smtp_encryption": "none"}
    )
    groups = (
        "s4_dunning.s4_dunning_group_manager",
        "account.group_account_manager",
        "base.group_partner_manager",
    )
    admin.group_ids += env["res.groups"].concat(*map(env.ref, groups))


set_up_company()
create_invoices(create_debtors())
set_up_jobs()
env["dunning.run"].create({"group_id": company.dunning_group_id.id}).action_propose()
key = env["res.users.apikeys"].with_user(admin).sudo()._generate("rpc", "Tests", False)
env.cr.commit()
print(key)  # noqa: T201
