from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules import reply_sorting
from .dunning_debtor_follow_up import OUTCOMES

KINDS = [*OUTCOMES, ("out_of_office", "Out of office")]


class DunningReplyPhrase(models.Model):
    """Words by which answers are sorted: the rules, for everybody to read."""

    _name = "dunning.reply.phrase"
    _description = "Phrase to Sort Answers by"
    _order = "kind, language, phrase, id"
    _rec_name = "phrase"

    kind = fields.Selection(KINDS, string="Means", required=True)
    language = fields.Selection(
        [("en", "English"), ("nl", "Dutch"), ("de", "German"), ("fr", "French")],
        required=True,
        default="en",
        help="For your own order. All phrases are looked for in every answer.",
    )
    phrase = fields.Char(
        required=True,
        help="Capitals and accents do not matter. * stands for up to ten words, none "
        "of them a denial such as not.",
    )
    active = fields.Boolean(default=True)

    _phrase_unique = models.Constraint(
        "UNIQUE(phrase, kind)", "This phrase is in the list already."
    )

    @api.constrains("phrase")
    def _check_phrase(self):
        for record in self:
            if any(not part.strip() for part in reply_sorting.parts(record.phrase)):
                raise ValidationError(
                    self.env._("Write words on both sides of each *: %s", record.phrase)
                )

    @api.model
    def _all(self):
        """:return: list of (kind, phrase)"""
        # sudo: the gateway sorts for whoever writes
        phrases = self.sudo().search_fetch([], ["kind", "phrase"])
        return [(phrase.kind, phrase.phrase) for phrase in phrases]
