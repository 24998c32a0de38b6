from odoo import api, fields, models
from odoo.exceptions import UserError


class DunningArrangement(models.Model):
    """Offer: the items rest until the customer accepts, or the offer lapses."""

    _inherit = "dunning.arrangement"

    accepted_by_id = fields.Many2one(
        "res.partner",
        string="Accepted by",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    accepted_how = fields.Selection(
        [
            ("email", "By e-mail"),
            ("letter", "By letter"),
            ("phone", "By phone"),
            ("meeting", "In person"),
            ("payment", "By paying the first instalment"),
        ],
        string="How",
        readonly=True,
        copy=False,
    )

    def action_offer(self):
        """Offer these drafts to their customers, by e-mail or as a letter to print.

        In the test mode of the dunning group the e-mail goes to the test address, and
        the arrangement stays a draft.

        :raise UserError: one of them is no draft, or cannot be offered as it is; or
            somebody offers something to the same debtor at this moment.
        :return: True, or the action that opens the letter
        """
        self.check_access("write")
        self._check_state("draft")
        # sudo: only one at a time offers the items of a debtor
        self.debtor_id.sudo().lock_for_update(allow_referencing=True)
        for arrangement in self:
            problem = arrangement._problem()
            if problem:
                raise UserError(problem)
        # sudo: creditors that are not active, and fields that nobody writes by hand.
        # Who may write the arrangement may access all companies of its group.
        offers = self.sudo()
        real = offers.filtered(lambda one: not one.group_id.test_email)
        (offers - real)._send()
        for arrangement in real:
            arrangement._offer()
        real._send()
        letters = real.filtered(lambda one: one.channel == "letter")
        return self.browse(letters.ids).action_print() if letters else True

    def _offer(self):
        """Number an arrangement and let its items rest while the offer stands."""
        self.ensure_one()
        self.write(
            {
                "name": self.env["ir.sequence"].next_by_code(self._name),
                "state": "offered",
                "date_offered": fields.Date.context_today(self),
                "amounts_before": {
                    item.id: self.currency_id.round(
                        item.amount_currency - item.amount_residual_currency
                    )
                    for item in self.item_ids
                },
            }
        )
        self.debtor_id._hold_for(
            "arrangement",
            self.item_ids,  # credits too: they are taken off here, and not once more
            self.date_valid,
            self.name,
            arrangement_id=self.id,
        )

    def action_accept(self):
        """Ask when, by whom and how the customer accepted.

        :return: window action of the wizard
        """
        self.ensure_one()
        self.check_access("write")
        self._check_state("offered")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Accepted by the Customer"),
            "res_model": "dunning.arrangement.acceptance",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_arrangement_id": self.id,
                "default_contact_id": self._recipient().id,
            },
        }

    def _accept(self, date, how, contact=None):
        """The customer agrees: the arrangement is in force, the holds have no end.

        :param date: datetime.date
        :param how: key of accepted_how
        :param contact: res.partner, or None
        """
        for arrangement in self:
            # sudo: the caller checked right and state
            arrangement.sudo().write(
                {
                    "state": "active",
                    "date_accepted": date,
                    "accepted_how": how,
                    "accepted_by_id": contact and contact.id,
                }
            )
            arrangement.sudo().hold_ids.date_end = False

    def action_cancel(self):
        """Cancel these arrangements: their items are dunned again.

        :raise UserError: one of them ended already
        """
        self.check_access("write")
        for arrangement in self:
            if arrangement.state not in ("draft", "offered", "active"):
                arrangement._check_state("active")
        self._end("cancelled", self.env._("Cancelled."))
        return True

    def _end(self, state, sentence):
        """End arrangements, and the rest of their items with them.

        :param state: done, breached or cancelled
        :param sentence: str, why; it is logged
        """
        # sudo: the caller checked right and state
        arrangements = self.sudo()
        arrangements.write(
            {"state": state, "date_ended": fields.Date.context_today(self)}
        )
        arrangements.hold_ids._release()
        self._message_log_batch(dict.fromkeys(self.ids, sentence))

    @api.model
    def _state_labels(self):
        return dict(self._fields["state"]._description_selection(self.env))

    def _check_state(self, state):
        """Refuse what cannot be done in the state an arrangement is in.

        :raise UserError: naming the first arrangement in another state.
        """
        labels = self._state_labels()
        for arrangement in self:
            if arrangement.state != state:
                raise UserError(
                    self.env._(
                        "%(arrangement)s is %(state)s; this is for arrangements that "
                        "are %(wanted)s.",
                        arrangement=arrangement.display_name,
                        state=labels[arrangement.state].lower(),
                        wanted=labels[state].lower(),
                    )
                )
