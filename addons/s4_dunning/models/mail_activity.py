from odoo import models

QUESTION = "s4_dunning.mail_activity_question"


class MailActivity(models.Model):
    # EXTENDS mail
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        questions = self._questions_of_others()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        for question in questions:
            question._tell_who_asked(feedback)
        return result

    def _questions_of_others(self):
        """:return: those of these that are questions of a colleague about a debtor"""
        return self.filtered(
            lambda activity: (
                activity.res_model == "dunning.debtor"
                and activity.activity_type_id == self.env.ref(QUESTION, False)
                and activity.create_uid != self.env.user
            )
        )

    def _tell_who_asked(self, answer):
        """Odoo tells followers nothing of what is done, unless they chose so."""
        # sudo: who answers need not read the debtor any more; the text is his own
        debtor = self.env["dunning.debtor"].sudo().browse(self.res_id)
        debtor.message_notify(
            partner_ids=self.sudo().create_uid.partner_id.ids,
            subject=self.env._("Answer about %s", debtor.display_name),
            body=answer or self.env._("Done, without a word."),
        )
