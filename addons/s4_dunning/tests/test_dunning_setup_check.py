from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import config, mute_logger

from .common import TODAY, DunningCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningSetupCheck(DunningCommon):
    """One page says what is missing, and leads to where it is set up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sister = cls._second_company()["company"]
        cls.manager = new_test_user(
            cls.env,
            "manager",
            groups="s4_dunning.s4_dunning_group_manager",
            company_id=cls.company.id,
            company_ids=[Command.set((cls.company | cls.sister).ids)],
        )
        cls.env["ir.mail_server"].search([]).active = False
        cls.env["fetchmail.server"].search([]).active = False
        cls.company.alias_domain_id = False

    def _checks(self):
        self.env.invalidate_all()  # as a new request
        checks = self.env["dunning.setup.check"].with_user(self.manager)
        action = checks.action_check()
        return checks.search(action["domain"])

    def _check(self, topic, company=None):
        company = company or self.company
        return self._checks().filtered(
            lambda check: check.topic == topic and check.company_id == company
        )

    def test_every_company_of_the_user_is_looked_at(self):
        checks = self._checks()

        self.assertEqual(checks.company_id, self.company | self.sister)
        self.assertEqual(len(checks), 2 * 7)
        self.assertTrue(all(check.sentence for check in checks))

    def test_what_companies_share_is_looked_up_once(self):
        company, debtor = self.registry["res.company"], self.registry["dunning.debtor"]
        with (
            patch.object(company, "_dunning_gaps", return_value={}) as gaps,
            patch.object(debtor, "_languages", return_value=set()) as languages,
        ):
            self._checks()

        self.assertEqual((gaps.call_count, languages.call_count), (2, 1))

    def test_sender(self):
        self.company.email = "nobody"
        self.assertEqual(self._check("sender").state, "missing")
        self.company.email = "dunning@example.com"
        self.assertEqual(self._check("sender").state, "ready")

    def test_outgoing_mail(self):
        check = self._check("outgoing")
        self.assertEqual(check.state, "attention")
        self.assertIn(config["smtp_server"], check.sentence)

        self.company.email = "dunning@example.com"
        server = self.env["ir.mail_server"].create(
            {"name": "Post office", "smtp_host": "smtp.example.com"}
        )
        check = self._check("outgoing")
        self.assertEqual((check.state, check.sentence), ("ready", "Post office"))

        server.from_filter = "info@another.example.com"
        with mute_logger("odoo.addons.base.models.ir_mail_server"):
            check = self._check("outgoing")
        self.assertEqual(check.state, "attention")
        self.assertIn("info@another.example.com", check.sentence)

    def test_reply_address(self):
        self.assertEqual(self._check("reply").state, "missing")

        self.company.alias_domain_id = self.env["mail.alias.domain"].create(
            {"name": "dun.example.com"}
        )

        check = self._check("reply")
        self.assertEqual(check.state, "attention")
        administrator = self.env.ref("base.user_admin")
        place = check.with_user(administrator).action_mend()
        self.assertEqual(place["res_model"], "dunning.group")

        self.group.alias_name = "dunning"

        check = self._check("reply")
        self.assertEqual(
            (check.state, check.sentence), ("ready", "dunning@dun.example.com")
        )

    def test_incoming_mail(self):
        self.assertEqual(self._check("incoming").state, "attention")

        self.env["fetchmail.server"].create({"name": "Answers", "state": "done"})

        check = self._check("incoming")
        self.assertEqual((check.state, check.sentence), ("ready", "Answers"))

    def test_letterhead(self):
        self.company.write({"street": False, "city": "Groningen"})
        self.assertEqual(self._check("letterhead").state, "missing")
        self.company.street = "Stationsplein 1"
        self.company.external_report_layout_id = False
        self.assertEqual(self._check("letterhead").state, "missing")
        self.company.external_report_layout_id = self.env.ref(
            "web.external_layout_standard"
        )
        self.assertNotEqual(self._check("letterhead").state, "missing")

    def test_bank_account(self):
        self.assertEqual(self._check("bank").state, "ready")
        self.company.partner_id.bank_ids.unlink()
        check = self._check("bank")
        self.assertEqual(check.state, "missing")
        self.assertEqual(
            check.with_user(self.env.user).action_mend()["res_model"], "res.partner"
        )
        self.assertEqual(self._check("bank", self.sister).state, "ready")

    def test_languages_of_the_debtors(self):
        self._invoice(100)
        self.group.action_refresh()
        self.assertEqual(self._check("languages").state, "ready")

        self.env["res.lang"]._activate_lang("es_ES")
        self.customer.lang = "es_ES"

        check = self._check("languages")
        self.assertEqual(check.state, "attention")
        self.assertIn("Spanish", check.sentence)

    def test_each_topic_leads_to_its_place(self):
        places = {
            "sender": "res.company",
            "outgoing": "ir.mail_server",
            "reply": "mail.alias.domain",
            "incoming": "fetchmail.server",
            "letterhead": "res.company",
            "bank": "res.partner",
            "languages": "dunning.workflow",
        }
        administrator = self.env.ref("base.user_admin")
        for check in self._checks().with_user(administrator):
            self.assertEqual(
                check.action_mend()["res_model"], places[check.topic], check.topic
            )

    def test_who_may_not_change_it_is_told_so(self):
        with self.assertRaisesRegex(UserError, "Ask an administrator"):
            self._check("outgoing").action_mend()

    def test_others_have_no_access(self):
        collector = new_test_user(
            self.env, "collector", groups="s4_dunning.s4_dunning_group_collector"
        )
        with self.assertRaises(AccessError):
            self.env["dunning.setup.check"].with_user(collector).action_check()
        other = new_test_user(
            self.env, "other_manager", groups="s4_dunning.s4_dunning_group_manager"
        )
        check = self._check("bank")
        with self.assertRaises(AccessError):
            check.with_user(other).read(["sentence"])
