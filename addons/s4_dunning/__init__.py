from odoo import Command

from . import controllers
from . import models
from . import report
from . import wizard
from . import demo


def _create_groups_for_existing_companies(env):
    """Give every company that has none a dunning group of its own."""
    env["res.company"].with_context(active_test=False).search(
        [("dunning_group_id", "=", False)]
    )._create_dunning_groups()


def _open_menus_of_invoicing(env):
    """Take back what views/dunning_menus.xml asked of two menus of Invoicing."""
    for menu in ("menu_finance_receivables", "menu_finance_payables"):
        env.ref(f"account.{menu}").group_ids = [
            Command.unlink(env.ref(f"account.group_account_{group}").id)
            for group in ("readonly", "invoice")
        ]
