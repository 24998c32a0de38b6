import base64
from io import BytesIO

import qrcode
from PIL import Image

from odoo import api, fields, models

from odoo.addons.account.tools import format_structured_reference_iso


class DunningClaim(models.Model):
    """What one company demands within a notice."""

    _name = "dunning.claim"
    _description = "Claim of a Notice"
    _order = "amount_total desc, id"
    _rec_name = "company_id"
    _log_access = False  # its notice tells

    notice_id = fields.Many2one(
        "dunning.notice", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company",
        string="Creditor",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    line_ids = fields.One2many("dunning.notice.line", "claim_id", string="Items")
    amount_principal = fields.Monetary(
        string="Overdue", compute="_compute_amounts", store=True
    )
    amount_credit = fields.Monetary(
        string="Credits", compute="_compute_amounts", store=True
    )
    amount_interest = fields.Monetary(string="Interest", readonly=True)
    amount_cost = fields.Monetary(string="Costs", readonly=True)
    amount_total = fields.Monetary(
        string="To pay", compute="_compute_amounts", store=True
    )
    partner_bank_id = fields.Many2one(
        "res.partner.bank", string="Bank account", compute="_compute_partner_bank_id"
    )
    payment_reference = fields.Char(compute="_compute_payment_reference")

    @api.depends("company_id")
    def _compute_display_name(self):
        for claim in self.sudo():  # sudo: a company that is not active
            claim.display_name = claim.company_id.name

    @api.depends(
        "line_ids.amount_to_pay", "line_ids.kind", "amount_interest", "amount_cost"
    )
    def _compute_amounts(self):
        for claim in self:
            of_kind = dict.fromkeys(("overdue", "credit", "open"), 0)
            for line in claim.line_ids:
                of_kind[line.kind] += line.amount_to_pay
            claim.amount_principal = of_kind["overdue"]
            claim.amount_credit = -of_kind["credit"]
            claim.amount_total = (
                claim.amount_principal
                - claim.amount_credit
                + claim.amount_interest
                + claim.amount_cost
            )

    def _compute_partner_bank_id(self):
        for claim in self.sudo():  # sudo: a company that is not active
            # a branch may be paid on the account of its parent
            lineage = claim.company_id.parent_ids.sorted("parent_path", reverse=True)
            banks = lineage.partner_id.bank_ids.filtered(
                lambda bank, lineage=lineage: (
                    not bank.company_id or bank.company_id in lineage
                )
            )
            in_currency = banks.filtered(
                lambda bank, claim=claim: bank.currency_id == claim.currency_id
            )
            claim.partner_bank_id = (in_currency or banks)[:1]

    def _compute_payment_reference(self):
        for claim in self:
            claim.payment_reference = format_structured_reference_iso(
                f"{claim.company_id.id}{claim._origin.id or 0:07d}"
            )

    def _qr_code(self):
        """The EPC QR code that fills in the transfer of the claim.

        :return: data URI of an image, or None where the standard has none: another
            currency than euro, no IBAN, nothing to pay
        """
        self.ensure_one()
        if not self.partner_bank_id or self.amount_total <= 0:
            return None
        bank = self.partner_bank_id
        transfer = bank._build_qr_code_vals(
            self.amount_total,
            "",
            self.payment_reference,
            self.currency_id,
            self.notice_id.partner_id,
            qr_method="sct_qr",
            silent_errors=True,
        )
        if not transfer:
            return None
        text = bank._get_qr_code_generation_params(**transfer)["value"]
        return f"data:image/png;base64,{_qr_code_png(text)}"


def _qr_code_png(text):
    """Draw what Odoo draws, in a sixth of the time and with sharp edges.

    :return: str, base64 of a PNG
    """
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_L, border=0)
    code.add_data(text, optimize=0)
    code.make()
    modules = code.get_matrix()
    image = Image.new("1", (len(modules), len(modules)))
    image.putdata([not is_dark for row in modules for is_dark in row])
    image = image.resize([side * 4 for side in image.size], Image.Resampling.NEAREST)
    png = BytesIO()
    image.save(png, "PNG")
    return base64.b64encode(png.getvalue()).decode()
