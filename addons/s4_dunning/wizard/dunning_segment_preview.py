from odoo import api, fields, models


class DunningSegmentPreview(models.TransientModel):
    """A debtor that would change its segment, if the criteria were applied now."""

    _name = "dunning.segment.preview"
    _description = "Who Would Change"
    _order = "segment_id, id"
    _rec_name = "debtor_id"

    debtor_id = fields.Many2one("dunning.debtor", readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="debtor_id.currency_id")
    amount_overdue = fields.Monetary(related="debtor_id.amount_overdue")
    segment_before_id = fields.Many2one(
        "dunning.segment", string="From", readonly=True, ondelete="cascade"
    )
    segment_id = fields.Many2one(
        "dunning.segment", string="To", readonly=True, ondelete="cascade"
    )
    mode = fields.Selection(
        [
            ("automatic", "At once"),
            ("proposed", "When a person confirms"),
            ("manual", "Not while it is assigned by hand"),
        ],
        string="How",
        readonly=True,
    )
    cause = fields.Json(readonly=True, export_string_translation=False)
    sentence = fields.Char(string="Why", compute="_compute_sentence")

    @api.depends_context("lang")
    @api.depends("cause")
    def _compute_sentence(self):
        segments = self.env["dunning.segment"]
        sentences = segments._cause_sentences(self.mapped("cause"))
        for row, sentence in zip(self, sentences, strict=True):
            row.sentence = sentence
