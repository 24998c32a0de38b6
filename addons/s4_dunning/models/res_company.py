from odoo import api, fields, models


class ResCompany(models.Model):
    # EXTENDS base
    _inherit = "res.company"

    dunning_group_id = fields.Many2one(
        "dunning.group",
        string="Dunning group",
        index=True,
        ondelete="restrict",
        copy=False,
        help="The companies that dun together. By default each company for itself.",
    )
    dunning_workflow_id = fields.Many2one(
        "dunning.workflow",
        string="Dunning workflow",
        help="Empty: the default of the dunning group.",
        domain="[('group_id', 'in', (dunning_group_id, False))]",
    )

    @api.onchange("dunning_group_id")
    def _onchange_dunning_group_id(self):
        return self._origin._dunning_group_warning(self.dunning_group_id)

    def _dunning_group_warning(self, group):
        """Say what happens when the company changes its dunning group.

        :param group: the dunning.group that is chosen; none: a group of its own
        :return: what an onchange gives back
        """
        origin = self.dunning_group_id
        if not self or group._origin == origin:
            return None
        sentences = group._origin._arrival_sentences(origin, self)
        return {
            "warning": {
                "title": self.env._("Another dunning group"),
                "message": "\n".join(sentences),
            }
        }

    @api.model_create_multi
    def create(self, vals_list):
        groups = [vals.get("dunning_group_id") for vals in vals_list]
        companies = super().create(
            [{**vals, "dunning_group_id": False} for vals in vals_list]
        )
        for company, group in zip(companies, groups, strict=True):
            if group:
                company.dunning_group_id = group
        companies.filtered(
            lambda company: not company.dunning_group_id
        )._create_dunning_groups()
        return companies

    def write(self, vals):
        if "dunning_group_id" not in vals:
            return super().write(vals)
        self.check_access("write")
        if not vals["dunning_group_id"]:
            for company in self:
                own = company._own_dunning_group()
                company.write({**vals, "dunning_group_id": own.id})
            return True
        group = self.env["dunning.group"].browse(vals["dunning_group_id"])
        arriving = self.filtered(lambda company: company.dunning_group_id != group)
        group._check_membership_right(arriving)
        # sudo: the right was checked; what moves spans companies that are not active
        for origin, leaving in arriving.sudo().grouped("dunning_group_id").items():
            group.sudo()._receive(origin, leaving)
        rest = {
            name: value for name, value in vals.items() if name != "dunning_group_id"
        }
        return super().write(rest)

    def _enter_dunning_group(self, group):
        """Change the group and nothing else; for dunning.group only."""
        # pylint: disable=super-method-mismatch
        return super().write({"dunning_group_id": group.id})

    def _create_dunning_groups(self):
        """Give each of these companies a dunning group of its own."""
        for company in self:
            # sudo: who may create a company need not be a dunning manager
            company.sudo().dunning_group_id = (
                self.env["dunning.group"].sudo().create({"name": company.name})
            )

    def _own_dunning_group(self):
        """The dunning group of this company alone.

        :return: the dunning.group that it has to itself, or a new one with the policy
            of the group that it shares
        """
        self.ensure_one()
        # sudo: who may write a company need not be a dunning manager; writing the group
        # on the company checks who may do it
        group = self.sudo().dunning_group_id
        if group._companies() == self:
            return group
        return group._create_own_group(self.sudo())

    def _has_dunning_history(self):
        """Tell whether any of these companies was ever part of a run."""
        # sudo: a fact about the company, whoever asks
        return any(
            self.env[model]
            .sudo()
            .search_count([("company_id", "in", self.ids)], limit=1)
            for model in ("dunning.claim", "dunning.run.company")
        )
