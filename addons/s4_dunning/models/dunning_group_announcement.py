from markupsafe import Markup

from odoo import models


class DunningGroup(models.Model):
    """Announcement: what happens when companies change their group, in sentences."""

    _inherit = "dunning.group"

    def _arrival_sentences(self, origins, companies):
        """Say what happens when companies enter this group.

        This group may be none, which stands for a new group of its own.

        :param origins: the dunning.group records that they leave
        :param companies: res.company records
        :return: list of str; the refusal alone where the user may not do it
        """
        if not self.env.su and not self._may_receive(companies):
            return [self._refusal()]
        # sudo: the right to know it was checked
        return self.sudo()._sentences_about(origins.sudo(), companies.sudo())

    def _sentences_about(self, origins, companies):
        if not self and origins._companies() == companies:
            return [
                self.env._(
                    "%(companies)s: has a dunning group of its own already.",
                    companies=companies.mapped("name"),
                )
            ]
        sentences = [
            self._headline(origins, companies),
            *self._sentences_about_waiting(origins, companies),
        ]
        for origin in origins:
            sentences += self._sentences_about_policy(origin)
            if origin._companies_beside(companies):
                leaving = companies & origin._companies()
                sentences += self._sentences_about_parting(origin, leaving)
            else:
                sentences += self._sentences_about_absorption(origin)
        return sentences

    def _headline(self, origins, companies):
        names = {
            "companies": companies.mapped("name"),
            "origins": origins.mapped("name"),
            "group": self.name or self.env._("a group of its own"),
        }
        if not origins:
            return self.env._("%(companies)s: new in %(group)s", **names)
        return self.env._("%(companies)s: %(origins)s → %(group)s", **names)

    def _announce(self, sentences):
        """Keep in the chatter of these groups what happened."""
        for group in self:
            group.message_post(body=Markup("<br/>").join(sentences))

    def _sentences_about_waiting(self, origins, companies):
        """Sentences about approved and proposed notices, which are taken back."""
        notices = self.env["dunning.notice"]
        approved = notices.search_count(self._approved_domain(companies))
        proposed = notices.search_count(
            [("group_id", "in", (self | origins).ids), ("state", "=", "proposed")]
        )
        sentences = {
            self.env._("Approved notices that are recalled: %s.", approved): approved,
            self.env._(
                "Proposed notices that are discarded: %s. Propose again afterwards.",
                approved + proposed,
            ): approved + proposed,
        }
        return [sentence for sentence, count in sentences.items() if count]

    def _sentences_about_policy(self, origin):
        """Sentences about what becomes different; a group of its own copies all."""
        sentences = []
        if self and self.workflow_id != origin.workflow_id:
            none = self.env._("none")
            sentences.append(
                self.env._(
                    "Default workflow: %(new)s instead of %(old)s.",
                    new=self.workflow_id.name or none,
                    old=origin.workflow_id.name or none,
                )
            )
        if self and self.currency_id != origin.currency_id:
            sentences.append(
                self.env._(
                    "Figures and limits: in %(new)s instead of %(old)s.",
                    new=self.currency_id.name,
                    old=origin.currency_id.name,
                )
            )
        return sentences

    def _sentences_about_absorption(self, origin):
        """Sentences about a group that comes as a whole."""
        debtors = self.env["dunning.debtor"]
        of_origin = [("group_id", "=", origin.id)]
        known = debtors.search([("group_id", "=", self.id)]).partner_id
        both = debtors.search_count([*of_origin, ("partner_id", "in", known.ids)])
        sentences = [
            self.env._(
                "The group %(origin)s has no other company and is deleted; its debtors "
                "(%(debtors)s) and notices of the past (%(notices)s) come along.",
                origin=origin.name,
                debtors=debtors.search_count(of_origin),
                notices=self.env["dunning.notice"].search_count(
                    [*of_origin, ("state", "not in", ("proposed", "approved"))]
                ),
            )
        ]
        if both:
            sentences.append(
                self.env._(
                    "Customers whom both groups know, and who become one debtor: %s.",
                    both,
                )
            )
        return sentences

    def _sentences_about_parting(self, origin, companies):
        """Sentences about what comes along and what stays with a group that goes on."""
        notices = self.env["dunning.notice"]
        alone = notices.search_count(self._history_domain(origin, companies))
        shared = notices.search_count(self._shared_domain(origin, companies))
        sentences = {
            self.env._("Notices of the past that come along: %s.", alone): alone,
            self.env._(
                "Notices of the past that stay with %(origin)s, because its other "
                "companies wrote them too: %(count)s.",
                origin=origin.name,
                count=shared,
            ): shared,
        }
        parted = [sentence for sentence, count in sentences.items() if count]
        return parted + (self._sentences_about_loss(origin, companies) if self else [])

    def _sentences_about_loss(self, origin, companies):
        """Sentences about workflows and segments that nothing replaces here."""
        debtors = self._debtors_of(origin, companies)
        invoices = self.env["account.move"].search(
            self._invoice_domain(origin, companies)
        )
        workflows = (
            debtors.workflow_id
            | invoices.dunning_workflow_id
            | companies.dunning_workflow_id
        )
        places = self._counterparts_of(workflows) | self._counterparts_of(
            debtors.segment_id
        )
        lost = {record for record, place in places.items() if not place}
        debtors = debtors.filtered(
            lambda debtor: lost & {debtor.workflow_id, debtor.segment_id}
        )
        invoices = invoices.filtered(lambda move: move.dunning_workflow_id in lost)
        companies = companies.filtered(lambda one: one.dunning_workflow_id in lost)
        names = {"origin": origin.name}
        sentences = {
            self.env._(
                "Customers who lose a segment or workflow of %(origin)s: %(count)s.",
                count=len(debtors),
                **names,
            ): debtors,
            self.env._(
                "Invoices that lose a workflow of %(origin)s: %(count)s.",
                count=len(invoices),
                **names,
            ): invoices,
            self.env._(
                "Companies that lose a workflow of %(origin)s: %(companies)s.",
                companies=companies.mapped("name"),
                **names,
            ): companies,
        }
        return [sentence for sentence, lose in sentences.items() if lose]
