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

    def _addressees(self, notice):
        """:return: the partners who get the letter by post, each a copy of its own"""
        recipient = notice.contact_id or notice.partner_id
        if notice.channel != "letter":
            return recipient
        return recipient | notice._copy_recipient()

    def _address(self, addressee):
        """:return: the partner whose postal address is printed"""
        return addressee._posted_to()

    def _letterhead(self, notice):
        """:return: the res.company on whose paper it is written, or what reads so"""
        return notice.company_id

    def _contact(self, notice):
        """:return: dict of name, phone and email to ask for"""
        collector, company = notice.collector_id, notice.company_id
        return {
            "name": collector.name,
            "phone": collector.phone or company.phone,
            "email": collector.email or company.email,
        }

    def _creditor_facts(self, company):
        """:return: list of texts below the name of a creditor: where and who it is"""
        town = " ".join(filter(None, (company.zip, company.city)))
        facts = [", ".join(filter(None, (company.street, town)))]
        if company.vat:
            label = company.account_fiscal_country_id.vat_label
            facts.append(" ".join(filter(None, (label, company.vat))))
        if company.company_registry:
            label = company.partner_id.company_registry_label
            facts.append(f"{label} {company.company_registry}")
        return list(filter(None, facts))

    def _rows(self, lines):
        """Lay out the overdue items of a claim, for add-ons that cut it into sections.

        :return: list of dicts: either {"line": notice line}, with "headings" to print
            above it: [{"text", "depth"}]; or {"text", "depth", "amount"} for a
            subtotal. Depth counts from 1
        """
        return [{"line": line} for line in lines]
