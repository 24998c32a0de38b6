"""One document of each kind, made by Odoo itself, for the ledger to be cloned from."""

import json
from datetime import timedelta

from odoo import Command

from .today import TODAY, stop_the_calendar

PARAMETER = "benchmark.template"
GROSS = 119  # of 100 with 19 % tax
PARTLY_PAID = 50


def make(env):
    """Set up one German company and its documents; note their ids in a parameter."""
    stop_the_calendar()
    _set_up_company(env)
    env = env(context={**env.context, "tracking_disable": True})
    ids = _make_documents(env)
    env["ir.config_parameter"].set_param(PARAMETER, json.dumps(ids))
    _set_up_credit_control(env)
    env.cr.commit()


def _set_up_company(env):
    company = env.ref("base.main_company")
    company.write(
        {
            "name": "Autohaus Gruppe GmbH",
            "country_id": env.ref("base.de").id,
            "street": "Ringstr. 1",
            "zip": "80331",
            "city": "München",
            "email": "buchhaltung@autohaus.example",
            "currency_id": env.ref("base.EUR").id,
        }
    )
    if company.chart_template != "de_skr03":
        chart = env["account.chart.template"]
        chart.try_loading("de_skr03", company, install_demo=False)
    env["res.partner.bank"].create(
        {
            "acc_number": "DE89370400440532013000",
            "partner_id": company.partner_id.id,
            "allow_out_payment": True,
        }
    )


def _make_documents(env):
    partner = env["res.partner"].create(
        {
            "name": "Template",
            "is_company": True,
            "email": "template@debtor.example",
            "street": "Str. 1",
            "zip": "80331",
            "city": "München",
            "country_id": env.ref("base.de").id,
            "lang": "en_US",
            "customer_rank": 1,
        }
    )
    contact = env["res.partner"].create(
        {
            "name": "Template of a contact",
            "type": "invoice",
            "parent_id": partner.id,
            "email": "contact@debtor.example",
        }
    )
    product = env["product.product"].create({"name": "Service", "type": "service"})
    open_invoice = _post_invoice(partner, product)
    refund = _post_invoice(partner, product, "out_refund")
    payment = _post_payment(partner, GROSS)
    paid, paid_by = _post_invoice(partner, product), _post_payment(partner, GROSS)
    _receivable_lines(paid | paid_by).reconcile()
    part, part_by = _post_invoice(partner, product), _post_payment(partner, PARTLY_PAID)
    _receivable_lines(part | part_by).reconcile()
    if (paid.payment_state, part.payment_state) != ("paid", "partial"):
        raise ValueError("Odoo did not reconcile the templates as expected.")
    return {
        "partner": partner.id,
        "contact": contact.id,
        "open": open_invoice.id,
        "refund": refund.id,
        "payment": payment.id,
        "paid": paid.id,
        "paid_by": paid_by.id,
        "part": part.id,
        "part_by": part_by.id,
    }


def _post_invoice(partner, product, move_type="out_invoice"):
    line = {"product_id": product.id, "price_unit": 100}
    invoice = partner.env["account.move"].create(
        {
            "move_type": move_type,
            "partner_id": partner.id,
            "invoice_date": TODAY - timedelta(days=60),
            "invoice_date_due": TODAY - timedelta(days=30),
            "invoice_payment_term_id": False,
            "invoice_line_ids": [Command.create(line)],
        }
    )
    invoice.action_post()
    return invoice


def _post_payment(partner, amount):
    """A bank entry, as an imported statement leaves it."""
    journal = partner.env["account.journal"].search([("type", "=", "bank")], limit=1)
    values = {"name": "Transfer", "partner_id": partner.id}
    bank = {"account_id": journal.default_account_id.id, "debit": amount}
    receivable = {
        "account_id": partner.property_account_receivable_id.id,
        "credit": amount,
    }
    payment = partner.env["account.move"].create(
        {
            "journal_id": journal.id,
            "date": TODAY - timedelta(days=20),
            "partner_id": partner.id,
            "line_ids": [
                Command.create({**values, **bank}),
                Command.create({**values, **receivable}),
            ],
        }
    )
    payment.action_post()
    return payment


def _receivable_lines(moves):
    return moves.line_ids.filtered(
        lambda line: line.account_id.account_type == "asset_receivable"
    )


def _set_up_credit_control(env):
    """Let OCA's add-on apply the policy that it brings to all receivables."""
    policy = env.ref("account_credit_control.credit_control_3_time")
    policy.account_ids = env["account.account"].search(
        [("account_type", "=", "asset_receivable")]
    )
    env.company.credit_policy_id = policy
