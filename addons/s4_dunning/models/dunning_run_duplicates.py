from odoo import fields, models

from ..rules import duplicates


class DunningRun(models.Model):
    """What the run says about customers with several cards."""

    _inherit = "dunning.run"

    duplicate_alert = fields.Char(compute="_compute_duplicate_alert")

    def _compute_duplicate_alert(self):
        for run in self:
            rows = self.env["dunning.duplicate"].search(
                [("group_id", "=", run.group_id.id), ("is_dismissed", "=", False)]
            )
            customers = duplicates.customers(set(row.debtor_ids) for row in rows)
            run.duplicate_alert = (
                run._duplicate_sentence(customers) if customers else False
            )

    def _duplicate_sentence(self, customers):
        """Say how many customers have several cards, and what hides on them.

        :param customers: list of sets of dunning.debtor records
        """
        hidden = 0
        for debtors in customers:
            amounts = [debtor.amount_overdue for debtor in debtors]
            hidden += sum(amounts) - max(amounts)
        if len(customers) == 1:
            sentence = self.env._("1 customer seems to have several cards.")
        else:
            sentence = self.env._(
                "%(count)s customers seem to have several cards.", count=len(customers)
            )
        currency = self.group_id.currency_id
        if currency.is_zero(hidden):
            return sentence
        return self.env._(
            "%(sentence)s %(amount)s overdue is on the other cards.",
            sentence=sentence,
            amount=currency.format(hidden),
        )

    def action_open_duplicates(self):
        """Show the customers of the group that seem to have several cards."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "s4_dunning.dunning_duplicate_action"
        )
        action["domain"] = [("group_id", "=", self.group_id.id)]
        return action
