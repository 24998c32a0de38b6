from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

from ..rules import placeholders

# The number of a notice is not one of them: sending gives it.
MAY_LACK = ("customer_number", "phone")


class DunningNotice(models.Model):
    """Placeholders: what texts may name, and what it is for this notice."""

    _inherit = "dunning.notice"

    @api.model
    def _placeholder_labels(self):
        """:return: dict of placeholder to what it stands for"""
        return {
            "debtor": self.env._("Name of the customer"),
            "contact": self.env._("Name of the person addressed, else of the customer"),
            "customer_number": self.env._("Reference of the customer"),
            "number": self.env._("Number of the notice"),
            "date": self.env._("Date of the notice"),
            "deadline": self.env._("Date to pay by"),
            "amount": self.env._("Total to pay"),
            "count": self.env._("Number of overdue items"),
            "oldest_invoice": self.env._("Document that is overdue for longest"),
            "days_overdue": self.env._("Days overdue of the oldest item"),
            "company": self.env._("Name of the sender"),
            "phone": self.env._("Phone number of the sender"),
            "collector": self.env._("Name of the collector, else of the sender"),
        }

    @api.model
    def _placeholder_help(self):
        """:return: HTML list of the placeholders, for the form of a level"""
        rows = Markup("").join(
            Markup("<tr><td><code>{%s}</code></td><td>%s</td></tr>") % (name, label)
            for name, label in self._placeholder_labels().items()
        )
        return Markup("<table class='table table-sm'>%s</table>") % rows

    @api.model
    def _unknown_placeholder(self, name):
        """:return: the sentence that tells that a placeholder does not exist"""
        known = self._placeholder_labels()
        if nearest := placeholders.nearest(name, known):
            return self.env._(
                "{%(unknown)s} is not a placeholder. Did you mean {%(nearest)s}?",
                unknown=name,
                nearest=nearest,
            )
        return self.env._(
            "{%(unknown)s} is not a placeholder. Use one of %(known)s.",
            unknown=name,
            known=", ".join(f"{{{placeholder}}}" for placeholder in known),
        )

    def _placeholder_values(self):
        """:return: dict of placeholder to str, in the debtor's language and formats"""
        self.ensure_one()
        env = self.with_context(lang=self.lang).env
        today = fields.Date.context_today(self)
        sender = self.company_id.sudo()  # sudo: the sender's name and phone are printed
        collector = self.collector_id or self.approved_by_id
        # a list: what is filtered is read notice by notice
        overdue = [line for line in self.line_ids if line.kind == "overdue"]
        return {
            "debtor": self.partner_id.name or "",
            "contact": self.contact_id.name or self.partner_id.name or "",
            "customer_number": self.partner_id.ref or "",
            "number": self.name or "…",  # a preview: sending gives the number
            "date": format_date(env, self.date_sent or today),
            "deadline": format_date(env, self.date_deadline or today),
            "amount": self.with_env(env)._amounts_text(),
            "count": str(len(overdue)),
            "oldest_invoice": self._oldest(overdue).name or "",
            "days_overdue": str(self.days_overdue),
            "company": sender.name,
            "phone": sender.phone or "",
            # sudo: a colleague's name; the sender's where nobody is in charge
            "collector": collector.sudo().name or sender.name,
        }

    @api.model
    def _oldest(self, lines):
        """:return: the dunning.notice.line that is overdue for longest, if any"""
        nothing = self.env["dunning.notice.line"]
        return min(lines, key=lambda line: line.date_due, default=nothing)

    def _placeholder_problems(self, text):
        """:return: sentences about placeholders of a text that have no value"""
        self.ensure_one()
        used = [name for name in MAY_LACK if name in placeholders.names(text)]
        if not used:
            return []
        values = self._placeholder_values()
        return [self._gap(name) for name in used if not values[name]]

    def _gap(self, name):
        """:return: the sentence that tells where a value that is missing is entered"""
        if name == "phone":
            return self.env._(
                "The text names the {phone}, but %(company)s has none: enter the phone "
                "number on the company, or change the text.",
                company=self.company_id.sudo().name,  # sudo: the sender's name
            )
        return self.env._(
            "The text names the {customer_number}, but %(debtor)s has none: enter the "
            "reference on the contact, or change the text.",
            debtor=self.partner_id.name,
        )
