from odoo import api, models

TASK = "s4_dunning_automotive.mail_activity_type_approval_number"


class AccountMove(models.Model):
    # EXTENDS account
    _inherit = "account.move"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("vehicle_approval_number"):
            self.activity_feedback([TASK], only_automated=False)
        return result

    def _ask_for_approval_number(self, collectors):
        """Make a task to add the number, once, where none is open.

        :param collectors: dict of invoice to res.users, who has the debtor
        """
        asked = self.activity_search([TASK], only_automated=False)
        moves = self - self.browse(asked.mapped("res_id"))
        for user, of_user in moves.grouped(
            lambda move: move._who_adds_approval_number(collectors[move])
        ).items():
            # the bell tells: no e-mail for each of many invoices
            of_user.with_context(mail_activity_quick_update=True).activity_schedule(
                TASK, user_id=user.id
            )

    def _who_adds_approval_number(self, collector):
        """:return: the first of those concerned who may write the invoice, or nobody"""
        self.ensure_one()
        for user in (
            self.dunning_location_id.user_id,
            self.invoice_user_id,
            collector,
            self.env.user,
        ):
            if user.active and self._may_be_written_by(user):
                return user
        return self.env["res.users"]

    def _may_be_written_by(self, user):
        return self.company_id in user.company_ids and self.with_user(
            user
        ).with_context(allowed_company_ids=self.company_id.ids).has_access("write")

    @api.model
    def _withdraw_settled_tasks(self, companies):
        """Take back the tasks about invoices that need no number any more.

        :param companies: res.company records, those of the run
        """
        tasks = self.env["mail.activity"].search(
            [
                ("activity_type_id", "=", self.env.ref(TASK).id),
                ("res_model", "=", self._name),
            ]
        )
        settled = self.search(
            [
                ("id", "in", tasks.mapped("res_id")),
                ("company_id", "in", companies.ids),
                "|",
                ("state", "!=", "posted"),
                ("payment_state", "in", ("in_payment", "paid", "reversed")),
            ]
        )
        tasks.filtered(lambda task: task.res_id in settled.ids).unlink()
