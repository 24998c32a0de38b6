from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .dispute_common import DisputeCommon

LATE = date(2026, 4, 15)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDisputeReason(DisputeCommon):
    """The reason says who settles it, and by when."""

    def test_new_reason_passes_it_on(self):
        dispute = self._dispute(self._invoice(500), user_id=self.env.user.id)
        reason = self.env["dunning.dispute.reason"].create(
            {"name": "Quality", "days": 3, "user_id": self.collector.id}
        )

        dispute.reason_id = reason

        self.assertEqual(dispute.user_id, self.collector)
        self.assertEqual(dispute.date_deadline, date(2026, 4, 3))
        self.assertEqual(self._tasks(dispute).user_id, self.collector)
        self.assertEqual(self._tasks(dispute).date_deadline, date(2026, 4, 3))

    def test_new_reason_without_owner_leaves_the_owner(self):
        dispute = self._dispute(self._invoice(500), user_id=self.collector.id)

        dispute.reason_id = self.env.ref("s4_dunning.dunning_dispute_reason_details")

        self.assertEqual(dispute.user_id, self.collector)

    def test_hold_says_what_the_dispute_says(self):
        dispute = self._dispute(self._invoice(500), 10, date="2026-03-20")
        hold = dispute.hold_ids
        self.assertEqual(hold.date_start, date(2026, 3, 20))
        reason = self.env["dunning.dispute.reason"].create(
            {
                "name": "Quality",
                "hold_reason_id": self.env.ref(
                    "s4_dunning.dunning_hold_reason_document"
                ).id,
            }
        )

        dispute.write(
            {
                "note": "Scratched",
                "reason_id": reason.id,
                "user_id": self.collector.id,
            }
        )

        self.assertRecordValues(
            hold,
            [
                {
                    "note": "Scratched",
                    "reason_id": reason.hold_reason_id.id,
                    "user_id": self.collector.id,
                }
            ],
        )

    def test_hold_says_the_reason(self):
        other = self.env.ref("s4_dunning.dunning_hold_reason_other")
        self.price.hold_reason_id = other

        self.assertEqual(self._dispute(self._invoice(500)).hold_ids.reason_id, other)
