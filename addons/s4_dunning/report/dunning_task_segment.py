from odoo import models
from odoo.tools import SQL


class DunningTask(models.Model):
    """Changes of segment that wait for a person: one task for each dunning group."""

    _inherit = "dunning.task"

    _depends = {"dunning.segment.change": ["date", "debtor_id", "state"]}

    def _parts(self):
        return [*super()._parts(), self._segment_changes()]

    def _segment_changes(self):
        """SELECT one task for each group; its summary is how many changes wait."""
        return SQL(
            """
            SELECT debtor.group_id::bigint * 16 + 5, 'segment', 'dunning.group',
                   debtor.group_id, debtor.group_id, NULL, NULL, NULL, NULL, NULL,
                   NULL, MIN(change.date)::date, COUNT(*)::varchar, NULL, NULL
              FROM dunning_segment_change change
              JOIN dunning_debtor debtor ON debtor.id = change.debtor_id
             WHERE change.state = 'proposed'
             GROUP BY debtor.group_id
            """
        )

    def _card(self, away):
        card = super()._card(away)
        if self.kind == "segment":
            card["name"] = self.group_id.name
        return card

    def _why(self):
        if self.kind != "segment":
            return super()._why()
        if self.summary == "1":
            return self.env._("1 change of segment to confirm")
        return self.env._("%s changes of segment to confirm", self.summary)

    def _detail(self):
        if self.kind != "segment":
            return super()._detail()
        counts = self.env["dunning.segment.change"]._read_group(
            self._change_domain(), ["segment_id"], ["__count"]
        )
        return {
            "sentences": [
                self.why,
                *(
                    self.env._("To %(segment)s: %(count)s", segment=name, count=count)
                    for name, count in (
                        (segment.name or self.env._("no segment"), count)
                        for segment, count in counts
                    )
                ),
            ]
        }

    def _buttons(self):
        if self.kind != "segment":
            return super()._buttons()
        return [self._button(self.env._("View"), "action_open", self, hotkey="o")]

    def _change_domain(self):
        return [("group_id", "=", self.group_id.id), ("state", "=", "proposed")]

    def action_open(self):
        self.ensure_one()
        if self.kind != "segment":
            return super().action_open()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "s4_dunning.dunning_segment_change_action"
        )
        return {**action, "domain": [("group_id", "=", self.group_id.id)]}

    def _check_decision(self):
        if self.kind != "segment":
            return super()._check_decision()
        # who may write debtors confirms; the group itself is for managers
        self.group_id.check_access("read")
        self.env["dunning.debtor"].check_access("write")
