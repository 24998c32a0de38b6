import base64
from io import BytesIO

from PIL import Image
from reportlab.graphics.barcode.qr import QrCodeWidget

from odoo.tests import freeze_time, tagged

from ..report import dunning_letter_document
from .common import TODAY, DunningCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningLetterDocument(DunningCommon):
    """What a letter brings with it: nobody asks a web server for it."""

    def test_a_file_outside_of_static_folders_is_not_read(self):
        for address in ("/web/static/../../../../etc/passwd", "/web/static/x.png"):
            page = f'<img src="{address}">'

            result = dunning_letter_document._read_from_disk(page)

            self.assertEqual(result, (page, frozenset()))

    def test_the_qr_code_says_what_odoo_draws(self):
        """The same code but for its mask, of which the standard has eight."""
        self.env.ref("base.EUR").active = True
        self._invoice(100, partner=self._create_customer("Alpha"))
        notice = self._propose().notice_ids
        claim = notice.claim_ids.sudo()
        claim.currency_id = self.env.ref("base.EUR")
        bank = claim.partner_bank_id
        bank.acc_holder_name = "Müller & Söhne"
        value = bank._get_qr_code_generation_params(
            "sct_qr",
            claim.amount_total,
            claim.currency_id,
            notice.partner_id,
            "",
            claim.payment_reference,
        )["value"]
        expected = QrCodeWidget(value, barLevel="L").qr
        expected.make()
        masked = []
        for mask in range(8):
            expected.makeImpl(False, mask)
            masked.append(
                [[bool(module) for module in row] for row in expected.modules]
            )

        kind, _comma, code = claim._qr_code().partition(",")

        self.assertEqual(kind, "data:image/png;base64")
        image = Image.open(BytesIO(base64.b64decode(code)))
        side = len(masked[0])
        self.assertEqual(image.size, (side * 4, side * 4))
        places = range(1, side * 4, 4)
        modules = [[not image.getpixel((x, y)) for x in places] for y in places]
        self.assertIn(modules, masked)
