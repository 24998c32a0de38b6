from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

# What a customer says, in an answer or on the phone.
OUTCOMES = [
    ("payment", "Says it is paid"),
    ("promise", "Will pay on a date"),
    ("dispute", "Disputes the claim"),
    ("copy", "Asks for a copy"),
    ("address", "Wrong contact"),
    ("insolvency", "Is insolvent"),
]


class DunningDebtor(models.Model):
    """Follow-up: what becomes of the thing that a customer said."""

    _inherit = "dunning.debtor"

    def _follow_up(self, outcome, items=None, date=None, note=None):
        """Make the hold and the task that belong to what the customer said.

        :param outcome: one of OUTCOMES
        :param items: account.move.line concerned; none: everything of the debtor
        :param date: the day on which the customer pays, or until which the hold lasts;
            none: as the reason of the hold says
        :param note: str, what was said
        :return: dunning.hold
        :raise UserError: a promise without a day from today on
        """
        self.ensure_one()
        items = items if items is not None else self.env["account.move.line"]
        return getattr(self, f"_follow_up_{outcome}")(items, date, note)

    def _follow_up_payment(self, items, date, note):
        return self._hold_for("payment", items, date, note)

    def _follow_up_promise(self, items, date, note):
        if not date or date < fields.Date.context_today(self):
            raise UserError(
                self.env._("Enter the day on which the customer pays, from today on.")
            )
        return self._hold_for("promise", items, date, note)

    def _follow_up_dispute(self, items, date, note):
        self._task_for(self.env._("Settle the complaint"), note)
        return self._hold_for("complaint", items, date, note)

    def _follow_up_copy(self, items, date, note):
        self._task_for(self.env._("Send the copy"), note)
        return self._hold_for("document", items, date, note)

    def _follow_up_address(self, items, date, note):
        self._task_for(self.env._("Find the right contact"), note)
        return self._hold_for("contact", items, date, note)

    def _follow_up_insolvency(self, items, date, note):
        self._task_for(self.env._("File the claim with the administrator"), note)
        return self._hold_for("insolvency", items, date, note)

    def _hold_for(self, reason, items, date, note):
        """:return: dunning.hold of the debtor, or of each of the items"""
        values = {
            "reason_id": self.env.ref(f"s4_dunning.dunning_hold_reason_{reason}").id,
            "user_id": self._owner().id,
            "note": note,
            **({"date_end": date} if date else {}),
        }
        targets = [{"scope": "item", "move_line_id": item.id} for item in items]
        # items of all companies of the user, active at the top right or not
        companies = self.env.user._get_company_ids()
        holds = self.env["dunning.hold"].with_context(allowed_company_ids=companies)
        return holds.create(
            [
                {**values, **target}
                for target in targets or [{"scope": "debtor", "debtor_id": self.id}]
            ]
        )

    def _task_for(self, summary, note=None, date=None):
        """:return: mail.activity for who is in charge of the debtor

        :param summary: str
        :param note: str, plain text
        """
        return self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=date or fields.Date.context_today(self),
            summary=summary,
            note=plaintext2html(note) if note else None,
            user_id=self._owner().id,
        )

    def _owner(self):
        """:return: res.users in charge of the debtor, who may open it"""
        self.ensure_one()
        candidates = (
            self.collector_id,
            self.group_id.responsible_id,
            self.env.user.filtered(lambda user: not user.share),
            self.partner_id.user_id,
        )
        # the companies that are active for who works need not be those of the others
        debtor = self.with_context(allowed_company_ids=[])
        for user in candidates:
            if user.active and debtor.with_user(user).has_access("read"):
                return user
        return self.env.user
