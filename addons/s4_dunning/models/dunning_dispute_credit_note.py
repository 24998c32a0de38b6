from odoo import Command, fields, models

LINE = "_dispute_line"  # the tax engine keeps what begins with an underscore


class DunningDispute(models.Model):
    """Credit note: drafted for what is accepted, and followed until it is posted."""

    _inherit = "dunning.dispute"

    def _make_credit_note(self, amount):
        """Draft a credit note of the invoice.

        :param amount: float, its total including taxes, in the currency of the invoice
        :return: account.move
        """
        self.ensure_one()
        invoice = self._everywhere().move_id.with_company(self.company_id)
        credit_note = invoice._reverse_moves([self._prepare_credit_note(invoice)])
        if self.currency_id.compare_amounts(credit_note.amount_total, amount):
            self._reduce(credit_note, amount)
        invoice._message_log(
            body=self.env._(
                "Dispute accepted: %s is drafted.",
                credit_note._get_html_link(title=self.env._("a credit note")),
            )
        )
        return credit_note.with_env(self.env)

    def _prepare_credit_note(self, invoice):
        """:return: dict of values, as Odoo's own reversal has them"""
        today = fields.Date.context_today(self)
        words = self.with_context(lang=invoice.partner_id.lang or self.env.lang).env
        return {
            "ref": words._("Credit of %s after your complaint", invoice.name),
            "date": today,
            "invoice_date": today,
            "invoice_date_due": today,
            "invoice_payment_term_id": False,
            "invoice_cash_rounding_id": False,
            "invoice_user_id": invoice.invoice_user_id.id,
            "invoice_origin": invoice.invoice_origin,
            "partner_bank_id": False,
        }

    def _reduce(self, credit_note, amount):
        """Let a credit note of the whole invoice be one of a part of it.

        Every line keeps its share, and its taxes; Odoo's tax engine spreads the last
        cents, as it does for a down payment.

        :param amount: float, the total including taxes
        """
        taxes, company = self.env["account.tax"], credit_note.company_id
        base_lines, _tax_lines = credit_note._get_rounded_base_and_tax_lines()
        for base_line in base_lines:
            base_line[LINE] = base_line["record"]
        reduced = taxes._prepare_down_payment_lines(
            base_lines,
            company,
            "fixed",
            amount,
            computation_key=f"dunning_dispute,{self.id}",
            grouping_function=lambda base_line: {LINE: base_line[LINE]},
        )
        credit_note.write(
            {
                "invoice_line_ids": [
                    Command.clear(),
                    *(
                        Command.create(self._prepare_reduced_line(base_line))
                        for base_line in reduced
                    ),
                ]
            }
        )

    def _prepare_reduced_line(self, base_line):
        """:return: dict of values of a line without quantity: nothing is returned"""
        line = base_line[LINE]
        return {
            "name": line.name,
            "product_id": line.product_id.id,
            "account_id": line.account_id.id,
            "analytic_distribution": line.analytic_distribution,
            "tax_ids": [Command.set(base_line["tax_ids"].ids)],
            "quantity": base_line["quantity"],
            "price_unit": base_line["price_unit"],
            "extra_tax_data": self.env["account.tax"]._export_base_line_extra_tax_data(
                base_line
            ),
        }

    def _follow_credit_note(self):
        """Let dunning go on when it is posted, and review again when it is void."""
        for dispute in self:
            credit_note = dispute.credit_note_id
            if credit_note.state == "cancel":
                dispute._reopen(
                    self.env._(
                        "The credit note %s was cancelled: open again.",
                        credit_note.display_name,
                    )
                )
            elif credit_note.state == "draft" and not dispute.is_resting:
                dispute.is_resting = True  # it is being corrected
                dispute._rest()
            elif credit_note.state == "posted" and dispute.is_resting:
                dispute._take_over_amount(credit_note)
                dispute._end_rest()
                dispute._message_log(body=self.env._("%s is posted.", credit_note.name))

    def _take_over_amount(self, credit_note):
        """Let what was accepted be what was credited in the end."""
        if self.currency_id == credit_note.currency_id:
            amount = credit_note.amount_total
            is_all = self.currency_id.compare_amounts(amount, self.amount) >= 0
            self.write(
                {
                    "amount_accepted": amount,
                    "state": "accepted" if is_all else "partly",
                }
            )
