from odoo import models
from odoo.exceptions import UserError

from ..engine import recheck

AMOUNTS = ("amount_residual", "amount_held")  # of a line


class DunningNotice(models.Model):
    """Re-check: what was paid, held or credited while a notice was in the outbox."""

    _inherit = "dunning.notice"

    def _recheck(self):
        """Bring the lines up to date, those of all notices with one look at the ledger.

        A notice of which nothing is left is skipped; one that lost what its level rests
        on stays as it was and tells so.

        :return: dunning.notice, those that are still to be sent
        """
        ready = self.browse()
        for notices in self.grouped("group_id").values():
            rows = recheck.current(notices)
            known = recheck.known_credits(notices, rows)
            for notice in notices:
                dropped = recheck.dropped(notice, rows)
                credits = recheck.new_credits(notice, rows, known)
                if notice._is_unchanged(rows, dropped, credits):
                    ready += notice
                    continue
                try:
                    # what is refused leaves the lines as they were
                    with self.env.cr.savepoint():
                        is_left = notice._update_lines(rows, dropped, credits)
                except UserError as problem:
                    notice._note_problem(problem)
                    continue
                if is_left:
                    ready += notice
                    run_id, items = notice.run_id.id, notice.line_ids.move_line_id
                    known |= {(run_id, item_id) for item_id in items.ids}
        return ready

    def _is_unchanged(self, rows, dropped, credits):
        """:return: bool, whether the notice is still as it was proposed"""
        self.ensure_one()
        return not (dropped or credits) and all(
            not line.currency_id.compare_amounts(
                line[name], rows[line.move_line_id.id][name]
            )
            for line in self.line_ids
            for name in AMOUNTS
        )

    def _update_lines(self, rows, dropped, credits):
        """Take out what must not be sent, take in new credits, refresh the amounts.

        :param rows: what engine.recheck says of the items today
        :param dropped: dict of dunning.notice.line to the sentence why it goes
        :param credits: list of (dunning.claim, row)
        :return: False if nothing is left to ask for; the notice is then skipped
        :raise UserError: what is left does not justify the level.
        """
        self.ensure_one()
        amount_before = self.amount_total
        notes = [f"{line.name}: {sentence}" for line, sentence in dropped.items()]
        lines = self.env["dunning.notice.line"]
        lines.concat(*dropped).unlink()
        for line in self.line_ids:
            row = rows[line.move_line_id.id]
            line.update({name: row[name] for name in AMOUNTS})
        lines.create([self._prepare_credit_line(claim, row) for claim, row in credits])
        self.claim_ids.filtered(
            lambda claim: claim.currency_id.compare_amounts(claim.amount_total, 0) <= 0
        ).unlink()
        if len(self.claim_ids.currency_id) == 1:
            self.currency_id = self.claim_ids.currency_id
        if self.claim_ids and self.company_id not in self.claim_ids.company_id:
            self.company_id = self.claim_ids.sorted(self._value)[-1:].company_id
        self.days_overdue = max(
            self.line_ids.filtered(lambda line: line.kind == "overdue").mapped(
                "days_overdue"
            ),
            default=0,
        )
        if self.claim_ids and (dropped or self.amount_total != amount_before):
            self._check_still_right()
        return self._note_left_out(notes)

    def _prepare_credit_line(self, claim, row):
        return {
            "notice_id": self.id,
            "claim_id": claim.id,
            "company_id": claim.company_id.id,
            "move_line_id": row["move_line_id"],
            "kind": "credit",
            "date_due": row["date_due"],
            "amount_residual": row["amount_residual"],
            **{column: row[column] for column in self.run_id._candidate_columns()},
        }

    def _note_left_out(self, notes):
        """Log what changed; skip the notice if nothing is left of it."""
        if self.claim_ids:
            if notes:
                self._message_log(
                    body=self.env._(
                        "Left out at the moment of sending: %s", " ".join(notes)
                    )
                )
            return True
        self.write(
            {
                "state": "skipped",
                "closing_reason": self.env._(
                    "Nothing left to dun at the moment of sending. %s", " ".join(notes)
                ),
            }
        )
        return False

    def _check_still_right(self):
        """Refuse a notice that lost the items on which its level rests.

        :raise UserError: it stays approved, for a person to recall and decide.
        """
        level = self.level_id
        overdue = self.line_ids.filtered(lambda line: line.kind == "overdue")
        highest = overdue.level_id.sorted("sequence")[-1:]
        amount = self.currency_id._convert(
            self.amount_total, level.currency_id, self.company_id, self.run_id.date
        )
        if highest.sequence < level.sequence or (
            level.currency_id.compare_amounts(amount, level.minimum_amount) < 0
        ):
            raise UserError(
                self.env._(
                    "What is left does not justify %(level)s any more: recall the "
                    "notice, then choose another level or skip it.",
                    level=level.name,
                )
            )
