from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_date


class DunningNotice(models.Model):
    """No person raises a notice past Sales either."""

    _inherit = "dunning.notice"

    @api.constrains("level_id")
    def _check_sales_told(self):
        announcements = self.env[
            "dunning.announcement"
        ].sudo()  # sudo: tells a date only
        for notice in self.filtered("level_id.sales_days"):
            salesperson = notice.partner_id.user_id
            if not salesperson.active or salesperson.share:
                continue
            date = announcements._date_from(notice.debtor_id.id, notice.level_id.id)
            if date > fields.Date.context_today(self):
                raise ValidationError(
                    self.env._(
                        "Sales is told of %(level)s first: choose it from %(date)s on.",
                        level=notice.level_id.name,
                        date=format_date(self.env, date),
                    )
                )


class DunningRun(models.Model):
    """The items that wait for Sales say until when."""

    _inherit = "dunning.run"

    def _complete_proposal(self):
        result = super()._complete_proposal()
        self.env["dunning.announcement"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE dunning_run_exclusion exclusion
                   SET date_next = announcement.date_notice
                  FROM dunning_announcement announcement
                 WHERE exclusion.run_id = %s
                   AND exclusion.reason = 'sales_first'
                   AND announcement.debtor_id = exclusion.debtor_id
                   AND announcement.level_id = exclusion.level_id
                   AND announcement.date_ended IS NULL
                """,
                self.id,
            )
        )
        self.env["dunning.run.exclusion"].invalidate_model(["date_next"])
        return result
