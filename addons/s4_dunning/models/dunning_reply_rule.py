from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules import reply_sorting
from .dunning_debtor_follow_up import OUTCOMES

KINDS = [*OUTCOMES, ("out_of_office", "Out of office")]


class DunningReplyRule(models.Model):
    """The phrases by which answers are sorted, for everybody to read and to change."""

    _name = "dunning.reply.rule"
    _description = "Rule to Sort Answers by"
    _order = "kind, language, id"
    _rec_name = "kind"

    kind = fields.Selection(KINDS, string="Means", required=True)
    language = fields.Selection(
        [("en", "English"), ("nl", "Dutch"), ("de", "German"), ("fr", "French")],
        required=True,
        default="en",
        help="For your own order: the phrases of all rules are looked for.",
    )
    phrases = fields.Text(
        required=True,
        help="One in a line. Capitals and accents do not matter. * stands for up to "
        "ten words, none of them a denial such as not.",
    )
    phrase_count = fields.Integer(string="Number", compute="_compute_phrase_count")
    active = fields.Boolean(default=True)

    @api.depends("phrases")
    def _compute_phrase_count(self):
        for rule in self:
            rule.phrase_count = len(rule._lines())

    @api.constrains("phrases")
    def _check_phrases(self):
        for phrase in (phrase for rule in self for phrase in rule._lines()):
            if not all(reply_sorting.parts(phrase)):
                raise ValidationError(
                    self.env._("Write words on both sides of each *: %s", phrase)
                )

    def _lines(self):
        """:return: list of the phrases"""
        self.ensure_one()
        lines = (self.phrases or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    @api.model
    def _phrases(self):
        """:return: list of (kind, phrase) of all rules"""
        # sudo: the gateway sorts for whoever writes
        rules = self.sudo().search_fetch([], ["kind", "phrases"])
        return [(rule.kind, phrase) for rule in rules for phrase in rule._lines()]
