from psycopg2 import IntegrityError

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.s4_dunning.tests.common import TODAY

from .common import AutomotiveCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLevelTextBrand(AutomotiveCommon):
    """Words of a brand and a segment, of a brand, of a segment, of the level."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reminder.write({"subject": "Level", "closing": "<p>Level</p>"})
        cls.fleets = cls.env["dunning.segment"].create(
            {
                "name": "Fleets",
                "group_id": cls.group.id,
                "workflow_id": cls.workflow.id,
            }
        )

    def _text(self, brand=None, segment=None, **words):
        return self.env["dunning.level.text"].create(
            {
                "level_id": self.reminder.id,
                "brand_id": brand and brand.id,
                "segment_id": segment and segment.id,
                **words,
            }
        )

    def _notice(self):
        notice = self._propose().notice_ids
        notice.debtor_id.segment_id = self.fleets
        return notice

    def test_the_narrowest_words_win_part_by_part(self):
        self._text(segment=self.fleets, subject="Segment", closing="<p>Segment</p>")
        self._text(brand=self.volvo, subject="Brand", opening="<p>Brand</p>")
        both = self._text(self.volvo, self.fleets, subject="Both")
        self._text(brand=self.kia, subject="Kia", opening="<p>Kia</p>")
        self._invoice(100, dunning_brand_id=self.volvo.id)
        notice = self._notice()

        self.assertEqual(notice.printed_subject, "Both")
        self.assertEqual(str(notice.printed_opening), "<p>Brand</p>")
        self.assertEqual(str(notice.printed_closing), "<p>Segment</p>")
        self.assertEqual(
            notice.text_source,
            "Brand Test Volvo + Segment Fleets, Brand Test Volvo, Segment Fleets",
        )

        both.unlink()
        notice.invalidate_recordset()
        self.assertEqual(notice.printed_subject, "Brand")
        notice.debtor_id.segment_id = False
        notice.invalidate_recordset()
        self.assertEqual(str(notice.printed_closing), "<p>Level</p>")

    def test_items_of_two_brands_have_no_words_of_a_brand(self):
        self._text(brand=self.volvo, subject="Brand")
        for brands in ((self.volvo, self.kia), (self.volvo, self.volvo.browse())):
            partner = self._create_customer(f"Buyer{len(brands[1])}")
            for brand in brands:
                self._invoice(100, partner=partner, dunning_brand_id=brand.id)
        notices = self._propose().notice_ids
        self.assertEqual(notices.mapped("printed_subject"), ["Level", "Level"])

    def test_items_that_are_not_dunned_do_not_count(self):
        self._text(brand=self.volvo, subject="Brand")
        self._invoice(100, dunning_brand_id=self.volvo.id)
        self._invoice(100, overdue=-20, dunning_brand_id=self.kia.id)
        self.assertEqual(self._notice().printed_subject, "Brand")

    def test_level_has_words_for_a_brand_and_a_segment_once(self):
        self._text(self.volvo, self.fleets)
        self._text(brand=self.volvo)
        self._text(segment=self.fleets)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._text(self.volvo, self.fleets)

    def test_preview_falls_back_in_the_same_order(self):
        self._text(segment=self.fleets, closing="<p>Segment</p>")
        self._text(brand=self.volvo, opening="<p>Brand</p>")
        self._text(brand=self.kia, subject="Kia")
        both = self._text(self.volvo, self.fleets)

        self.assertEqual(
            both._preview_words(),
            {
                "subject": "Level",
                "opening": "<p>Brand</p>",
                "closing": "<p>Segment</p>",
            },
        )

    def test_words_of_a_brand_are_read_without_a_query_per_notice(self):
        self._text(brand=self.volvo, subject="Brand")
        for number in range(8):
            partner = self._create_customer(f"Customer{number}")
            self._invoice(100, partner=partner, dunning_brand_id=self.volvo.id)
        notices = self._propose().notice_ids

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual({notice._words()["subject"] for notice in some}, {"Brand"})
            return self.cr.sql_log_count - before

        queries(notices)
        self.assertEqual(queries(notices[:7]), queries(notices[:2]))
