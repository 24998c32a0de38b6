from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize


class DunningGroup(models.Model):
    """Test mode: try everything out without writing to a customer."""

    _inherit = "dunning.group"

    test_email = fields.Char(
        string="Test address",
        tracking=True,
        help="As long as an address stands here, all notices go to it and not to the "
        "customers. No level rises: they come back for review.",
    )

    @api.constrains("test_email")
    def _check_test_email(self):
        for group in self.filtered("test_email"):
            if not email_normalize(group.test_email):
                raise ValidationError(
                    self.env._(
                        "%s is not an e-mail address: enter one, or none to leave the "
                        "test mode.",
                        group.test_email,
                    )
                )
