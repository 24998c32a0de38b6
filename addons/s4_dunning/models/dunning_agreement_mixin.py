from odoo import fields, models


class DunningAgreementMixin(models.AbstractModel):
    """The form shows the items of all companies of its user, active or not.

    An agreement that left out what is owed to a company because it is not active at
    the top right would be wrong.
    """

    _name = "dunning.agreement.mixin"
    _description = "Agreement with a Customer"

    # What was paid of each item before, by its id: an item that disappears later, or
    # whose invoice is corrected, does not count as paid.
    amounts_before = fields.Json(
        readonly=True, copy=False, export_string_translation=False
    )

    def _with_all_companies(self):
        """:return: these records, with all companies of the user switched on"""
        return self.with_context(**self.env["dunning.notice"]._all_companies())

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS web
        records = self._with_all_companies()
        return super(DunningAgreementMixin, records).onchange(
            values, field_names, fields_spec
        )

    def web_read(self, specification):
        # EXTENDS web
        records = self._with_all_companies()
        return super(DunningAgreementMixin, records).web_read(specification)

    def web_save(self, vals, specification, next_id=None):
        # EXTENDS web
        records = self._with_all_companies()
        return super(DunningAgreementMixin, records).web_save(
            vals, specification, next_id
        )
