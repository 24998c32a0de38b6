from odoo import api, models
from odoo.tools import email_normalize


class ResCompany(models.Model):
    """Setup: what a new company needs before it can dun."""

    # EXTENDS base
    _inherit = "res.company"

    @api.model
    def _dunning_settings(self):
        """What a new company copies from a sister company.

        :return: list of names of fields of res.company
        """
        return ["dunning_group_id", "dunning_workflow_id"]

    def _copy_dunning_settings(self, source):
        """Give this company the dunning settings of another one.

        :param source: one res.company
        :raise AccessError: see dunning.group._check_membership_right
        """
        self.ensure_one()
        # sudo: companies that are not active; the right is checked before writing
        source_sudo = source.sudo()
        group = source_sudo.dunning_group_id.with_env(self.env)
        group._check_membership_right(self)
        self.sudo().write(
            {
                name: self._fields[name].convert_to_write(
                    source_sudo[name], source_sudo
                )
                for name in self._dunning_settings()
            }
        )

    def _dunning_gaps(self):
        """Say what the company still lacks for dunning, each with what to do.

        :return: dict of sentence to topic and state of dunning.setup.check; nothing
            about companies that the user may not access
        """
        if not self or self.id not in self.env.user._get_company_ids():
            return {}
        company_sudo = self.sudo()  # sudo: it need not be active, but is the user's
        journal = self.env["account.journal"].sudo()
        claim = self.env["dunning.claim"].new(
            {"company_id": self.id, "currency_id": company_sudo.currency_id.id}
        )
        gaps = {
            self.env._(
                "No sales journal: load a chart of accounts in the Invoicing settings."
            ): (
                not journal.search_count(
                    [("company_id", "parent_of", self.id), ("type", "=", "sale")],
                    limit=1,
                ),
                ("accounts", "missing"),
            ),
            self.env._(
                "No bank account to pay to: add one on the company's contact."
            ): (not claim.partner_bank_id, ("bank", "missing")),
            self.env._("No e-mail address: enter one, so that customers can answer."): (
                not email_normalize(company_sudo.email),
                ("sender", "missing"),
            ),
            self.env._(
                "No postal address: enter street and city for the letterhead."
            ): (
                not (company_sudo.street and company_sudo.city),
                ("letterhead", "missing"),
            ),
            self.env._("No logo: letters and e-mails carry a placeholder."): (
                company_sudo.uses_default_logo,
                ("letterhead", "attention"),
            ),
            self.env._("No VAT number: letters do not show one."): (
                not company_sudo.vat,
                ("letterhead", "attention"),
            ),
            self.env._("No registration number: letters do not show one."): (
                not company_sudo.company_registry,
                ("letterhead", "attention"),
            ),
        }
        return {sentence: place for sentence, (is_gap, place) in gaps.items() if is_gap}
