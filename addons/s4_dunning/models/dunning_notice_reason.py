from odoo import api, fields, models
from odoo.tools import format_list


class DunningNotice(models.Model):
    """The sentence that says to whom a notice goes, by which channel, and why."""

    _inherit = "dunning.notice"

    delivery_reason = fields.Char(string="Why so", compute="_compute_delivery_reason")

    @api.depends(
        "address_source",
        "also_call",
        "also_letter",
        "channel",
        "channel_rule",
        "contact_id",
        "email",
        "passed_over",
    )
    def _compute_delivery_reason(self):
        for notice in self.sudo():  # sudo: customers of companies that are not active
            notice.delivery_reason = notice.channel_rule and " ".join(
                notice._delivery_sentences()
            )

    def _delivery_sentences(self):
        """:return: list of sentences: the channel that was decided, and further ones"""
        self.ensure_one()
        destination, reasons = self._destination(), self._delivery_reasons()
        if reasons:
            first = self.env._(
                "%(destination)s: %(reasons)s.",
                destination=destination,
                reasons=format_list(self.env, reasons),
            )
        else:
            first = self.env._(
                "%(destination)s, as the level says.", destination=destination
            )
        return [first, *self._additional_sentences()]

    def _destination(self):
        """:return: str, the channel and whom it reaches"""
        contact = (self.contact_id or self.partner_id).display_name
        if self.channel == "phone":
            return {
                "escalation": self.env._("Phone call with the escalation contact"),
                "dunning": self.env._("Phone call with the dunning contact"),
                "invoice": self.env._("Phone call with the invoice contact"),
                "customer": self.env._("Phone call with the customer"),
            }.get(
                self.address_source,
                self.env._("Phone call with %(contact)s", contact=contact),
            )
        channels = dict(self._fields["channel"]._description_selection(self.env))
        names = {"channel": channels[self.channel], "contact": contact}
        return {
            "escalation": self.env._("%(channel)s to the escalation contact", **names),
            "dunning": self.env._("%(channel)s to the dunning contact", **names),
            "invoice": self.env._("%(channel)s to the invoice contact", **names),
            "customer": self.env._("%(channel)s to the customer", **names),
        }.get(
            self.address_source,
            self.env._("%(channel)s to %(contact)s", **names),
        )

    def _delivery_reasons(self):
        """:return: list of clauses why it does not simply go as the level says"""
        by_hand = self.env._("chosen by hand")
        reasons = {
            "hand": [by_hand],
            "debtor": [self.env._("preferred by the customer")],
            "segment": [self.env._("preferred for its segment")],
            "second": [self._second_choice_clause()],
            "written": [self.env._("this level must be in writing")],
            "no_phone": [self.env._("there is no phone number for the preferred call")],
        }.get(self.channel_rule, [])
        if self.address_source == "hand":
            reasons = [by_hand]
        if self.channel_rule == "fallback" or by_hand not in reasons:
            reasons += self._passed_over_clauses()
        if self.channel_rule == "fallback" and self.channel == "phone":
            reasons.append(self.env._("there is no complete postal address"))
        return reasons

    def _second_choice_clause(self):
        if self.passed_over and self.channel != "email":
            return self.env._("second choice for its segment")
        return self.env._("second choice for its segment, as the first is not possible")

    def _passed_over_clauses(self):
        owners = {
            "escalation": self.env._("the escalation contact"),
            "dunning": self.env._("the dunning contact"),
            "invoice": self.env._("the invoice contact"),
        }
        return [
            self._email_problem_clause(
                row["problem"],
                row["email"],
                owners.get(row["source"], self.env._("the customer")),
            )
            for row in self.passed_over or []
        ]

    @api.model
    def _email_problem_clause(self, problem, email, owner):
        """Say what is wrong with an e-mail address.

        :param problem: a code of res_partner.EMAIL_PROBLEMS
        :param email: str, as it stands on file
        :param owner: str, who has it
        """
        names = {"email": email, "owner": owner}
        return {
            "missing": self.env._("%(owner)s has no e-mail address", **names),
            "invalid": self.env._("%(email)s is not a valid e-mail address", **names),
            "bounced": self.env._("mail to %(email)s bounced", **names),
            "blacklisted": self.env._("%(email)s is on the blacklist", **names),
        }[problem]

    def _additional_sentences(self):
        """:return: list of sentences about what happens beside the channel"""
        sentences = []
        if self.is_letter and self.channel != "letter":
            sentences.append(self.env._("Also by letter."))
        elif self._lacks_additional_letter():
            sentences.append(
                self.env._("No letter, as there is no complete postal address.")
            )
        if self.is_call and self.channel != "phone":
            sentences.append(self.env._("Also a phone call."))
        if self.is_call and not self.phone:
            sentences.append(self.env._("There is no phone number on file."))
        return sentences

    def _lacks_additional_letter(self):
        """:return: bool, whether the level asks for a letter that cannot be posted"""
        contact = self.contact_id or self.partner_id
        return (
            self.level_id.also_letter
            and self.channel == "email"
            and not contact._posted_to()._has_postal_address()
        )
