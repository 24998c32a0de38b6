from textwrap import shorten

from odoo import api, fields, models
from odoo.tools import format_date, html2plaintext

from .dunning_event import MODELS

SENTENCE_LENGTH = 200


class DunningEvent(models.Model):
    """What happened, in a sentence."""

    _inherit = "dunning.event"

    sentence = fields.Char(compute="_compute_sentence")

    @api.depends_context("lang")
    @api.depends("kind", "res_id")
    def _compute_sentence(self):
        for kind, events in self.grouped("kind").items():
            # sudo: who may read the event may know what it is about
            records = self.env[MODELS[kind]].sudo().browse(events.mapped("res_id"))
            sentence_of = getattr(self, f"_sentence_{kind}")
            for event, record in zip(events, records, strict=True):
                event.sentence = shorten(
                    sentence_of(record), SENTENCE_LENGTH, placeholder=" …"
                )

    @api.model
    def _label(self, record, name):
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], "")

    @api.model
    def _sentence_notice(self, notice):
        sentence = self.env._(
            "%(level)s (%(channel)s): %(amount)s to pay by %(date)s.",
            level=notice.level_id.name,
            channel=self._label(notice, "channel"),
            amount=notice.currency_id.format(notice.amount_total),
            date=format_date(self.env, notice.date_deadline),
        )
        if notice.state == "sent":
            return sentence
        state = self._label(notice, "state")
        return f"{sentence} {state}. {notice.closing_reason or ''}"

    @api.model
    def _sentence_promise(self, promise):
        return self.env._(
            "%(amount)s promised for %(date)s. %(state)s. %(note)s",
            amount=promise.currency_id.format(promise.amount),
            date=format_date(self.env, promise.date),
            state=self._label(promise, "state"),
            note=promise.note or "",
        )

    @api.model
    def _sentence_dispute(self, dispute):
        return self.env._(
            "%(amount)s of %(invoice)s disputed: %(reason)s. %(state)s. %(note)s",
            amount=dispute.currency_id.format(dispute.amount),
            invoice=dispute.move_id.name,
            reason=dispute.reason_id.name,
            state=self._label(dispute, "state"),
            note=dispute.note or "",
        )

    @api.model
    def _sentence_arrangement(self, arrangement):
        numbers = arrangement.instalment_ids.mapped("number")
        return self.env._(
            "%(amount)s in %(number)s instalments. %(state)s.",
            amount=arrangement.currency_id.format(arrangement.amount_total),
            number=len(set(numbers)),
            state=self._label(arrangement, "state"),
        )

    @api.model
    def _sentence_call(self, call):
        return call._sentence()

    @api.model
    def _sentence_reply(self, reply):
        return f"{self._label(reply, 'kind')}: {reply.summary or reply.subject or ''}"

    @api.model
    def _sentence_hold(self, hold):
        about = hold.move_line_id.move_id.name or ""
        until = (
            format_date(self.env, hold.date_end)
            if hold.date_end
            else self.env._("it is released")
        )
        return self.env._(
            "On hold until %(date)s: %(reason)s. %(about)s %(note)s",
            date=until,
            reason=hold.reason_id.name,
            about=about,
            note=hold.note or "",
        )

    @api.model
    def _sentence_delay(self, delay):
        sentence = self.env._(
            "Delay until %(date)s asked for: %(reason)s",
            date=format_date(self.env, delay.date_until),
            reason=delay.reason,
        )
        if delay.state == "refused":
            return self.env._(
                "%(asked)s Refused: %(why)s", asked=sentence, why=delay.refusal
            )
        return sentence

    @api.model
    def _sentence_email(self, message):
        who = message.author_id.name or message.email_from or ""
        return f"{who}: {html2plaintext(message.body or '')}"

    @api.model
    def _sentence_note(self, message):
        return self._sentence_email(message)
