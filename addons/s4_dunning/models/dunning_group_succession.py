from odoo import fields, models

from ..engine import debtors as debtor_rows


class DunningGroup(models.Model):
    """Succession: what goes along with companies that change their group.

    All methods run as superuser, after the companies entered this group.
    """

    _inherit = "dunning.group"

    def _models_of_group(self):
        """What a group that takes over another one gets as it is.

        :return: list of names of models with a field group_id
        """
        return [
            "dunning.workflow",
            "dunning.segment",
            "dunning.run",
            "dunning.hold",
            "dunning.notice",
            "dunning.reply",
            "dunning.duplicate",
            "dunning.snooze",
        ]

    def _absorb(self, origin):
        """Take over everything of a group without companies, which then disappears.

        :param origin: a dunning.group
        """
        for model in self._models_of_group():
            self.env[model].with_context(active_test=False).search(
                [("group_id", "=", origin.id)]
            ).group_id = self
        debtors = self.env["dunning.debtor"].search([("group_id", "=", origin.id)])
        known = self._debtor_of_partner(debtors.partner_id)
        merged = debtors.filtered(lambda debtor: debtor.partner_id in known)
        (debtors - merged).group_id = self
        debtors._merge_into({debtor: known[debtor.partner_id] for debtor in merged})
        origin.message_ids.write({"res_id": self.id})
        self._take_over_alias(origin)
        origin.unlink()

    def _take_over(self, origin, companies):
        """Take over what belongs to companies that left a group to which others stay.

        :param origin: the dunning.group that they left
        :param companies: res.company records, of this group by now
        """
        notices = self.env["dunning.notice"].search(
            self._history_domain(origin, companies)
        )
        disputes = self.env["dunning.dispute"].search(
            [("group_id", "=", origin.id), ("company_id", "in", companies.ids)]
        )
        debtors = self._debtors_of(origin, companies) | notices.debtor_id
        targets = self._counterparts(debtors | disputes.debtor_id)
        for debtor, of_debtor in notices.grouped("debtor_id").items():
            of_debtor.write({"group_id": self.id, "debtor_id": targets[debtor].id})
            of_debtor.call_ids.write({"debtor_id": targets[debtor].id})
            of_debtor.reply_ids.write(
                {"group_id": self.id, "debtor_id": targets[debtor].id}
            )
        for debtor, of_debtor in disputes.grouped("debtor_id").items():
            of_debtor.write({"debtor_id": targets[debtor].id})
        self.env["dunning.hold"].search(
            [
                ("group_id", "=", origin.id),
                "|",
                ("company_id", "in", companies.ids),
                ("move_line_id.company_id", "in", companies.ids),
            ]
        ).group_id = self
        self._take_over_settings(targets)
        self._take_over_holds(targets)
        self._take_over_judgements(targets)
        self.env["dunning.rating"]._take_over(targets)
        self._take_over_activities(origin, targets)
        self._replace_workflows(origin, companies)

    def _history_domain(self, origins, companies):
        """Domain of the notices that only these companies wrote: they go along."""
        return [
            ("group_id", "in", origins.ids),
            ("state", "not in", ("proposed", "approved")),
            ("claim_ids.company_id", "in", companies.ids),
            ("claim_ids", "not any", [("company_id", "not in", companies.ids)]),
        ]

    def _shared_domain(self, origins, companies):
        """Domain of the notices that others wrote too: they stay."""
        return [
            ("group_id", "in", origins.ids),
            ("state", "not in", ("proposed", "approved")),
            ("claim_ids.company_id", "in", companies.ids),
            ("claim_ids", "any", [("company_id", "not in", companies.ids)]),
        ]

    def _approved_domain(self, companies):
        """Domain of the notices in the outbox that are taken back."""
        return [
            ("state", "=", "approved"),
            ("claim_ids.company_id", "in", companies.ids),
        ]

    def _debtors_of(self, origins, companies):
        """:return: dunning.debtor records with open items of companies, and who pays"""
        contacts = self.env["account.move.line"]._read_group(
            [
                ("company_id", "in", companies.ids),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ],
            ["partner_id"],
        )
        partners = self.env["res.partner"].concat(*(contact for (contact,) in contacts))
        debtors = self.env["dunning.debtor"]
        of_group = [("group_id", "in", origins.ids)]
        customers = debtors.search(
            [*of_group, ("partner_id", "in", partners.commercial_partner_id.ids)]
        )
        return customers | debtors.search(
            [*of_group, ("partner_id", "in", customers.payer_id.ids)]
        )

    def _debtor_of_partner(self, partners):
        """:return: dict of res.partner to its dunning.debtor in this group"""
        debtors = self.env["dunning.debtor"].search(
            [("group_id", "=", self.id), ("partner_id", "in", partners.ids)]
        )
        return {debtor.partner_id: debtor for debtor in debtors}

    def _counterparts(self, debtors):
        """Find or make the debtors of the same customers in this group.

        :return: dict of dunning.debtor to dunning.debtor
        """
        debtor_rows.create_missing(self)
        known = self._debtor_of_partner(debtors.partner_id)
        missing = debtors.partner_id.filtered(lambda partner: partner not in known)
        created = self.env["dunning.debtor"].create(
            [{"partner_id": partner.id, "group_id": self.id} for partner in missing]
        )
        known.update(zip(missing, created, strict=True))
        return {debtor: known[debtor.partner_id] for debtor in debtors}

    def _take_over_settings(self, targets):
        """Give the debtors of this group what they lack and their counterparts have."""
        debtors = self.env["dunning.debtor"].concat(*targets)
        places = {
            "segment_id": self._counterparts_of(debtors.segment_id),
            "workflow_id": self._counterparts_of(debtors.workflow_id),
        }
        for debtor, target in targets.items():
            settings = debtor._settings()
            for name, place in places.items():
                settings[name] = place.get(settings[name])
            target._adopt(settings)

    def _take_over_holds(self, targets):
        """Keep the customers on hold, unless they are for as long already."""
        today = fields.Date.context_today(self)
        holds = self.env["dunning.hold"].search(
            [
                ("debtor_id", "in", [debtor.id for debtor in targets]),
                ("is_released", "=", False),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", today),
            ]
        )
        for hold in holds:
            target = targets[hold.debtor_id]
            is_covered = any(
                not own.is_released
                and own.date_start <= max(hold.date_start, today)
                and (
                    not own.date_end
                    or (hold.date_end and own.date_end >= hold.date_end)
                )
                for own in target.hold_ids
            )
            if not is_covered:
                owner = hold.user_id.filtered("active")
                hold.copy(
                    {
                        "debtor_id": target.id,
                        "group_id": self.id,
                        "user_id": owner.id,
                    }
                )

    def _take_over_judgements(self, targets):
        """Do not suspect customers again of whom a person said: not the same."""
        judged = self.env["dunning.duplicate"].search(
            [
                ("is_dismissed", "=", True),
                ("debtor_ids", "in", [debtor.id for debtor in targets]),
            ]
        )
        for row in judged:
            if row.debtor_ids <= self.env["dunning.debtor"].concat(*targets):
                debtors = row.debtor_ids._counterparts_in(targets)
                row.copy({"group_id": self.id, "debtor_ids": debtors.ids})

    def _take_over_activities(self, origin, targets):
        """Move the tasks of debtors who owe nothing to the other group any more."""
        remaining = self._debtors_of(origin, origin._companies())
        for debtor, target in targets.items():
            if debtor not in remaining:
                debtor.activity_ids.write({"res_id": target.id})

    def _replace_workflows(self, origin, companies):
        """Let companies and their unpaid invoices name no workflow of another group."""
        for company in companies:
            company.dunning_workflow_id = self._counterpart(company.dunning_workflow_id)
        invoices = self.env["account.move"].search(
            self._invoice_domain(origin, companies)
        )
        for workflow, named in invoices.grouped("dunning_workflow_id").items():
            named.dunning_workflow_id = self._counterpart(workflow)

    def _invoice_domain(self, origins, companies):
        """Domain of the unpaid invoices that name a workflow of the other group."""
        return [
            ("company_id", "in", companies.ids),
            ("dunning_workflow_id.group_id", "in", origins.ids),
            ("payment_state", "not in", ("paid", "reversed")),
        ]
