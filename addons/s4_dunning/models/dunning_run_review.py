from odoo import fields, models
from odoo.exceptions import UserError

FIRST_NOTICES = 40


class DunningRun(models.Model):
    """Review: what a run proposes, and how a person approves it all."""

    _inherit = "dunning.run"

    first_notice_ids = fields.Many2many(
        "dunning.notice",
        string="Largest notices",
        compute="_compute_first_notice_ids",
        export_string_translation=False,
    )
    notice_count = fields.Integer(compute="_compute_notice_count")
    proposed_count = fields.Integer(compute="_compute_notice_count")
    exclusion_count = fields.Integer(compute="_compute_exclusion_count")

    def _compute_first_notice_ids(self):
        """A form would read the ids of all notices, which may be 200,000."""
        for run in self:
            run.first_notice_ids = self.env["dunning.notice"].search(
                [("run_id", "=", run.id)], limit=FIRST_NOTICES
            )

    def _compute_notice_count(self):
        notices = self._count("dunning.notice", [])
        proposed = self._count("dunning.notice", [("state", "=", "proposed")])
        for run in self:
            run.notice_count = notices.get(run.id, 0)
            run.proposed_count = proposed.get(run.id, 0)

    def _compute_exclusion_count(self):
        exclusions = self._count("dunning.run.exclusion", [])
        for run in self:
            run.exclusion_count = exclusions.get(run.id, 0)

    def _count(self, model, domain):
        """:return: dict of run id to how many records of these runs a domain finds"""
        # sudo: how many they are, from an index alone; the runs were read as the user
        counts = (
            self.env[model]
            .sudo()
            ._read_group([("run_id", "in", self.ids), *domain], ["run_id"], ["__count"])
        )
        return {run.id: count for run, count in counts}

    def action_approve(self):
        """Approve all notices of these runs that may be approved together.

        :return: client action with a message
        """
        self.check_access("read")
        self._check_control_totals()
        notices = self.env["dunning.notice"].search(
            [("run_id", "in", self.ids), ("state", "=", "proposed")]
        )
        approved = 0
        for batch in notices._in_batches():
            batch.check_access("write")
            approved += batch._approve_together()
        return notices._approval_message(approved, len(notices))

    def _check_control_totals(self):
        """Refuse a proposal that does not tie to the ledger.

        :raise UserError: included and excluded items of a company do not add up to the
            balance of its receivable accounts.
        """
        for run in self.filtered("has_difference"):
            total = run.run_company_ids.filtered(
                lambda total: not total.currency_id.is_zero(total.amount_difference)
            )[:1]
            raise UserError(
                self.env._(
                    "%(run)s does not tie to the ledger of %(company)s: %(difference)s "
                    "is missing. Propose again; if the difference stays, have the "
                    "reconciliation of the receivable accounts checked.",
                    run=run.name,
                    company=total.company_id.display_name,
                    difference=total.currency_id.format(total.amount_difference),
                )
            )

    def _close_reviewed(self):
        """Note that a run is done once none of its notices waits for review."""
        notices = self.env["dunning.notice"]
        for run in self.filtered(lambda run: run.state == "proposed"):
            waiting = [("run_id", "=", run.id), ("state", "=", "proposed")]
            if not notices.search_count(waiting, limit=1):
                # sudo: follows from the notices; nobody writes the state by hand
                run.sudo().state = "done"

    def action_review(self):
        """Show the proposed notices one by one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "s4_dunning.dunning_notice_action_review"
        )
        action["domain"] = [("run_id", "=", self.id), ("state", "=", "proposed")]
        return action

    def action_open_exclusions(self):
        """Show what the run left out, by reason."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "s4_dunning.dunning_run_exclusion_action"
        )
        action["domain"] = [("run_id", "=", self.id)]
        return action
