from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain


class DunningDebtor(models.Model):
    """Answers and bad addresses on the customer chart."""

    _inherit = "dunning.debtor"

    reply_ids = fields.One2many("dunning.reply", "debtor_id", string="Answers")
    open_reply_count = fields.Integer(compute="_compute_open_reply_count")
    correspondence_ids = fields.One2many("dunning.correspondence", "debtor_id")
    address_problem = fields.Char(
        compute="_compute_address_problem",
        search="_search_address_problem",
        help="Of the customer and its contacts.",
    )

    def _compute_open_reply_count(self):
        counts = dict(
            self.env["dunning.reply"]._read_group(
                [("debtor_id", "in", self.ids), ("state", "=", "to_confirm")],
                ["debtor_id"],
                ["__count"],
            )
        )
        for debtor in self:
            debtor.open_reply_count = counts.get(debtor, 0)

    def _compute_address_problem(self):
        notices = self.env["dunning.notice"]
        labels = dict(notices._fields["email_problem"]._description_selection(self.env))
        problems = self._partners_with_bad_email(
            Domain("commercial_partner_id", "in", self.sudo().partner_id.ids)
        )
        sentences = defaultdict(list)
        for partner, problem in problems.items():
            sentence = f"{partner.email}: {labels[problem]}"
            sentences[partner.commercial_partner_id].append(sentence)
        for debtor in self:
            debtor.address_problem = ", ".join(sentences[debtor.sudo().partner_id])

    def _search_address_problem(self, operator, value):
        if operator not in ("in", "not in") or set(value) != {False}:
            return NotImplemented
        suspicious = (
            Domain("dunning_bounced_email", "!=", False)
            | Domain("is_blacklisted", "=", True)
            | Domain("email_normalized", "=", False)
        )
        customers = self.env["res.partner"].union(
            *(
                partner.commercial_partner_id
                for partner in self._partners_with_bad_email(suspicious)
            )
        )
        return [
            ("partner_id", "in" if operator == "not in" else "not in", customers.ids)
        ]

    @api.model
    def _partners_with_bad_email(self, domain):
        """:return: dict of res.partner to a code of res_partner.EMAIL_PROBLEMS

        :param domain: Domain of the res.partner to look at
        """
        # sudo: customers of companies that are not active
        partners = self.env["res.partner"].sudo()
        found = partners.search(domain & Domain("email", "!=", False))
        problems = found._dunning_email_problems()
        return {partner: problem for partner, problem in problems.items() if problem}

    def action_open_replies(self):
        """Show what the customer answered."""
        return self.reply_ids._get_records_action(name=self.env._("Answers"))
