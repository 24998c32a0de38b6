from odoo import api, fields, models
from odoo.tools import SQL, formatLang

from ..engine import ageing


class DunningDebtor(models.Model):
    """Ageing: how long what the debtor owes has been due, company by company."""

    _inherit = "dunning.debtor"

    ageing = fields.Html(compute="_compute_ageing", sanitize=False)

    def _compute_ageing(self):
        for debtor in self:
            debtor.ageing = debtor._origin and self.env["ir.qweb"]._render(
                "s4_dunning.dunning_ageing", debtor._ageing_values()
            )

    @api.model
    def _ageing_columns(self):
        """:return: dict of name to (title, model, SQL on engine/open_items.py)"""
        return {
            "company_id": (
                self.env._("Company"),
                "res.company",
                SQL("item.company_id"),
            )
        }

    def _ageing(self):
        """Tell how old the open items of the debtor are.

        :return: dict as engine/ageing.py gives it
        """
        self.ensure_one()
        self.check_access("read")
        columns = self._ageing_columns()
        # sudo: who may read the debtor may know its open items, ledger rights or not
        return ageing.by_column(
            self.sudo(), {name: value for name, (_t, _m, value) in columns.items()}
        )

    def _ageing_values(self):
        """:return: dict, what the table is rendered from"""
        found = self._ageing()
        [total] = found.pop(None)
        parts = []
        for name, (title, model, _value) in self._ageing_columns().items():
            rows = found[name]
            if len(rows) > 1:  # else it is the total
                names = self._ageing_names(model, [row["id"] for row in rows])
                parts.append(
                    {
                        "title": title,
                        "rows": [{**row, "name": names[row["id"]]} for row in rows],
                    }
                )
        titles = {
            "not_due": self.env._("Not due"),
            "days_30": self.env._("1–30 days"),
            "days_60": self.env._("31–60"),
            "days_90": self.env._("61–90"),
            "older": self.env._("> 90"),
            "credit": self.env._("Credits"),
            "total": self.env._("Total"),
        }
        if not total["credit"]:
            del titles["credit"]
        return {
            "ages": list(titles.items()),
            "parts": parts,
            "total": {**total, "name": self.env._("Total")},
            "currency": self.currency_id,
            "amount": self._ageing_amount,
        }

    @api.model
    def _ageing_names(self, model, ids):
        """:return: dict of id, and of None, to what the row is called"""
        # sudo: names of companies, ... of the debtor's own items
        records = self.env[model].sudo().browse(filter(None, ids))
        return {
            None: self.env._("None"),
            **{record.id: record.display_name for record in records},
        }

    def _ageing_amount(self, name, row):
        """:return: str, an amount of a row without its currency"""
        sign = -1 if name == "credit" else 1
        digits = self.currency_id.decimal_places
        return formatLang(self.env, sign * float(row[name]), digits=digits)
