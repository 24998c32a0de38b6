from odoo import models


class DunningGroup(models.Model):
    """Policy: what a group that splits off copies, and what takes whose place."""

    _inherit = "dunning.group"

    def _create_own_group(self, company):
        """Make a group for a company that leaves this one, with the same policy.

        Workflows and segments of this group are copied, so that the customers of the
        company are treated as before.

        :param company: one res.company, of this group or of none
        :return: the new dunning.group, without companies yet
        """
        if not self:
            return self.create({"name": company.name})
        [values] = self.copy_data({"name": company.name, "lead_company_id": False})
        values["currency_id"] = company.currency_id.id
        values["second_approval_amount"] = self.currency_id._convert(
            self.second_approval_amount, company.currency_id, company
        )
        group = self.create(values)
        of_group = [("group_id", "=", self.id)]
        levels = []
        for workflow in self.env["dunning.workflow"].search(of_group):
            copy = workflow.copy({"group_id": group.id})
            copies = workflow.level_ids.copy(
                {"workflow_id": copy.id, "segment_id": False}
            )
            levels += zip(workflow.level_ids, copies, strict=True)
        for segment in self.env["dunning.segment"].search(of_group):
            workflow = group._counterpart(segment.workflow_id)
            segment.copy(
                {
                    "group_id": group.id,
                    "workflow_id": workflow.id,
                    "start_code": segment.start_code,
                    **segment._amounts_in(group.currency_id, company),
                }
            )
        for level, copy in levels:
            copy.segment_id = group._counterpart(level.segment_id)
        group.workflow_id = group._counterpart(self.workflow_id)
        return group

    def _counterpart(self, record):
        """What takes the place of a workflow or segment of another group.

        :param record: one dunning.workflow or dunning.segment, or none
        :return: itself if this group may use it, else the one of the same name here,
            else none
        """
        if not record.group_id or record.group_id == self:
            return record
        return record.search(
            [("group_id", "=", self.id), ("name", "=", record.name)], limit=1
        )

    def _counterparts_of(self, records):
        """:return: dict of each workflow or segment to what takes its place here"""
        return {record: self._counterpart(record) for record in records}
