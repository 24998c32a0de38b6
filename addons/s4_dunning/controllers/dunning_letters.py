from io import BytesIO

from pypdf import PdfWriter

from odoo.exceptions import UserError
from odoo.http import Controller, content_disposition, request, route


class DunningLetters(Controller):
    """The letters as they were sent, in one file for the printer."""

    @route(
        '/dunning/letters/<models("dunning.notice"):notices>',
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dunning_letters(self, notices):
        """Answer with the frozen letters of the notices, in the order of posting.

        :raise UserError: one of the notices has no letter.
        """
        if notices.exists() != notices:
            raise request.not_found()
        notices.check_access("read")
        self._check_letters(notices)
        pdf = self._merge(self._print_order(notices))
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", len(pdf)),
            (
                "Content-Disposition",
                content_disposition(self._filename(notices), "inline"),
            ),
        ]
        return request.make_response(pdf, headers)

    def _check_letters(self, notices):
        without_letter = notices.filtered(lambda notice: not notice.pdf_id)
        if without_letter:
            raise UserError(
                request.env._(
                    "These notices have no letter yet: %(notices)s",
                    notices=without_letter.mapped("display_name"),
                )
            )

    def _print_order(self, notices):
        """:return: the notices by sender, country and postcode"""
        return notices.sorted(self._print_key)

    def _print_key(self, notice):
        # sudo: the sender need not be an active company of the user
        letter = notice.env["report.s4_dunning.dunning_letter"]
        address = letter._address(letter._addressees(notice.sudo())[:1])
        return (
            notice.company_id.id,
            address.country_id.name or "",
            address.zip or "",
            notice.partner_id.name or "",
            notice.id,
        )

    def _merge(self, notices):
        writer = PdfWriter()
        for notice in notices:
            writer.append(BytesIO(notice.pdf_id.raw), import_outline=False)
        merged = BytesIO()
        writer.write(merged)
        return merged.getvalue()

    def _filename(self, notices):
        name = notices.name if len(notices) == 1 else request.env._("Letters")
        return f"{name.replace('/', '-')}.pdf"
