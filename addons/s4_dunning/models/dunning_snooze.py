from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class DunningSnooze(models.Model):
    """Until when a task is put off that is no activity: those have a deadline."""

    _name = "dunning.snooze"
    _description = "Task Put Off"
    _order = "date_end, id"
    _rec_name = "date_end"

    res_model = fields.Char(
        required=True, readonly=True, export_string_translation=False
    )
    res_id = fields.Many2oneReference(
        model_field="res_model",
        required=True,
        readonly=True,
        export_string_translation=False,
    )
    kind = fields.Char(required=True, readonly=True)
    group_id = fields.Many2one(
        "dunning.group",
        string="Dunning group",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users", string="Put off by", readonly=True, ondelete="set null"
    )
    date_end = fields.Date(string="Until", required=True, readonly=True)
    reason = fields.Char(readonly=True)

    _task_unique = models.UniqueIndex(
        "(res_model, res_id, kind)", "This task is put off already."
    )

    @api.model
    def _forget(self, records, *kinds):
        """Put tasks off no longer: what was put off is dealt with, or begins anew.

        :param records: what the tasks are about
        :param kinds: kinds of dunning.task
        """
        self.search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("kind", "in", kinds),
            ]
        ).unlink()

    @api.autovacuum
    def _forget_ended(self):
        """What came back a month ago was dealt with, or is late by any measure."""
        limit = fields.Date.context_today(self) - relativedelta(months=1)
        self.search([("date_end", "<", limit)]).unlink()


class DunningGroup(models.Model):
    """What is put off stays so in another group."""

    _inherit = "dunning.group"

    def _take_over(self, origin, companies):
        result = super()._take_over(origin, companies)
        snoozes = self.env["dunning.snooze"].search([("group_id", "=", origin.id)])
        for model, of_model in snoozes.grouped("res_model").items():
            here = self.env[model].search(
                [("id", "in", of_model.mapped("res_id")), ("group_id", "=", self.id)]
            )
            of_model.filtered(
                lambda snooze, here=here: snooze.res_id in here.ids
            ).group_id = self
        return result
