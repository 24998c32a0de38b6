from odoo import fields, models
from odoo.exceptions import ValidationError


class DunningDispute(models.Model):
    """Settlement: accepted, partly accepted, rejected or withdrawn."""

    _inherit = "dunning.dispute"

    def action_settle(self):
        """Ask for the answer to the customer, then settle the dispute.

        The context has the outcome: accepted, partly or rejected.

        :return: window action of the wizard
        :raise UserError: it is settled already
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        outcome = self.env.context["outcome"]
        names = {
            "accepted": self.env._("Accept the Dispute"),
            "partly": self.env._("Accept a Part of the Dispute"),
            "rejected": self.env._("Reject the Dispute"),
        }
        return {
            "type": "ir.actions.act_window",
            "name": names[outcome],
            "res_model": "dunning.dispute.settlement",
            "view_mode": "form",
            "target": "new",
            "context": {"default_dispute_id": self.id, "default_outcome": outcome},
        }

    def action_withdraw(self):
        """Let dunning go on: the customer does not dispute it any more.

        :return: True
        :raise UserError: it is settled already
        """
        self.check_access("write")
        self._check_open()
        self._withdraw(self.env._("Withdrawn: dunning goes on."))
        return True

    def _withdraw(self, sentence):
        """End disputes without decision.

        :param sentence: str, why, for the chatter
        """
        for dispute in self:
            dispute._end("withdrawn")
            dispute._end_rest()
            dispute._finish_tasks(sentence)

    def _settle(self, outcome, amount=None, answer=None):
        """Decide about a dispute.

        What is accepted rests until the credit note, which is drafted, is posted.

        :param outcome: str, accepted, partly or rejected
        :param amount: float, the part that is accepted, in the currency of the invoice
        :param answer: str, what the customer is told
        :raise UserError: it is settled already, the part is not one, or the credit
            note cannot be made
        """
        self.ensure_one()
        self.check_access("write")
        self = self._everywhere()
        self._check_open()
        if outcome == "accepted":
            amount = min(self.amount, self._check_left())
        elif outcome == "partly":
            self._check_part(amount)
        else:
            amount = 0
        credit_note = (
            self._make_credit_note(amount) if amount else self.move_id.browse()
        )
        self._end(
            outcome,
            amount_accepted=amount,
            answer=answer,
            credit_note_id=credit_note.id,
        )
        if credit_note:
            self._rest()
        else:
            self._end_rest()
        self._finish_tasks(self._decision())

    def _check_part(self, amount):
        left = min(self.amount, self._check_left())
        currency = self.currency_id
        if (
            currency.compare_amounts(amount, 0) <= 0
            or currency.compare_amounts(amount, left) >= 0
        ):
            raise ValidationError(
                self.env._(
                    "Enter an amount between zero and the disputed %s, or accept or "
                    "reject all of it.",
                    currency.format(left),
                )
            )

    def _decision(self):
        """:return: str, what was decided, for the chatter"""
        labels = dict(self._fields["state"]._description_selection(self.env))
        if not self.credit_note_id:
            return self.env._("%s: dunning goes on.", labels[self.state])
        return self.env._(
            "%(state)s: a credit note of %(amount)s is drafted. Dunning of it rests "
            "until it is posted.",
            state=labels[self.state],
            amount=self.currency_id.format(self.amount_accepted),
        )

    def _end(self, state, **values):
        # sudo: the right was checked, or the refresh ends it; only this writes them
        self.sudo().write(
            {
                "state": state,
                "date_ended": fields.Date.context_today(self),
                **values,
            }
        )

    def _reopen(self, sentence):
        """Take disputes up again, as if they were not settled.

        :param sentence: str, why, for the chatter
        """
        for dispute in self.sudo():  # sudo: follows from what became of a credit note
            dispute.write(
                {
                    "state": "open",
                    "is_resting": True,
                    "amount_accepted": 0,
                    "credit_note_id": False,
                    "date_ended": False,
                }
            )
            dispute._message_log(body=sentence)
            dispute._rest()
            dispute._ask_owner()
