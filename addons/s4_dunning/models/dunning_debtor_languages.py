from odoo import api, models
from odoo.tools import format_list


class DunningDebtor(models.Model):
    """Languages: which ones the customers are written to in."""

    _inherit = "dunning.debtor"

    @api.model
    def _languages(self, group):
        """:return: set of the codes of the languages of the debtors that the user sees

        :param group: one dunning.group; empty: all groups
        """
        domain = [("group_id", "=", group.id)] if group else []
        return {
            code for (code,) in self._read_group(domain, ["partner_id.lang"]) if code
        }

    @api.model
    def _language_names(self, codes):
        """:return: str, the names of languages, an empty text for none"""
        languages = self.env["res.lang"].with_context(active_test=False)
        names = languages.search([("code", "in", list(codes))]).mapped("name")
        return format_list(self.env, sorted(names)) if names else ""
