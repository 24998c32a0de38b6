from odoo import models
from odoo.tools import email_normalize, formataddr


class DunningNotice(models.Model):
    """A location writes where all overdue items are its own."""

    # EXTENDS s4_dunning
    _inherit = "dunning.notice"

    def _sending_location(self):
        """:return: the one dunning.location of all overdue items, if it belongs to the
        sender; else none, and the company writes
        """
        self.ensure_one()
        overdue = self.line_ids.filtered(lambda line: line.kind == "overdue")
        locations = overdue.grouped("location_id")
        if len(locations) != 1:
            return self.env["dunning.location"]
        return overdue.location_id.filtered(
            lambda location: location.company_id == self.company_id
        )

    def _email_sender(self):
        location = self._sending_location()
        if not location.email:
            return super()._email_sender()
        return formataddr((location.name, email_normalize(location.email)))

    def _reply_to(self):
        # without an address of its own, answers come to the thread of the notice
        return self._sending_location().reply_to or super()._reply_to()
