from odoo import models
from odoo.exceptions import UserError
from odoo.tools import email_normalize
from odoo.tools.mail import email_split_tuples

from .dunning_debtor_follow_up import OUTCOMES


class DunningReply(models.Model):
    """Review: a person assigns, confirms or sets aside what customers answered."""

    _inherit = "dunning.reply"

    def action_confirm(self):
        """Make the hold and the task that were drafted; the rest of the answer ends.

        :return: True
        :raise UserError: an answer is not to be confirmed, or its draft lacks something
        """
        self.check_access("write")
        self._check_state("to_confirm")
        for reply in self:
            if not reply.kind:
                reply.kind = "other"
            if reply.kind in dict(OUTCOMES):
                reply.debtor_id._follow_up(
                    reply.kind,
                    # sudo: items of companies that are not active
                    items=reply.sudo().line_ids.move_line_id.with_env(self.env),
                    date=reply.date_promised if reply.kind == "promise" else None,
                    note=reply.text,
                    channel="email",
                    contact=reply._known_sender(),
                )
            reply._finish()
        return True

    def action_done(self):
        """Set these answers aside: nothing follows from them, dunning goes on.

        :return: True
        :raise UserError: an answer is not to be confirmed
        """
        self.check_access("write")
        self._check_state("to_confirm")
        self.kind = "other"
        for reply in self:
            reply._finish()
        return True

    def action_ignore(self):
        """Set mails aside that are no answers of customers.

        :return: True
        :raise UserError: an answer was assigned already
        """
        self.check_access("write")
        self._check_state("to_assign")
        self.sudo().state = "ignored"  # sudo: the right and the state were checked
        self.activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def action_assign(self):
        """File the mails with the notice or the debtor that a person chose.

        :return: True
        :raise UserError: nothing was chosen
        """
        self.check_access("write")
        self._check_state("to_assign")
        for reply in self:
            if not (reply.notice_id or reply.debtor_id):
                raise UserError(
                    self.env._("Choose the notice or the customer it is from.")
                )
            reply.debtor_id = reply.notice_id.debtor_id or reply.debtor_id
            # sudo: the messages move to a record that the user may write
            reply.sudo().message_change_thread(reply.notice_id or reply.debtor_id)
            reply.activity_unlink(["mail.mail_activity_data_todo"])
            reply.sudo().state = "to_confirm"
            reply.sudo()._take_up(is_threaded=True)
        return True

    def action_reopen(self):
        """Take answers up again.

        :return: True
        """
        self.check_access("write")
        for reply in self.sudo():  # sudo: the right was checked above
            reply.write(
                {
                    "state": "to_confirm" if reply.debtor_id else "to_assign",
                    # what ended with the answer stays as it is
                    "hold_id": reply.hold_id.filtered("is_current").id,
                    "task_id": reply.task_id.filtered("active").id,
                }
            )
        return True

    def action_write(self):
        """Answer by e-mail, on the thread on which the answer came.

        Who asks for a copy gets the invoices attached, unless the address is none of
        the customer or of who pays.

        :return: window action
        :raise UserError: an invoice cannot be printed
        """
        self.ensure_one()
        thread = self.notice_id or self.debtor_id or self
        is_known = self.partner_id and not self.is_unknown_sender
        is_copy = is_known and self.kind == "copy"
        copies = self._copies() if is_copy else self.attachment_ids.browse()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_composition_mode": "comment",
                "default_model": thread._name,
                "default_res_ids": thread.ids,
                "default_parent_id": self.message_id.id,
                "default_subject": self.env._("Re: %s", self.subject or ""),
                "default_partner_ids": self._sender().ids,
                "default_attachment_ids": copies.ids,
            },
        }

    def _copies(self):
        """:return: ir.attachment of the invoices that the customer asks for"""
        # sudo: the invoices of all companies of a notice that the user may read
        notice = self.notice_id.sudo()
        lines = self.sudo().line_ids or notice.line_ids
        invoices = lines.move_line_id.move_id & notice._invoices()
        files = []
        for documents in invoices._dunning_documents().values():
            if isinstance(documents, UserError):
                raise documents
            files += [document.values() for document in documents]
        # as Odoo keeps what is attached to a message that is being written
        return self.env["ir.attachment"].create(
            [
                {**file, "res_model": "mail.compose.message", "res_id": 0}
                for file in files
            ]
        )

    def action_add_contact(self):
        """Keep the sender as a contact of the customer.

        :return: window action of the contact
        """
        self.ensure_one()
        self.partner_id.check_access("write")
        sender = self._sender()
        is_customer = sender.is_company or sender.customer_rank or sender.supplier_rank
        if not (sender.parent_id or is_customer or sender == self.partner_id):
            sender.parent_id = self.partner_id
        return sender._get_records_action(name=self.env._("Contact"))

    def _sender(self):
        """Find the sender: among the contacts of the customer, as others may have the
        same address, else where Odoo found one.

        :return: res.partner, new if it is nowhere. Who is answered is not yet a
            contact of the customer, whose answers would count
        """
        address = email_normalize(self.email_from or "")
        partners = self.env["res.partner"]
        if not address:
            return self.message_id.author_id
        known = (
            self._known_sender()
            or self.message_id.author_id
            or partners.search([("email_normalized", "=", address)], limit=1)
        )
        name = next((name for name, _email in email_split_tuples(self.email_from)), "")
        # sudo: who answers need not be allowed to make contacts, and makes but this one
        return known or partners.sudo().create(
            {
                "name": name or address,
                "email": address,
                "type": "contact",
            }
        ).sudo(False)

    def _known_sender(self):
        """:return: res.partner of the customer with the address of the sender"""
        self.ensure_one()
        address = email_normalize(self.email_from or "")
        partners = self.env["res.partner"]
        if not address:
            return partners
        of_customer = [
            ("id", "child_of", self.partner_id.ids),
            ("email_normalized", "=", address),
        ]
        return partners.search(of_customer, limit=1)

    def _finish(self):
        """Note that the answer was dealt with; what it rested goes on."""
        self.ensure_one()
        if self.hold_id and not self.search_count(
            [
                ("hold_id", "=", self.hold_id.id),
                ("state", "=", "to_confirm"),
                ("id", "!=", self.id),
            ],
            limit=1,
        ):
            self.hold_id.action_release()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        done = self.env._(
            "%(user)s noted: %(kind)s", user=self.env.user.name, kind=kinds[self.kind]
        )
        self.task_id.action_feedback(feedback=done)
        (self.notice_id or self.debtor_id)._message_log(body=done)
        self.sudo().state = "done"  # sudo: the right and the state were checked before

    def _check_state(self, state):
        """:raise UserError: naming the first answer in another state."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for reply in self:
            if reply.state != state:
                raise UserError(
                    self.env._(
                        "%(reply)s: this is for answers in the state %(wanted)s, not "
                        "%(state)s.",
                        reply=reply.display_name,
                        wanted=labels[state],
                        state=labels[reply.state],
                    )
                )
