from .outbox_common import OutboxCommon


class AddressCommon(OutboxCommon):
    """The customer Jansen Transport, whose contacts a test adds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls.env["dunning.debtor"].create(
            {"partner_id": cls.customer.id, "group_id": cls.group.id}
        )

    def _contact(self, kind, **values):
        return self.env["res.partner"].create(
            {
                "name": f"Contact {kind}",
                "parent_id": self.customer.id,
                "type": kind,
                "email": f"{kind}@jansen.example.com",
                **values,
            }
        )

    def _director(self):
        """:return: a contact of the customer, to whom levels may escalate"""
        director = self._contact(
            "other", name="Els Jansen", email="els@jansen.example.com"
        )
        self.debtor.escalation_contact_id = director
        return director

    def _proposed(self):
        self._invoice(100)
        return self._propose().notice_ids

    def _reason_left_out(self):
        """:return: why the only item is left out; no notice may be there"""
        run = self._propose()
        self.assertFalse(run.notice_ids)
        return run.exclusion_ids.reason

    def _bounce(self, partner):
        partner.dunning_bounced_email = partner.email_normalized

    def _blacklist(self, email):
        return self.env["mail.blacklist"].sudo()._add(email)
