import logging
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .dunning_notice_invoices import PDF

_logger = logging.getLogger(__name__)

# As letters are put into envelopes; the list of the print queue has the same order.
POST_ORDER = "company_id, letter_country_id, page_count, letter_zip, id"
END = b"%%EOF"
# Grams: a sheet of A4 of 80 g/m², printed on one side, and an envelope.
SHEET, ENVELOPE = 5, 6.5
WEIGHT_CLASSES = (20, 50, 100, 250, 500)


class DunningNotice(models.Model):
    """Post: what the print queue says of a letter, until it has left the house."""

    _inherit = "dunning.notice"

    page_count = fields.Integer(
        string="Pages", compute="_compute_letter_facts", store=True
    )
    weight_class = fields.Selection(
        [
            ("20", "Up to 20 g"),
            ("50", "Up to 50 g"),
            ("100", "Up to 100 g"),
            ("250", "Up to 250 g"),
            ("500", "Up to 500 g"),
            ("more", "More than 500 g"),
        ],
        string="Weight",
        compute="_compute_letter_facts",
        store=True,
        help="Of one envelope: 5 g for each page, on paper of 80 g/m² printed on one "
        "side, and 6.5 g for the envelope.",
    )
    letter_country_id = fields.Many2one(
        "res.country",
        string="Country",
        compute="_compute_letter_facts",
        store=True,
        help="Of the postal address.",
    )
    letter_zip = fields.Char(string="ZIP", compute="_compute_letter_facts", store=True)
    is_paid_since = fields.Boolean(
        compute="_compute_is_paid_since", search="_search_is_paid_since"
    )
    post_warning = fields.Char(string="Attention", compute="_compute_is_paid_since")

    @api.depends("pdf_id", "enclosure_ids", "is_letter")
    def _compute_letter_facts(self):
        letter = self.env["report.s4_dunning.dunning_letter"]
        for notice in self:
            if not (notice.pdf_id and notice.is_letter):
                notice.page_count, notice.letter_zip = 0, False
                notice.weight_class = notice.letter_country_id = False
                continue
            notice.page_count = sum(map(_pages, notice._letter_files()))
            # sudo: a sender that is not active
            addressees = letter._addressees(notice.sudo())
            sheets = -(-notice.page_count // (len(addressees) or 1))
            notice.weight_class = _weight_class(sheets * SHEET + ENVELOPE)
            address = letter._address(addressees[:1])
            notice.letter_country_id = address.country_id
            notice.letter_zip = address.zip

    def _letter_files(self):
        """:return: the ir.attachment that are printed, in their order: the letter, and
        the invoices where they do not stand in it already
        """
        self.ensure_one()
        return self.pdf_id | self.enclosure_ids.filtered(
            lambda file: file.mimetype == PDF
        )

    def _whole_letter(self):
        """:return: the ir.attachment of all that goes into the envelope; a new one, if
        the invoices are files of their own

        :raise UserError: one of them is damaged.
        """
        files = self._letter_files()
        if len(files) == 1:
            return files
        return files.create(
            {
                "name": self.pdf_id.name,
                "raw": self._merged(files.mapped("raw")),
                "mimetype": PDF,
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _compute_is_paid_since(self):
        for notice in self:
            # sudo: a salesperson reads the notice without access to the ledger
            notice.is_paid_since = (
                notice.state in ("sent", "closed")
                and notice.is_letter
                and not notice.date_posted
                and not notice.sudo()._is_open()
            )
            notice.post_warning = notice.is_paid_since and self.env._(
                "Paid since: do not post"
            )

    def _search_is_paid_since(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        unpaid = (
            self.env["dunning.notice.line"]
            .sudo()  # sudo: items of companies that are not active
            ._search(
                Domain("kind", "=", "overdue")
                & Domain("move_line_id.parent_state", "=", "posted")
                & Domain("move_line_id.reconciled", "=", False)
                & Domain("move_line_id.move_id.payment_state", "!=", "in_payment")
            )
        )
        return (
            Domain("state", "in", ("sent", "closed"))
            & Domain("is_letter", "=", True)
            & Domain("date_posted", "=", False)
            & Domain("line_ids.kind", "=", "overdue")
            & Domain("id", "not in", unpaid.subselect("notice_id"))
        )

    def action_mark_posted(self):
        """Note that these letters were posted.

        :raise UserError: one of them is not a sent letter.
        """
        self.check_access("write")
        self.filtered(lambda notice: notice.state != "closed")._check_state("sent")
        if not all(notice.is_letter for notice in self):
            raise UserError(self.env._("Only letters are posted."))
        # sudo: the right and the state were checked above
        self.sudo().write({"date_posted": fields.Date.context_today(self)})
        return True

    def action_withdraw_paid(self):
        """Withdraw letters that lie in the print queue and ask for nothing any more.

        If nothing else has left, the notice is cancelled: its items return to the level
        they had before.

        :raise UserError: one of them is still to be paid, or was posted.
        """
        self.check_access("write")
        for notice in self:
            if not notice.is_paid_since:
                raise UserError(
                    self.env._(
                        "%(notice)s is not a letter that was paid before it was "
                        "posted: it cannot be withdrawn.",
                        notice=notice.display_name,
                    )
                )
        reason = self.env._("Paid before the letter was posted.")
        # sudo: the right and the state were checked above
        notices = self.sudo()
        stopped = notices._stop_emails()
        void = notices.filtered(lambda one: one.channel == "letter") | stopped
        void.write({"state": "cancelled", "closing_reason": reason})
        (notices - void).also_letter = False
        self._message_log_batch(dict.fromkeys(self.ids, reason))
        return True


def _pages(file):
    """:return: int, pages of an ir.attachment; a damaged one, which printing names,
    has none
    """
    content = file.raw or b""
    # pypdf would search all of it, and warn
    if END not in content[-1024:]:
        return 0
    try:
        return len(PdfReader(BytesIO(content)).pages)
    except PyPdfError as error:
        _logger.warning("Attachment %s cannot be read: %s", file.id, error)
        return 0


def _weight_class(grams):
    """:return: key of `weight_class`"""
    return next((str(limit) for limit in WEIGHT_CLASSES if grams <= limit), "more")
