from stdnum import iso11649

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .payment_common import PaymentCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningPaymentReference(PaymentCommon):
    """A notice is found by what a customer writes on a transfer."""

    def _find(self, text):
        return self.env["dunning.notice"]._find_by_reference(text)

    def test_collective_reference_is_valid_and_no_claim_has_it(self):
        notice = self._notice(("A", 100, 10), ("B", 200, 10))
        reference = notice.payment_reference

        self.assertTrue(iso11649.is_valid(reference))
        self.assertEqual(reference[5], "C")
        self.assertEqual(
            iso11649.compact(reference)[4:], f"C{notice.id:07d}", "one for each notice"
        )
        self.assertNotIn(reference, notice.claim_ids.mapped("payment_reference"))

    def test_notice_of_one_company_has_no_collective_reference(self):
        notice = self._notice(("A", 100, 10), ("A", 50, 12))
        self.assertFalse(notice.payment_reference)
        self.assertEqual(self._find(notice.claim_ids.payment_reference), notice)

    def test_notice_is_found_by_every_reference_however_written(self):
        notice = self._notice(("A", 100, 10), ("B", 200, 10))
        collective = notice.payment_reference
        claim = notice.claim_ids[1].payment_reference
        compact = collective.replace(" ", "")
        for text in (
            collective,
            f"Betaling {collective} dank u",
            compact.lower(),
            "-".join(compact),
            f"/REMI/STRD/CUR/{compact}/2026-03-31",
            claim,
            claim.replace(" ", ""),
            notice.name,
            notice.name.replace("/", " ").lower(),
            f"uw brief {notice.name.replace('/', '')} d.d. 12-03-2026",
        ):
            with self.subTest(text):
                self.assertEqual(self._find(text), notice)

    def test_reference_with_a_mistake_finds_nothing(self):
        notice = self._notice(("A", 100, 10), ("B", 200, 10))
        right = notice.payment_reference.replace(" ", "")
        last = str((int(right[-1]) + 1) % 10)
        for text in (
            "",
            right[:-1] + last,
            right[:-1],
            right.replace("RF", "FR"),
            f"RF00{right[4:]}",
            f"{notice.name}9",
            notice.name[4:],
            "RF18539007547034",  # valid, of somebody else
            "RF04" + "9" * 20,  # larger than any id
        ):
            with self.subTest(text):
                self.assertFalse(self._find(text))

    def test_reference_of_a_notice_that_was_not_sent_finds_nothing(self):
        self._invoice(100)
        self._invoice(200, company=self.sister)
        notice = self._propose().notice_ids
        self.assertTrue(notice.payment_reference)
        self.assertFalse(self._find(notice.payment_reference))

    def test_number_is_not_taken_for_a_longer_one(self):
        first = self._notice(("A", 100, 10), ("B", 200, 10))
        self.customer = self._create_customer("Smit")
        second = self._notice(("A", 100, 10), ("B", 200, 10), partner=self.customer)
        first.sudo().name, second.sudo().name = "DUN/2026/10000", "DUN/2026/100001"
        self.assertEqual(self._find("DUN/2026/10000 12-03-2026"), first)
        self.assertEqual(self._find("DUN/2026/100001"), second)

    def test_several_notices_come_the_latest_first(self):
        first = self._notice(("A", 100, 10), ("B", 200, 10))
        with freeze_time("2026-04-20"):
            run = self.env["dunning.run"].create({"group_id": self.group.id})
            run.action_propose()
            self._send(run.notice_ids)
        second = run.notice_ids
        text = f"{first.name} en {second.payment_reference}"
        self.assertEqual(self._find(text).ids, [second.id, first.id])
