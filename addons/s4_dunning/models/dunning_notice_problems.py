from odoo import api, models

from ..engine import recheck

ITEMS_COMPARED_IN_A_LIST = 50  # of one notice


class DunningNotice(models.Model):
    """Problems: why a notice cannot go out as it is, and what changed since."""

    _inherit = "dunning.notice"

    @api.depends(
        "state",
        "line_ids",
        "claim_ids",
        "level_id",
        "channel",
        "email",
        "contact_id",
        "also_letter",
        "copy_partner_ids",
    )
    def _compute_warning(self):
        self.warning = False
        waiting = self.filtered(lambda notice: notice.state in ("proposed", "approved"))
        large = self.browse()
        if len(waiting) > 1:
            # a page of the largest notices would take seconds to compare
            large = recheck.larger_than(ITEMS_COMPARED_IN_A_LIST, waiting)
        for notice in large:
            notice.warning = "\n".join(
                [
                    *notice._problems(),
                    self.env._("Many items: open the notice to compare them."),
                ]
            )
        for notices in (waiting - large).grouped("group_id").values():
            rows = recheck.current(notices)
            of_debtors = recheck.of_debtors(rows)
            for notice in notices:
                warnings = [
                    *notice._problems(),
                    *notice._copy_problems(),
                    *notice._changes(rows),
                    *notice._money_elsewhere(of_debtors.get(notice.debtor_id.id, [])),
                ]
                notice.warning = "\n".join(warnings)

    def _problems(self):
        """Sentences that tell why the notice cannot be approved as it is."""
        self.ensure_one()
        problems = []
        if not self.level_id.active:
            problems.append(
                self.env._(
                    "The level %(level)s is archived: choose another level.",
                    level=self.level_id.name,
                )
            )
        if self.channel != "phone":
            problems += self._text_problems()
        problems += self._address_problems()
        problems += self._bank_account_problems()
        problems += self._consumer_problems()
        if not self.partner_id.active:
            problems.append(
                self.env._(
                    "%(debtor)s is archived: restore the customer, or skip the notice.",
                    debtor=self.partner_id.name,
                )
            )
        return problems

    def _address_problems(self):
        """Sentences: the notice would not arrive, or must not go there."""
        names = {"debtor": self.partner_id.name, "email": self.email}
        of_email = {
            "missing": self.env._(
                "%(debtor)s has no valid e-mail address: enter one, or choose the "
                "letter.",
                **names,
            ),
            "invalid": self.env._(
                "%(email)s is not a valid e-mail address: correct it, or choose the "
                "letter.",
                **names,
            ),
            "bounced": self.env._(
                "Mail to %(email)s bounced: enter another address, or choose the "
                "letter.",
                **names,
            ),
            "blacklisted": self.env._(
                "%(email)s is on the blacklist: enter another address, or choose the "
                "letter.",
                **names,
            ),
        }
        problems = []
        if self.channel == "email" and self.email_problem:
            problems.append(of_email[self.email_problem])
        contact = self.contact_id or self.partner_id
        if self.is_letter and not contact._posted_to()._has_postal_address():
            problems.append(
                self.env._(
                    "%(debtor)s has no complete postal address: complete it, or do "
                    "without the letter.",
                    **names,
                )
            )
        return problems

    def _bank_account_problems(self):
        if self.channel == "phone":
            return []
        return [
            self.env._(
                "%(company)s has no bank account to pay to: add one on the company's "
                "contact.",
                company=claim.display_name,
            )
            for claim in self.claim_ids
            if not claim.partner_bank_id
        ]

    def _changes(self, rows):
        """Sentences about items that are no longer as they were proposed.

        :param rows: what engine.recheck says of the items today
        """
        self.ensure_one()
        return [
            self.env._(
                "%(item)s will be left out: %(reason)s", item=line.name, reason=sentence
            )
            for line, sentence in recheck.dropped(self, rows).items()
        ]

    def _consumer_problems(self):
        """Sentences: a person chose a level that no collective notice may have."""
        self.ensure_one()
        # sudo: creditors that are not active
        is_collective = self.sudo().is_collective
        if not is_collective or not self.debtor_id.is_consumer:
            return []
        if not self.level_id.claims_costs:
            return []
        return [
            self.env._(
                "%(debtor)s is a consumer and %(level)s claims costs: choose another "
                "level, or set the debtor to one notice per company and propose "
                "again.",
                debtor=self.partner_id.name,
                level=self.level_id.name,
            )
        ]
