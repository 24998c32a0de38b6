from odoo import api, fields, models

# More cards than this are counted, not named.
NAMES_MAXIMUM = 3


class DunningDebtor(models.Model):
    """What the debtor says about further cards of the same customer."""

    _inherit = "dunning.debtor"

    duplicate_hint = fields.Text(compute="_compute_duplicate_hint")

    def _compute_duplicate_hint(self):
        rows = self.env["dunning.duplicate"].search(
            [("debtor_ids", "in", self.ids), ("is_dismissed", "=", False)]
        )
        for debtor in self:
            debtor.duplicate_hint = "\n".join(
                debtor._duplicate_sentence(row)
                for row in rows
                if debtor._origin in row.debtor_ids
            )

    def _duplicate_sentence(self, duplicate):
        others = (duplicate.debtor_ids - self._origin).sorted(
            "amount_overdue", reverse=True
        )
        names = others[:NAMES_MAXIMUM].mapped("display_name")
        if len(others) > NAMES_MAXIMUM:
            names.append(
                self.env._("%(count)s more", count=len(others) - NAMES_MAXIMUM)
            )
        kinds = dict(duplicate._fields["kind"]._description_selection(self.env))
        return self.env._(
            "%(kind)s %(value)s is also on %(customers)s: %(amount)s overdue there.",
            kind=kinds[duplicate.kind],
            value=duplicate.value,
            customers=names,
            amount=self.currency_id.format(sum(others.mapped("amount_overdue"))),
        )

    @api.model
    def _merge(self, src_partners, dst_partner):
        # sudo: merging customers is a right of its own, and this follows from it
        self = self.sudo()
        partners = src_partners | dst_partner
        self.search(
            [("partner_id", "in", partners.ids), ("payer_id", "in", partners.ids)]
        ).addressee = "customer"  # nobody is its own payer
        result = super()._merge(src_partners, dst_partner)
        debtors = self.search([("partner_id", "=", dst_partner.id)])
        debtors.env["dunning.duplicate"]._refresh_figures(debtors.group_id)
        return result

    @api.model
    def _merge_into(self, targets):
        # The figures of merged debtors add up until they are refreshed.
        for debtor, target in targets.items():
            target.write(
                {
                    "amount_open": target.amount_open + debtor.amount_open,
                    "amount_overdue": target.amount_overdue + debtor.amount_overdue,
                    "amount_credit": target.amount_credit + debtor.amount_credit,
                    "days_overdue": max(target.days_overdue, debtor.days_overdue),
                    "level_id": (target.level_id | debtor.level_id)
                    .sorted(lambda level: (level.sequence, level.id))[-1:]
                    .id,
                }
            )
        rows = self.env["dunning.duplicate"].search(
            [("debtor_ids", "in", [debtor.id for debtor in targets])]
        )
        for row in rows:
            row.debtor_ids = row.debtor_ids._counterparts_in(targets)
        return super()._merge_into(targets)

    def _counterparts_in(self, targets):
        """:return: these debtors, those of a dict replaced by its values"""
        return self.browse().union(*(targets.get(debtor, debtor) for debtor in self))
