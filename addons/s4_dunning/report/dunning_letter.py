from odoo import api, models


class DunningLetter(models.AbstractModel):
    """What the template of the letter prints."""

    _name = "report.s4_dunning.dunning_letter"
    _description = "Dunning Letter"

    @api.model
    def _get_report_values(self, docids, data=None):
        notices = self.env["dunning.notice"].browse(docids)
        notices.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": notices._name,
            # sudo: of companies that are not active at the moment a user reads neither
            # the name nor the bank account. Who may read the notice may access all
            # companies of its group, and the letter prints nothing beyond the notice.
            "docs": notices.sudo(),
            "letter": self,
        }

    def _address(self, notice):
        """:return: the partner whose postal address is printed"""
        recipient = notice.contact_id
        has_address = recipient.street or recipient.street2 or recipient.city
        return recipient if has_address else notice.partner_id

    def _sections(self, lines):
        """Cut the overdue items of a claim into sections, for add-ons that group them.

        :return: list of (heading, lines); without heading nothing is printed above them
        """
        return [("", lines)]
