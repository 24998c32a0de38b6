from unittest.mock import patch

from ..engine import expectations
from .behaviour_common import BehaviourCommon
from .common import TODAY


class ExpectationCommon(BehaviourCommon):
    """Expected days, and whether they are believed."""

    def _expectation(self, item):
        return self.env["dunning.expectation"].search([("move_line_id", "=", item.id)])

    def _believe(self, is_better):
        rows = self.env["dunning.prediction"].sudo()
        rows.search([("group_id", "=", self.group.id)]).unlink()
        rows.create(
            {
                "group_id": self.group.id,
                "reliability": "all",
                "date": TODAY,
                "item_count": 100,
                "error": 3,
                "error_due": 9,
                "is_better": is_better,
            }
        )

    def _refresh(self, is_better=True):
        """Refresh as if a large ledger had proved expectations right, or wrong."""
        self._debtor()

        def compare(group, day, today):
            self._believe(is_better)
            self.env.flush_all()

        with patch.object(expectations, "_compare", compare):
            self.group.action_refresh()
