from lxml import html

from odoo.tests import freeze_time, tagged

from .common import TODAY, DunningCommon, text_of

REPORT = "s4_dunning.dunning_letter_report"
ACCOUNTS = {
    "A": "NL20 INGB 0001 2345 67",
    "B": "NL02 ABNA 0123 4567 89",
    "C": "NL44 RABO 0123 4567 89",
}


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningCollectiveLetter(DunningCommon):
    """A leads the group; B and C claim too, C in dollars and in euros.

    A: 100.00 + 50.50 = $ 150.50. B: 450.00 less a credit of 20.00 = $ 430.00.
    C: $ 400.00 and € 60.00. Together $ 980.50 and € 60.00.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group.lead_company_id = cls.company
        cls.sister = cls._second_company("Sister B")["company"]
        cls.third = cls._second_company("Third C")["company"]
        cls.third.partner_id.bank_ids.unlink()
        cls._add_bank_account(cls.third, ACCOUNTS["C"])
        cls.companies = {"A": cls.company, "B": cls.sister, "C": cls.third}
        for code, company in cls.companies.items():
            company.write(
                {
                    "vat": f"VAT-{code}",
                    "company_registry": f"REGISTER-{code}",
                    "report_footer": f"<p>Footer of {code}</p>",
                }
            )
        cls.euro = cls.setup_other_currency("EUR", rates=[("2026-01-01", 0.5)])
        cls.euro.rate_ids.company_id = False

    def _propose_all(self):
        self._invoice(100)
        self._invoice(50.50)
        self._invoice(450, company=self.sister)
        self._invoice(20, company=self.sister, move_type="out_refund")
        self._invoice(400, company=self.third)
        self._invoice(60, company=self.third, currency_id=self.euro.id)
        return self._propose().notice_ids

    def _letter(self, notice):
        report = self.env["ir.actions.report"]
        return _tree(report._render_qweb_html(REPORT, notice.ids)[0])

    def _claims(self, letter):
        """The text of each claim, as printed."""
        return [text_of(claim) for claim in letter.xpath("//div[@name='claim']")]

    def test_each_creditor_stands_for_itself(self):
        notice = self._propose_all()

        claims = self._claims(self._letter(notice))

        amounts = ["$ 150.50", "$ 430.00", "$ 400.00", "60.00 €"]
        for text, code, amount, claim in zip(
            claims, "ABCC", amounts, notice._ordered_claims(), strict=True
        ):
            with self.subTest(code=code, amount=amount):
                self.assertTrue(text.startswith(self.companies[code].name), text)
                self.assertIn(f"To pay {amount} ", text)
                self.assertIn(f"Payment reference {claim.payment_reference}", text)
                for other in "ABC":
                    for fact in (
                        f"VAT-{other}",
                        f"REGISTER-{other}",
                        ACCOUNTS[other],
                    ):
                        (self.assertIn if other == code else self.assertNotIn)(
                            fact, text
                        )

    def test_claim_tells_how_its_total_comes_about(self):
        text = self._claims(self._letter(self._propose_all()))[1]

        self.assertIn("Overdue $ 450.00 Credits $ -20.00 To pay $ 430.00", text)

    def test_references_differ_and_can_be_checked(self):
        references = self._propose_all().claim_ids.mapped("payment_reference")

        self.assertEqual(len(set(references)), 4)
        for reference in references:
            self.assertEqual(_iso_11649_remainder(reference), 1)

    def test_only_euros_have_a_code_to_scan(self):
        letter = self._letter(self._propose_all())

        codes = [
            len(claim.xpath(".//img[starts-with(@src, 'data:image/png')]"))
            for claim in letter.xpath("//div[@name='claim']")
        ]
        self.assertEqual(codes, [0, 0, 0, 1])

    def test_legal_footer_stands_with_the_creditor_and_the_sender_s_on_the_page(self):
        letter = self._letter(self._propose_all())

        legal = [
            text_of(claim.xpath("string(.//div[@name='legal'])"))
            for claim in letter.xpath("//div[@name='claim']")
        ]
        self.assertEqual(legal, ["", "Footer of B", "Footer of C", "Footer of C"])
        page = text_of(letter.xpath("//div[contains(@class, 'footer')]")[0])
        self.assertIn("Footer of A", page)

    def test_overview_lists_every_transfer_and_a_total_per_currency(self):
        notice = self._propose_all()

        rows = self._letter(notice).xpath("//table[@name='overview']/tbody/tr")

        own, sister, dollars, euros = notice._ordered_claims().mapped(
            "payment_reference"
        )
        self.assertEqual(
            [[text_of(cell) for cell in row] for row in rows],
            [
                [self.company.name, ACCOUNTS["A"], own, "$ 150.50"],
                ["Sister B", ACCOUNTS["B"], sister, "$ 430.00"],
                ["Third C", ACCOUNTS["C"], dollars, "$ 400.00"],
                ["Third C", ACCOUNTS["C"], euros, "60.00 €"],
                ["Total", "$ 980.50"],
                ["Total", "60.00 €"],
            ],
        )

    def test_sender_comes_first_then_the_largest_creditor(self):
        self._invoice(1)
        self._invoice(300, company=self.sister)
        self._invoice(200, company=self.third)
        notice = self._propose().notice_ids

        headings = self._letter(notice).xpath("//div[@name='creditor']/h4")

        names = [text_of(heading) for heading in headings]
        self.assertEqual(names, [self.company.name, "Sister B", "Third C"])

    def test_letter_of_one_company_has_no_overview(self):
        bank = self._add_bank_account(self.company, "NL36INGB0007654321")
        bank.currency_id = self.euro
        self._invoice(100)
        self._invoice(60, currency_id=self.euro.id)
        notice = self._propose().notice_ids

        letter = self._letter(notice)

        self.assertFalse(letter.xpath("//*[@name='overview' or @name='creditor']"))
        dollars, euros = self._claims(letter)
        self.assertIn("To pay $ 100.00", dollars)
        self.assertIn(f"IBAN {ACCOUNTS['A']}", dollars)
        self.assertIn("To pay 60.00 €", euros)
        self.assertIn("IBAN NL36 INGB 0007 6543 21", euros)

    def test_payer_gets_a_copy_that_names_the_customer(self):
        payer = self._create_customer("Holding N.V.", street="Herestraat 106")
        notice = self._propose_all()
        notice.channel = "letter"
        notice.debtor_id.write({"payer_id": payer.id, "addressee": "both"})

        letter = self._letter(notice)

        to_customer, to_payer = letter.xpath("//div[@name='address']")
        self.assertIn("Jansen Transport Stationsplein 1", text_of(to_customer))
        self.assertIn("Holding N.V. Herestraat 106", text_of(to_payer))
        first, second = letter.xpath("//div[@name='information_block']")
        self.assertNotIn("Copy", text_of(first))
        self.assertIn("Copy Customer Jansen Transport", text_of(second))
        claims = self._claims(letter)
        self.assertEqual(len(claims), 8)
        self.assertEqual(claims[:4], claims[4:])

    def _sentence(self, notice):
        return (
            "If you make one transfer for all companies, pay it to "
            f"{self.company.name} and quote {notice.payment_reference} : we divide it."
        )

    def test_one_transfer_for_all_companies_goes_to_the_sender(self):
        self._invoice(100)
        self._invoice(300, company=self.sister)
        notice = self._propose().notice_ids

        sentence = self._letter(notice).xpath("//p[@name='one_transfer']")[0]

        self.assertEqual(text_of(sentence), self._sentence(notice))
        self.assertEqual(_iso_11649_remainder(notice.payment_reference), 1)
        self.assertIn(self._sentence(notice), text_of(_tree(notice._email_body())))

    def test_one_transfer_is_not_offered_where_it_cannot_be_divided(self):
        for case in ("two currencies", "no account of the sender", "one company"):
            with self.subTest(case):
                self._invoice(100)
                if case != "one company":
                    self._invoice(300, company=self.sister)
                if case == "two currencies":
                    self._invoice(60, currency_id=self.euro.id)
                if case == "no account of the sender":
                    self.company.partner_id.bank_ids.active = False
                notice = self._propose().notice_ids

                self.assertNotIn("one transfer", text_of(self._letter(notice)))
                self.assertNotIn("one transfer", notice._email_body())

                invoices = notice.line_ids.move_id
                notice.run_id.action_discard()
                invoices.button_draft()
                self.company.partner_id.with_context(
                    active_test=False
                ).bank_ids.active = True

    def test_email_asks_for_the_same_as_the_letter(self):
        notice = self._propose_all()
        claims = notice._ordered_claims()

        text = text_of(_tree(notice._email_body()))

        overview = " ".join(
            f"{company.name} {ACCOUNTS[code]} {claim.payment_reference} {amount}"
            for (code, company), claim, amount in zip(
                [*self.companies.items(), ("C", self.third)],
                claims,
                ["$ 150.50", "$ 430.00", "$ 400.00", "60.00 €"],
                strict=True,
            )
        )
        self.assertIn(f"{overview} Total $ 980.50 Total 60.00 €", text)
        for claim in claims:
            self.assertEqual(text.count(claim.payment_reference), 2)

    def test_letter_for_a_consumer_asks_for_one_company_only(self):
        consumer = self._create_customer("Anna", is_company=False)
        self._invoice(100, partner=consumer)
        self._invoice(200, partner=consumer, company=self.sister)

        notices = self._propose().notice_ids.sorted("amount_total")

        for notice, code, other in zip(notices, "AB", "BA", strict=True):
            text = text_of(self._letter(notice))
            self.assertIn(ACCOUNTS[code], text)
            self.assertNotIn(ACCOUNTS[other], text)
            self.assertNotIn("several companies", text)


def _tree(source):
    return html.fromstring(source)


def _iso_11649_remainder(reference):
    """1 if the check digits of an RF reference are right."""
    compact = reference.replace(" ", "")
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97
