"""Messages and activities of documents that a limited user may not read.

Odoo shows them to whoever follows, is mentioned or is assigned; a user who is limited
to locations does not get to see them that way.
"""

from odoo import api, models
from odoo.exceptions import UserError

GUARDED = (
    "account.move",
    "account.payment",
    "dunning.arrangement",
    "dunning.debtor",
    "dunning.dispute",
    "dunning.hold",
    "dunning.notice",
    "dunning.promise",
    "dunning.rating",
    "dunning.reply",
    "dunning.run",
)


def hidden(records):
    """Which messages or activities are about documents out of the user's reach.

    :param records: mail.message or mail.activity
    :return: those of them that a limited user may not see
    """
    if not records or not records.env["res.users"]._location_limit():
        return records.browse()
    out_of_reach = records.browse()
    # sudo: asks what the records are about, before it is known who may read them
    for model, about in records.sudo().grouped(_document_model).items():
        if model in GUARDED:
            documents = records.env[model].browse(set(about.mapped("res_id")))
            readable = set(documents.exists()._filtered_access("read").ids)
            out_of_reach += about.filtered(
                lambda row, readable=readable: row.res_id not in readable
            )
    return out_of_reach.with_env(records.env)


def _document_model(record):
    return record.model if record._name == "mail.message" else record.res_model


class MailMessage(models.Model):
    # EXTENDS mail
    _inherit = "mail.message"

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        bypass_access=False,
        **kwargs,
    ):
        query = super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )
        if bypass_access or not self.env["res.users"]._location_limit():
            return query
        found = self.browse(query)
        return (found - hidden(found))._as_query(bool(order))

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        return forbidden | hidden(self - forbidden)


class MailActivity(models.Model):
    # EXTENDS mail
    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._check_assigned_users()
        return activities

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals:
            self._check_assigned_users()
        return result

    def _check_assigned_users(self):
        """Refuse that a person assigns somebody who cannot open the document."""
        for activity in self if not self.env.su else ():
            user = activity.user_id
            if user._limited_to() and hidden(activity.with_user(user)):
                raise UserError(
                    self.env._(
                        "%(user)s is limited to other locations and cannot open this: "
                        "assign somebody else.",
                        user=user.name,
                    )
                )

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        bypass_access=False,
        **kwargs,
    ):
        query = super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )
        if bypass_access or not self.env["res.users"]._location_limit():
            return query
        found = self.browse(query)
        return (found - hidden(found))._as_query(bool(order))

    def _check_access(self, operation):
        result = super()._check_access(operation)
        forbidden = result[0] if result else self.browse()
        more = hidden(self - forbidden)
        if not more:
            return result
        forbidden += more
        return forbidden, lambda: forbidden._make_access_error(operation)


class MailThread(models.AbstractModel):
    # EXTENDS mail
    _inherit = "mail.thread"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if self._name not in GUARDED or not self:
            return recipients
        # sudo: who gets the message depends on their rights, not on the author's
        users = self.env["res.users"].sudo()
        users = users.browse(filter(None, (row.get("uid") for row in recipients)))
        unable = users.filtered(
            lambda user: (
                user._limited_to() and not self.with_user(user).has_access("read")
            )
        )
        # the customer gets its own mail, even if it works for us
        partners = unable.partner_id.filtered(
            lambda partner: partner.commercial_partner_id != self._customer()
        )
        return [row for row in recipients if row["id"] not in partners.ids]

    def _customer(self):
        self.ensure_one()
        # sudo: see above
        record = self.sudo()
        return "partner_id" in self._fields and record.partner_id.commercial_partner_id
