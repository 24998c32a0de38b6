from odoo.tests import freeze_time, tagged

from .common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningNoticeLine(DunningCommon):
    """Dunned items as a list and a pivot of their own."""

    def test_items_are_summed_by_customer_and_by_month_of_sending(self):
        other = self._create_customer("Smit")
        self._invoice(100)
        self._invoice(20, partner=other)
        run = self._propose()
        self._send(run.notice_ids)
        lines = self.env["dunning.notice.line"]
        domain = [("notice_id", "in", run.notice_ids.ids)]
        by_customer = lines._read_group(domain, ["partner_id"], ["amount_residual:sum"])
        self.assertEqual(dict(by_customer), {self.customer: 100, other: 20})
        [by_month] = lines._read_group(
            domain, ["date_sent:month"], ["amount_residual:sum"]
        )
        self.assertEqual((by_month[0].month, by_month[1]), (3, 120))

    def test_line_opens_its_notice(self):
        self._invoice(100)
        notice = self._propose().notice_ids
        action = notice.line_ids.action_open_notice()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("dunning.notice", notice.id)
        )

    def test_views_load(self):
        for model, kinds in (
            ("dunning.notice.line", ("list", "pivot", "search")),
            ("dunning.run.exclusion", ("list", "pivot", "search")),
        ):
            views = self.env[model].get_views([(False, kind) for kind in kinds])
            self.assertEqual(set(views["views"]), set(kinds))
