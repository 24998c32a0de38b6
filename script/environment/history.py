"""What a database has seen before an add-on is uninstalled from it.

This runs inside Odoo: `from environment import history; history.make(env)`.
"""

# ruff: noqa: T201

from datetime import timedelta

from odoo import Command, fields


def make(env):
    """Dun an invoice with brand, location and licence plate, as a database in use."""
    company = env.company
    today = fields.Date.context_today(company)
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": _customer(env).id,
            "invoice_date": today - timedelta(days=60),
            "invoice_date_due": today - timedelta(days=30),
            "invoice_payment_term_id": False,
            "dunning_brand_id": env["dunning.brand"].create({"name": "Lumora"}).id,
            "dunning_location_id": env["dunning.location"]
            .create({"name": "Groningen", "company_id": company.id})
            .id,
            "vehicle_licence_plate": "AE-415-U",
            "invoice_line_ids": [
                Command.create({"name": "Service", "price_unit": 100, "tax_ids": []})
            ],
        }
    )
    invoice.action_post()
    workflow = company.dunning_group_id.workflow_id
    workflow.write({"grouping": "location", "is_approval_required": False})
    notice = propose(env).notice_ids
    notice.write(
        {"state": "sent", "name": "History", "date_sent": today - timedelta(days=1)}
    )
    env.cr.commit()


def _customer(env):
    return env["res.partner"].create(
        {"name": "History", "is_company": True, "email": "history@example.com"}
    )


def propose(env):
    run = env["dunning.run"].create({"group_id": env.company.dunning_group_id.id})
    run.action_propose()
    return run


def check(env):
    """Print what the core lost when the add-ons that extend it were uninstalled."""
    notice = env["dunning.notice"].search([("name", "=", "History")])
    item = notice.line_ids.move_line_id
    if item.dunning_level_id != notice.level_id or not notice.level_id:
        print("The level of an item that was dunned is gone.")
    if notice.amount_total != 100:
        print(f"The notice that was sent now asks for {notice.amount_total}.")
    run = propose(env)
    if run.has_difference or run.exclusion_ids.move_line_id != item:
        print("A new run does not find the item that was dunned.")
    env.cr.commit()
