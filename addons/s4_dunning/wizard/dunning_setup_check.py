from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config, format_list

# The texts of the levels are delivered in these languages.
LANGUAGES = ("en", "nl", "de", "fr")
READY, ATTENTION, MISSING = "ready", "attention", "missing"


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
        checks = self.create(
            [
                self._prepare_check(company, topic)
                for company in self.env.user.company_ids
                for topic, _label in self._fields["topic"].selection
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "s4_dunning.dunning_setup_check_action"
        )
        return {**action, "domain": [("id", "in", checks.ids)]}

    @api.model
    def _prepare_check(self, company, topic):
        # sudo: mail servers and companies that are not active; only whether they are
        # ready is shown, to a manager of this very company
        state, sentence = getattr(self.sudo(), f"_check_{topic}")(company.sudo())
        return {
            "company_id": company.id,
            "topic": topic,
            "state": state,
            "sentence": sentence,
        }

    @api.model
    def _check_gaps(self, company, topic, ready):
        """:return: state and sentence of the gaps of a topic, or that it is ready"""
        found = {
            sentence: state
            for sentence, (of_topic, state) in company._dunning_gaps().items()
            if of_topic == topic
        }
        if not found:
            return READY, ready
        state = MISSING if MISSING in found.values() else ATTENTION
        return state, " ".join(found)

    @api.model
    def _check_sender(self, company):
        return self._check_gaps(company, "sender", company.email_formatted)

    @api.model
    def _check_outgoing(self, company):
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
    def _check_reply(self, company):
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
    def _check_incoming(self, company):
        servers = self.env["fetchmail.server"].search([("state", "=", "done")])
        if servers:
            return READY, format_list(self.env, servers.mapped("name"))
        return ATTENTION, self.env._(
            "Odoo fetches no mail: answers come only if your mail server delivers them "
            "to Odoo."
        )

    @api.model
    def _check_letterhead(self, company):
        if not company.external_report_layout_id:
            return MISSING, self.env._("Choose a layout for documents.")
        address = f"{company.street}, {company.city}"
        return self._check_gaps(company, "letterhead", address)

    @api.model
    def _check_bank(self, company):
        claim = self.env["dunning.claim"].new(
            {"company_id": company.id, "currency_id": company.currency_id.id}
        )
        account = claim.partner_bank_id.display_name
        return self._check_gaps(company, "bank", account)

    @api.model
    def _check_languages(self, company):
        debtors = self.env["dunning.debtor"]
        codes = debtors._languages(company.dunning_group_id)
        strange = {code for code in codes if code.split("_")[0] not in LANGUAGES}
        if strange:
            return ATTENTION, self.env._(
                "Translate the texts of the levels: some customers speak %s.",
                debtors._language_names(strange),
            )
        if not codes:
            return READY, self.env._("There are no debtors yet.")
        return READY, debtors._language_names(codes)

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
