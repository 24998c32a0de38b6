from odoo.http import Controller, content_disposition, request, route


class DunningTextPreview(Controller):
    """The letter of words that are being written, before anybody gets it."""

    @route(
        [
            '/dunning/letters/preview/dunning.level/<model("dunning.level"):text>',
            '/dunning/letters/preview/dunning.level.text/<model("dunning.level.text"):text>',
        ],
        type="http",
        auth="user",
        methods=["GET"],
    )
    def dunning_text_preview(self, text, debtor_id=0, lang=None):
        """Answer with the letter as a debtor would get it.

        :param text: dunning.level or dunning.level.text that the user may change
        :param debtor_id: id of the dunning.debtor; 0: one that serves as an example
        :param lang: code of an installed language
        :raise UserError: there is nothing to print it of.
        """
        if not text.exists():
            raise request.not_found()
        installed = dict(request.env["res.lang"].get_installed())
        text = text.with_context(
            preview_debtor_id=int(debtor_id) if str(debtor_id).isdecimal() else 0,
            lang=lang if lang in installed else text.preview_lang,
        )
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Disposition", content_disposition("preview.pdf", "inline")),
        ]
        return request.make_response(text._preview_letter(), headers)
