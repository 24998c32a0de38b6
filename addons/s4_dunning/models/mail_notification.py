from odoo import fields, models

from .mail_mail import UNCLEAR


class MailNotification(models.Model):
    # EXTENDS mail
    _inherit = "mail.notification"

    failure_type = fields.Selection(selection_add=[(UNCLEAR, "May have been sent")])
