import json

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .location_limit_common import LocationLimitCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLocationAccessLedger(LocationLimitCommon):
    """Leaks of Odoo's own figures that were tried."""

    def _pay(self, *names):
        """Pay items of one company with one payment; give the payment."""
        moves = self.env["account.move"].concat(
            *(self.items[name].move_id for name in names)
        )
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create({"group_payment": True})
        )
        return wizard._create_payments()

    def test_balance_of_a_customer_is_that_of_the_own_locations(self):
        """Tried: receivable, invoiced, days outstanding, and searching by them."""
        lease = self._as("g_collector", self.lease)
        self.assertEqual(lease.credit, 100)
        self.assertEqual(lease.total_invoiced, 100)
        self.assertEqual(self._as("collector", self.lease).credit, 1900)
        self.assertEqual(self._as("al_collector", self.lease).credit, 200)
        for operator, amount, found in (
            (">", 1000, False),
            (">=", 100, True),
            ("<", 100, False),
        ):
            partners = self._as("g_collector", self.env["res.partner"])
            domain = [("credit", operator, amount), ("id", "=", self.lease.id)]
            with self.subTest(domain=domain):
                self.assertEqual(bool(partners.search_count(domain)), found)

    def test_balance_of_a_vendor_is_that_of_the_own_locations(self):
        self._invoice(300, partner=self.lease, move_type="in_invoice")
        self.assertEqual(self._as("g_collector", self.lease).debit, 0)
        self.assertEqual(self._as("collector", self.lease).debit, 300)
        partners = self._as("g_collector", self.env["res.partner"])
        self.assertNotIn(self.lease, partners.search([("debit", ">", 100)]))

    def test_dashboard_of_journals_gives_no_figures(self):
        """Tried: the cards, graphs, activities and bank balances of all journals."""
        journals = self.env["account.journal"].search(
            [("company_id", "=", self.company.id)]
        )
        self.items["Lease Assen"].move_id.activity_schedule(
            "mail.mail_activity_data_todo", summary="Secret"
        )
        self._statement()
        bank = self.company_data["default_journal_bank"]
        self.assertEqual(self._as("accountant", bank).current_statement_balance, 1000)
        for journal in self._as("g_accountant", journals):
            self.assertFalse(
                {"sum_waiting", "number_waiting", "account_balance"}
                & json.loads(journal.kanban_dashboard).keys()
            )
            [graph] = json.loads(journal.kanban_dashboard_graph)
            self.assertFalse(graph["values"])
            activities = json.loads(journal.json_activity_data)["activities"]
            self.assertFalse(activities)
            self.assertEqual(journal.current_statement_balance, 0)
        shown = json.loads(self._as("accountant", self.journal).kanban_dashboard)
        self.assertIn("1,935", shown["sum_waiting"])

    def test_running_balance_adds_own_items_only(self):
        """Tried: the list of journal items, and reading with a context of my own."""
        items = self._as("g_collector", self.env["account.move.line"])
        domain = [("account_type", "=", "asset_receivable")]
        found = items.search_fetch(domain, ["cumulated_balance"], order="id")
        self.assertEqual(found.mapped("cumulated_balance"), [115, 15, 5])
        forged = found.with_context(
            domain_cumulated_balance=tuple(domain), order_cumulated_balance="id"
        )
        self.assertEqual(max(forged.mapped("cumulated_balance")), 115)

    def test_opening_balance_of_accounts_is_not_shown(self):
        account = self.company_data["default_account_receivable"]
        self.company.account_opening_move_id = self.items["Lease Assen"].move_id
        self.assertEqual(self._as("accountant", account).opening_debit, 200)
        limited = self._as("g_accountant", account)
        self.assertEqual((limited.opening_debit, limited.opening_balance), (0, 0))
        self.assertEqual(limited.current_balance, 115)

    def test_digest_leaves_out_the_revenue(self):
        digest = self.env["digest.digest"].create(
            {"name": "Weekly", "kpi_account_total_revenue": True}
        )
        with self.assertRaises(AccessError):
            self._as("g_collector", digest).sudo(False).read(
                ["kpi_account_total_revenue_value"]
            )

    def test_payment_over_several_locations_is_closed(self):
        """Tried: the payment, its entry, its items, the amount shown on the invoice."""
        payment = self._pay("Lease Groningen", "Lease Assen")
        self.assertEqual(payment.amount, 300)
        self._assert_unreadable("g_collector", payment)
        self._assert_unreadable("g_collector", payment.move_id)
        self._assert_unreadable("g_collector", payment.move_id.line_ids)

        invoice = self._as("g_collector", self.items["Lease Groningen"].move_id)
        invoice.read(["payment_state", "amount_residual", "invoice_payments_widget"])
        [row] = invoice.invoice_payments_widget["content"]

        self.assertEqual(row["amount"], 100)
        self.assertNotIn("300", row["amount_company_currency"])
        self.assertFalse(row["ref"] or row["name"])

    def test_reconciliations_of_others_are_closed(self):
        """Tried: amounts of partial reconciliations."""
        self._pay("Lease Groningen", "Lease Assen")
        partials = self._as("g_collector", self.env["account.partial.reconcile"])
        items = self.items["Lease Groningen"] | self.items["Lease Assen"]
        found = partials.search([("debit_move_id", "in", items.ids)])
        self.assertEqual(found.mapped("amount"), [100])

    def test_payment_without_entry_follows_its_invoices(self):
        """Tried: payments that wait for the bank; each with one or two locations."""
        own, other = (
            self.items[name].move_id for name in ("Garage Groningen", "Duo Assen")
        )
        for invoices, is_readable in ((own, True), (own | other, False)):
            payment = self.env["account.payment"].create(
                {"amount": 30, "partner_id": self.garage.id}
            )
            payment.invoice_ids = invoices
            with self.subTest(invoices=invoices):
                self.assertFalse(payment.move_id)
                self.assertEqual(
                    self._as("g_collector", payment).has_access("read"), is_readable
                )
                self.assertFalse(self._as("al_collector", payment).has_access("read"))

    def test_bank_is_closed(self):
        """Tried: statements with their balances, and their lines."""
        statement = self._statement()
        self._assert_unreadable("g_accountant", statement)
        self._assert_unreadable("g_accountant", statement.line_ids)

    def test_analytic_lines_of_others_are_closed_and_hours_are_not(self):
        plan = self.env["account.analytic.plan"].create({"name": "Places"})
        account = self.env["account.analytic.account"].create(
            {"name": "All", "plan_id": plan.id}
        )
        item = self.items["Lease Assen"].move_id.invoice_line_ids
        other, hours = self.env["account.analytic.line"].create(
            [
                {
                    "name": "Tyres",
                    "amount": 200,
                    plan._column_name(): account.id,
                    "move_line_id": item.id,
                },
                {"name": "Hours", "amount": -50, plan._column_name(): account.id},
            ]
        )
        self._assert_unreadable("g_collector", other)
        self.assertTrue(self._as("g_collector", hours).has_access("read"))
        self.assertEqual(self._as("g_collector", account).balance, -50)

    def test_invoice_of_another_location_cannot_be_fetched_or_paid(self):
        """Tried: name search, copying, reversing, paying and printing by its id."""
        invoice = self.items["Duo Assen"].move_id
        mine = self._as("g_collector", invoice)
        self.assertFalse(mine.name_search(invoice.name))
        for act in (
            lambda: mine.copy(),
            lambda: mine.action_post(),
            lambda: mine.button_draft(),
            lambda: mine.write({"dunning_location_id": self.groningen.id}),
            lambda: (
                mine.env["account.payment.register"]
                .with_context(active_model="account.move", active_ids=invoice.ids)
                .create({})
            ),
            lambda: mine.env["ir.actions.report"]._render_qweb_html(
                "account.account_invoices", invoice.ids
            ),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                act()

    def test_default_location_of_who_has_one(self):
        form = Form(
            self._as("g_collector", self.env["account.move"]).with_context(
                default_move_type="out_invoice"
            )
        )
        self.assertEqual(form.dunning_location_id, self.groningen)

    def test_author_reads_what_he_makes(self):
        """Tried: being locked out of an own draft, before and after posting."""
        self._create_rule(location_id=self.assen.id)
        for user, expected in (
            ("g_collector", self.groningen),
            ("al_collector", self.assen),
        ):
            moves = self._as(user, self.env["account.move"])
            invoice = moves.create(self._draft())
            self.assertFalse(invoice.is_dunning_location_manual)
            invoice.action_post()
            with self.subTest(user=user):
                self.assertEqual(invoice.dunning_location_id, expected)
                self.assertTrue(self._as(user, invoice).has_access("write"))

    def test_rule_chooses_among_the_own_locations(self):
        self._create_rule(location_id=self.groningen.id)
        user = self.users["g_collector"]
        user.dunning_location_ids = self.groningen | self.assen
        moves = self._as("g_collector", self.env["account.move"])
        invoice = moves.create(self._draft())
        self.assertEqual(invoice.dunning_location_id, self.assen, "the first one")
        invoice.action_post()
        self.assertEqual(invoice.dunning_location_id, self.groningen)

    def test_location_is_one_of_the_company_of_the_invoice(self):
        moves = self._as("al_collector", self.env["account.move"])
        invoice = moves.with_company(self.sister).create(self._draft())
        self.assertEqual(invoice.company_id, self.sister)
        self.assertEqual(invoice.dunning_location_id, self.leeuwarden)
        with self.assertRaises(AccessError):
            moves.with_company(self.third).create(self._draft())

    def test_invoice_is_not_moved_out_of_sight(self):
        """Tried: giving an own invoice to another location, or to none."""
        for location in (self.assen, self.env["dunning.location"]):
            invoice = self._as("g_collector", self.items["Garage Groningen"].move_id)
            with self.assertRaisesRegex(UserError, "Groningen"):
                invoice.dunning_location_id = location

    def test_author_of_a_payment_reads_it(self):
        """Tried: registering the payment of an own invoice, at the counter."""
        invoice = self._as("g_collector", self.items["Garage Groningen"].move_id)
        wizard = (
            invoice.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({})
        )
        payment = wizard._create_payments()
        self.assertTrue(self._as("g_collector", payment).has_access("read"))
        self.assertIn(invoice.payment_state, ("in_payment", "paid"))
        self.assertEqual(payment.move_id.dunning_location_id, self.groningen)

    def test_credit_note_of_an_own_invoice(self):
        invoice = self._as("g_collector", self.items["Garage Groningen"].move_id)
        credit_note = invoice._reverse_moves([{"invoice_date": TODAY}])
        credit_note.action_post()
        self.assertEqual(credit_note.dunning_location_id, self.groningen)

    def _statement(self):
        line = {
            "journal_id": self.company_data["default_journal_bank"].id,
            "payment_ref": "Lease",
            "amount": 1000,
            "date": TODAY,
        }
        return self.env["account.bank.statement"].create(
            {"name": "March", "line_ids": [Command.create(line)]}
        )

    def _draft(self):
        return {
            "move_type": "out_invoice",
            "partner_id": self.garage.id,
            "invoice_date": TODAY,
            "invoice_line_ids": [
                Command.create({"name": "Oil", "price_unit": 8, "tax_ids": []})
            ],
        }
