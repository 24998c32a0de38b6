from odoo import api, fields, models
from odoo.exceptions import AccessError


class DunningGroup(models.Model):
    """Membership: companies enter and leave, groups merge, and nothing gets lost.

    Whatever changes the group of a company passes here, see res.company.write.
    """

    _inherit = "dunning.group"

    company_count = fields.Integer(compute="_compute_company_count")
    hidden_company_names = fields.Char(
        string="Other companies", compute="_compute_hidden_company_names"
    )

    @api.depends("company_ids")
    def _compute_company_count(self):
        for group in self:
            group.company_count = len(group._companies().filtered("active"))

    @api.depends_context("allowed_company_ids")
    @api.depends("company_ids")
    def _compute_hidden_company_names(self):
        for group in self:
            companies = group._companies().filtered("active")
            shown = self.env["res.company"].search([("id", "in", companies.ids)])
            group.hidden_company_names = ", ".join((companies - shown).mapped("name"))

    def _companies(self):
        """All companies of these groups, archived ones too, whoever asks.

        The cache of company_ids may hold only those that are active for the user.

        :return: res.company records as superuser
        """
        # sudo: membership is decided on all companies, and told by name to who may
        # read the group
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return companies.search([("dunning_group_id", "in", self.ids)])

    def _companies_beside(self, companies):
        """:return: active companies of these groups other than the given ones"""
        return self._companies().filtered("active") - companies

    def _check_membership_right(self, companies):
        """Refuse that companies enter this group by who may not see all it touches.

        A company that was never part of a run is moved by whoever may write companies.

        :param companies: res.company records that enter; none: nothing is refused
        :raise AccessError: the user is no dunning manager, or lacks a company of this
            group or of the groups that the companies leave
        """
        if companies and not self.env.su and not self._may_receive(companies):
            raise AccessError(self._refusal())

    def _may_receive(self, companies):
        user = self.env.user
        # sudo: it is about the companies that the user does not see
        groups_sudo = self.sudo() | companies.sudo().dunning_group_id
        touched = (groups_sudo._companies() | companies.sudo()).filtered("active")
        return set(touched.ids) <= set(user._get_company_ids()) and (
            user.has_group("s4_dunning.s4_dunning_group_manager")
            or not companies._has_dunning_history()
        )

    @api.model
    def _refusal(self):
        return self.env._(
            "Only a dunning manager who may access all companies of both dunning "
            "groups moves a company: ask one to do it."
        )

    def _receive(self, origin, companies):
        """Let companies enter this group, with all that belongs to them.

        What waits in the groups involved is taken back: it has to be proposed for other
        companies than before. What was sent stays as it is. Runs as superuser.

        :param origin: the dunning.group that they leave; empty for new companies
        :param companies: res.company records of the origin
        :raise UserError: a run is being proposed or a notice is being sent meanwhile
        """
        is_emptied = bool(origin) and not origin._companies_beside(companies)
        if is_emptied:  # archived companies do not stay behind alone
            companies |= origin._companies()
        sentences = self._arrival_sentences(origin, companies)
        currencies = {
            group: group.currency_id
            for group in self | origin
            if group._companies_beside(companies)
        }
        self._take_back(origin, companies)
        if not is_emptied and origin.lead_company_id in companies:
            origin.lead_company_id = False
        companies._enter_dunning_group(self)
        for group, currency in currencies.items():
            group.currency_id = currency  # its limits are amounts in this currency
        if is_emptied:
            self._absorb(origin)
        elif origin:
            self._take_over(origin, companies)
        remaining = (self | origin).exists()
        if origin:
            remaining.action_refresh()
        if origin or self._companies_beside(companies):
            remaining._announce(sentences)

    def _take_back(self, origin, companies):
        """Take back what waits: approved claims of the companies, proposals of both.

        :raise UserError: a run is being proposed or a notice is being sent meanwhile
        """
        if not origin:
            return
        for group in self | origin:
            group._lock_for_proposal()
        self.env["dunning.notice"].search(
            self._approved_domain(companies)
        ).action_recall()
        self.env["dunning.run"].search(
            [("group_id", "in", (self | origin).ids), ("state", "=", "proposed")]
        ).action_discard()

    def _merge(self, groups):
        """Take over all companies of other groups, with all that belongs to them.

        :param groups: dunning.group records that disappear
        :raise AccessError: see _check_membership_right
        """
        groups.check_access("unlink")
        self.check_access("write")
        # sudo: the rights were checked above, and are checked again for the companies
        companies_sudo = groups._companies()
        self._check_membership_right(companies_sudo.with_env(self.env))
        companies_sudo.write({"dunning_group_id": self.id})
        for group in groups.sudo().exists():
            self.sudo()._absorb(group)
