from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY
from .segment_common import SegmentCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningSegmentStart(SegmentCommon):
    """Segments to start with change nothing until a person confirms."""

    def _started(self):
        segments = self.env["dunning.segment"].search(
            [("group_id", "=", self.group.id), ("start_code", "!=", False)]
        )
        return dict(zip(segments.mapped("start_code"), segments, strict=True))

    def test_nothing_is_there_before_somebody_asks(self):
        self.assertFalse(self._started())

    def test_they_propose_and_change_nothing(self):
        self.env["dunning.segment"].action_start()
        self._refresh()
        self.assertEqual(self._assigned(), ["", "", ""])
        proposed = self.env["dunning.segment.change"].search(
            [("state", "=", "proposed"), ("debtor_id.group_id", "=", self.group.id)]
        )
        found = {
            change.debtor_id.partner_id.name: change.segment_id.start_code
            for change in proposed
        }
        self.assertEqual(found, {"Anna": "consumers", "Claes": "foreign"})

    def test_confirmed_ones_leave_the_workflow_as_it_was(self):
        self.env["dunning.segment"].action_start()
        self._refresh()
        before = self._debtor(self.anna)._workflow()
        self.env["dunning.segment.change"].search(
            [("state", "=", "proposed")]
        ).action_confirm()
        self.assertEqual(self._debtor(self.anna).segment_id.start_code, "consumers")
        self.assertEqual(self._debtor(self.anna)._workflow(), before)

    def test_asking_again_creates_what_is_missing_only(self):
        self.env["dunning.segment"].action_start()
        started = self._started()
        started["foreign"].active = False
        started["occasional"].unlink()
        self.env["dunning.segment"].action_start()
        again = self._started()
        self.assertEqual(set(again), set(started) - {"foreign"})
        self.assertEqual(again["consumers"], started["consumers"])

    def test_group_that_splits_off_has_them_already(self):
        self.env["dunning.segment"].action_start()
        company = self.setup_other_company(name="Leaves")["company"]
        group = self.group.sudo()._create_own_group(company)
        company.sudo().dunning_group_id = group
        self.env.user.company_ids |= company
        copied = self.env["dunning.segment"].search([("group_id", "=", group.id)])
        self.assertEqual(sorted(copied.mapped("start_code")), sorted(self._started()))

        self.env["dunning.segment"].with_company(company).action_start()

        self.assertEqual(
            self.env["dunning.segment"].search_count([("group_id", "=", group.id)]),
            len(copied),
        )

    def test_asking_again_makes_no_tag_for_what_is_there(self):
        self.env["dunning.segment"].action_start()
        self._started()["authorities"].category_ids.name = "Municipality"

        self.env["dunning.segment"].action_start()

        self.assertFalse(
            self.env["res.partner.category"].search([("name", "=", "Public authority")])
        )

    def test_authorities_are_those_with_the_tag(self):
        self.env["dunning.segment"].action_start()
        self.bakker.category_id = self._started()["authorities"].category_ids
        self._refresh()
        change = self._debtor(self.bakker).segment_change_ids
        self.assertEqual(change.segment_id.start_code, "authorities")

    def test_only_managers_start(self):
        collector = new_test_user(
            self.env,
            "collector_login",
            groups="s4_dunning.s4_dunning_group_collector",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            self.env["dunning.segment"].with_user(collector).action_start()
