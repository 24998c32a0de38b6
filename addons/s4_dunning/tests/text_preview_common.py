from odoo import Command
from odoo.tests import new_test_user

from .common import DunningCommon

EDITOR = "s4_dunning.dunning_level_view_form_text"
STORED = (
    "dunning.notice",
    "dunning.claim",
    "dunning.notice.line",
    "mail.message",
    "mail.mail",
    "ir.attachment",
)


class TextPreviewCommon(DunningCommon):
    """A manager who is no administrator and may not write templates of Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "mia_login",
            groups="s4_dunning.s4_dunning_group_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            email="mia@example.com",
        )
        cls.company.email = "credit@example.com"
        cls.level = cls.reminder.with_user(cls.manager)

    def _counts(self):
        self.env.flush_all()
        no_bundle = {"ir.attachment": [("url", "=", False)]}
        return {
            name: self.env[name].sudo().search_count(no_bundle.get(name, []))
            for name in STORED
        }

    def _for(self, partner, text=None):
        """The words as seen with a debtor chosen for the preview."""
        debtor = self.env["dunning.debtor"].search([("partner_id", "=", partner.id)])
        text = self.level if text is None else text
        return text.with_context(preview_debtor_id=debtor.id)
