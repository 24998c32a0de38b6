from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config, format_list

# The texts of the levels are delivered in these languages.
LANGUAGES = ("en", "nl", "de", "fr")
READY, ATTENTION, MISSING = "ready", "attention", "missing"


class Found(NamedTuple):
    """What several topics of a company, or several companies, look at."""

    gaps: dict
    servers: models.Model
    codes: set


class DunningSetupCheck(models.TransientModel):
    """One thing that a company needs to write to its customers: is it there?"""

    _name = "dunning.setup.check"
    _description = "Set-up Check"
    _order = "company_id, id"
    _rec_name = "topic"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    topic = fields.Selection(
        [
            ("sender", "Sender"),
            ("outgoing", "Outgoing mail"),
            ("reply", "Reply address"),
            ("incoming", "Incoming mail"),
            ("letterhead", "Letterhead"),
            ("bank", "Bank account"),
            ("languages", "Languages"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [(READY, "Ready"), (ATTENTION, "Please look"), (MISSING, "Missing")],
        string="Status",
        required=True,
        readonly=True,
    )
    sentence = fields.Char(string="What was found", readonly=True)

    @api.model
    def action_check(self):
        """Look at all companies of the user.

        :return: window action with a row for every company and topic
        """
        # sudo: mail servers and companies that are not active; only whether they are
        # ready is shown, to a manager of these very companies
        checks = self.create(self.sudo()._prepare_checks(self.env.user.company_ids))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "s4_dunning.dunning_setup_check_action"
        )
        return {**action, "domain": [("id", "in", checks.ids)]}

    @api.model
    def _prepare_checks(self, companies):
        """:return: list of values, one for every company and topic

        :param companies: res.company of the user
        """
        servers = self.env["fetchmail.server"].search([("state", "=", "done")])
        values = []
        for group, members in companies.sudo().grouped("dunning_group_id").items():
            codes = self.env["dunning.debtor"]._languages(group)
            for company in members:
                found = Found(company._dunning_gaps(), servers, codes)
                values += [
                    self._prepare_check(company, topic, found)
                    for topic, _label in self._fields["topic"].selection
                ]
        return values

    @api.model
    def _prepare_check(self, company, topic, found):
        state, sentence = getattr(self, f"_check_{topic}")(company, found)
        return {
            "company_id": company.id,
            "topic": topic,
            "state": state,
            "sentence": sentence,
        }

    @api.model
    def _check_gaps(self, found, topic, ready):
        """:return: state and sentence of the gaps of a topic, or that it is ready"""
        gaps = {
            sentence: state
            for sentence, (of_topic, state) in found.gaps.items()
            if of_topic == topic
        }
        if not gaps:
            return READY, ready
        state = MISSING if MISSING in gaps.values() else ATTENTION
        return state, " ".join(gaps)

    @api.model
    def _check_sender(self, company, found):
        return self._check_gaps(found, "sender", company.email_formatted)

    @api.model
    def _check_outgoing(self, company, found):
        server, _sender = self.env["ir.mail_server"]._find_mail_server(
            company.email_formatted
        )
        if not server:
            return ATTENTION, self.env._(
                "No mail server is set up here: e-mails go to %(host)s, as the "
                "configuration file of Odoo says.",
                host=config["smtp_server"],
            )
        if not server._match_from_filter(company.email, server.from_filter):
            return ATTENTION, self.env._(
                "%(server)s sends for %(senders)s only: customers see another sender.",
                server=server.name,
                senders=server.from_filter,
            )
        return READY, server.name

    @api.model
    def _check_reply(self, company, found):
        if not company.catchall_email:
            return MISSING, self.env._(
                "Without an alias domain answers do not come to the notice, but to "
                "the mailbox of the sender."
            )
        if not company.dunning_group_id.alias_email:
            return ATTENTION, self.env._(
                "Give the dunning group an address for answers: without one, answers "
                "of unknown senders are refused."
            )
        return READY, company.dunning_group_id.alias_email

    @api.model
    def _check_incoming(self, company, found):
        if found.servers:
            return READY, format_list(self.env, found.servers.mapped("name"))
        return ATTENTION, self.env._(
            "Odoo fetches no mail: answers come only if your mail server delivers them "
            "to Odoo."
        )

    @api.model
    def _check_letterhead(self, company, found):
        if not company.external_report_layout_id:
            return MISSING, self.env._("Choose a layout for documents.")
        address = f"{company.street}, {company.city}"
        return self._check_gaps(found, "letterhead", address)

    @api.model
    def _check_bank(self, company, found):
        claim = self.env["dunning.claim"].new(
            {"company_id": company.id, "currency_id": company.currency_id.id}
        )
        account = claim.partner_bank_id.display_name
        return self._check_gaps(found, "bank", account)

    @api.model
    def _check_languages(self, company, found):
        debtors = self.env["dunning.debtor"]
        strange = {code for code in found.codes if code.split("_")[0] not in LANGUAGES}
        if strange:
            return ATTENTION, self.env._(
                "Translate the texts of the levels: some customers speak %s.",
                debtors._language_names(strange),
            )
        if not found.codes:
            return READY, self.env._("There are no debtors yet.")
        return READY, debtors._language_names(found.codes)

    def action_mend(self):
        """Go to where it is set up.

        :return: window action
        :raise UserError: that is not for this user to do.
        """
        self.ensure_one()
        action = self._place()
        if not self.env[action["res_model"]].has_access("write"):
            raise UserError(
                self.env._("Ask an administrator: you may not change it yourself.")
            )
        return action

    def _place(self):
        if self.topic in ("sender", "letterhead"):
            return self.company_id._get_records_action()
        if self.topic == "reply" and self.company_id.sudo().catchall_email:
            return self.company_id.dunning_group_id._get_records_action()
        if self.topic == "bank":
            return self.company_id.partner_id._get_records_action()
        # sudo: where it is, not what stands there
        return (
            self.env["ir.actions.act_window"]
            .sudo()
            ._for_xml_id(
                {
                    "outgoing": "base.action_ir_mail_server_list",
                    "reply": "mail.mail_alias_domain_action",
                    "incoming": "mail.action_email_server_tree",
                    "languages": "s4_dunning.dunning_workflow_action",
                }[self.topic]
            )
        )
