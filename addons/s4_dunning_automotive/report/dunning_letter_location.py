from odoo import api, models


class DunningLetter(models.AbstractModel):
    """A letter about items of one location only shows the face of that location."""

    # EXTENDS s4_dunning
    _inherit = "report.s4_dunning.dunning_letter"

    @api.model
    def _letterhead(self, notice):
        company = super()._letterhead(notice)
        logo = notice._sending_location().logo
        return LocationPaper(company, logo) if logo else company

    @api.model
    def _contact(self, notice):
        contact = super()._contact(notice)
        location = notice._sending_location()
        if notice.collector_id or not location:
            return contact
        person = location.user_id
        return {
            "name": person.name,
            "phone": person.phone or location.partner_id.phone or contact["phone"],
            "email": person.email or location.email or contact["email"],
        }


class LocationPaper:
    """The paper of a company with the logo of one of its locations.

    The layouts find their styles by the id of the company, which a copy of the record
    made with `new` does not have.
    """

    def __init__(self, company, logo):
        self._company = company
        self.logo = logo

    def __getattr__(self, name):
        return getattr(self._company, name)
