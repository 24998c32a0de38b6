from odoo import models

# What a limited user cannot use: whole companies, or runs over them.
WHOLE_COMPANIES = (
    "account.menu_board_journal_1",
    "s4_dunning.dunning_figure_month_menu",
    "s4_dunning.dunning_figure_month_menu_dashboard",
    "s4_dunning.dunning_run_menu",
    "s4_dunning.dunning_run_menu_propose",
)


class IrUiMenu(models.Model):
    # EXTENDS base
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        menus = super()._load_menus_blacklist()
        if self.env.user._limited_to():
            menus = [*menus, *(self.env.ref(menu).id for menu in WHOLE_COMPANIES)]
        return menus
