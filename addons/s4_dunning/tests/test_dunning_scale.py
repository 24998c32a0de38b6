from odoo.tests import freeze_time, tagged

from .common import TODAY, DunningCommon

ONE, FEW, MANY = 1, 3, 30


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningScale(DunningCommon):
    """What the set-based steps cost does not depend on how much there is to do."""

    def _owe(self, count):
        """Let customers owe an invoice each, some of them a credit and an old one."""
        for number in range(count):
            # no address twice: the same one would be a customer with several cards
            customer = self._create_customer(f"Customer{count}-{number}")
            self._invoice(100, partner=customer)
            if number % 3 == 0:
                self._invoice(10, partner=customer, move_type="out_refund")
                self._invoice(50, partner=customer, overdue=-5)

    def _queries(self, step):
        """Count the queries of a step for few and for many customers.

        :param step: function that does it
        :return: (queries for few, queries for many)
        """
        counts = []
        for customers in (ONE, FEW, MANY):
            self._owe(customers)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            step()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        return counts[1:]  # the first time fills caches

    def _proposed_run(self):
        self.env["dunning.run"].search([]).action_discard()
        return self._propose()

    def test_refresh_asks_as_often_for_many_debtors_as_for_few(self):
        self._proposed_run()

        few, many = self._queries(self.group.action_refresh)

        self.assertEqual(many, few)
        self.assertEqual(
            self.env["dunning.debtor"].search_count(
                [("group_id", "=", self.group.id), ("amount_overdue", ">", 0)]
            ),
            ONE + FEW + MANY,
        )

    def test_propose_asks_as_often_for_many_items_as_for_few(self):
        run = self._proposed_run()

        few, many = self._queries(run.action_propose)

        self.assertEqual(many, few)
        self.assertEqual(run.notice_count, ONE + FEW + MANY)

    def test_discard_asks_as_often_for_many_notices_as_for_few(self):
        run = self._proposed_run()
        counts = []
        for customers in (FEW, MANY):
            self._owe(customers)
            run.action_propose()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run.action_discard()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)

        self.assertEqual(counts[1], counts[0])
        self.assertFalse(run.notice_ids)
        self.assertFalse(run.exclusion_ids)
        self.assertFalse(run.run_company_ids)

    def test_discarded_notices_leave_nothing_behind(self):
        run = self._proposed_run()
        self._owe(2)
        run.action_propose()
        noted, plain = run.notice_ids
        noted.message_post(body="Call first")
        noted.message_subscribe(self.customer.ids)
        noted.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        self.env["ir.attachment"].create(
            {"name": "note.txt", "res_model": noted._name, "res_id": noted.id}
        )
        ids = (noted + plain).ids

        run.action_discard()

        self.assertFalse((noted + plain).exists())
        of_notices = [("res_id", "in", ids)]
        for model, column in (
            ("mail.message", "model"),
            ("mail.followers", "res_model"),
            ("mail.activity", "res_model"),
            ("ir.attachment", "res_model"),
        ):
            domain = [(column, "=", "dunning.notice"), *of_notices]
            with self.subTest(model=model):
                self.assertFalse(self.env[model].sudo().search(domain))
        for model in ("dunning.claim", "dunning.notice.line"):
            self.assertFalse(self.env[model].search([("notice_id", "in", ids)]))

    def test_items_in_one_situation_have_the_same_next_level(self):
        first = self._invoice(100)
        same = self._invoice(80, partner=self._create_customer("Smit"))
        later = self._invoice(60, partner=self._create_customer("Visser"), overdue=2)

        run = self._propose()

        lines = run.notice_ids.line_ids
        self.assertEqual(lines.move_line_id, first + same)
        self.assertEqual(lines.level_id, self.reminder)
        self.assertEqual(self._reason(run, later), "level_not_reached")

    def test_figures_are_written_where_they_changed(self):
        self._invoice(100)
        smit = self._create_customer("Smit")
        self._invoice(80, partner=smit)
        self.group.action_refresh()
        debtors = self.env["dunning.debtor"]
        of_group = [("group_id", "=", self.group.id)]
        self.env.flush_all()
        versions = self._row_versions(debtors.search(of_group))
        self._invoice(5, partner=smit)

        self.group.action_refresh()

        changed = self._row_versions(debtors.search(of_group)) - versions
        debtor = debtors.search([*of_group, ("partner_id", "=", smit.id)])
        self.assertEqual([debtor_id for debtor_id, _place in changed], debtor.ids)
        self.assertEqual(debtor.amount_overdue, 85)
        self.assertEqual(debtor.date_refreshed, self.group.date_refreshed)

    def _row_versions(self, records):
        """:return: set of (id, where PostgreSQL keeps the row now)"""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id, ctid FROM dunning_debtor WHERE id = ANY(%s)", [records.ids]
        )
        return set(self.env.cr.fetchall())
