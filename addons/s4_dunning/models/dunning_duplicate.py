from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine import duplicates

# Odoo's wizard merges this many contacts at a time.
MERGE_MAXIMUM = 3


class DunningDuplicate(models.Model):
    """One customer that seems to have several cards, each a debtor of the group."""

    _name = "dunning.duplicate"
    _description = "Duplicate Debtor"
    _order = "amount_hidden desc, id"
    _rec_name = "value"

    group_id = fields.Many2one(
        "dunning.group",
        string="Dunning group",
        required=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        [
            ("vat", "VAT number"),
            ("registry", "Registration number"),
            ("iban", "Bank account"),
            ("email", "E-mail"),
        ],
        string="Same",
        required=True,
        help="The strongest sign that the cards are one customer.",
    )
    value = fields.Char(required=True, help="As it is typed on the oldest card.")
    shared_values = fields.Json(export_string_translation=False)
    also_shared = fields.Char(compute="_compute_also_shared")
    debtor_ids = fields.Many2many(
        "dunning.debtor",
        "dunning_duplicate_debtor_rel",
        "duplicate_id",
        "debtor_id",
        string="Cards",
    )
    debtor_count = fields.Integer(string="Number of cards")
    main_debtor_id = fields.Many2one(
        "dunning.debtor",
        string="Main card",
        ondelete="set null",
        index="btree_not_null",
        help="The card with most overdue.",
    )
    currency_id = fields.Many2one(related="group_id.currency_id")
    amount_overdue = fields.Monetary(
        string="Overdue", help="On all cards together, in the group's currency."
    )
    amount_hidden = fields.Monetary(
        string="Hidden overdue",
        help="Overdue on the cards other than the main card.",
    )
    is_dismissed = fields.Boolean(string="Not the same")
    dismissed_by_id = fields.Many2one("res.users", string="Said by")
    date_dismissed = fields.Datetime(string="Said on")

    @api.depends("shared_values")
    def _compute_also_shared(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for duplicate in self:
            duplicate.also_shared = ", ".join(
                f"{kinds[kind]} {value}"
                for kind, value in (duplicate.shared_values or [])[1:]
            )

    def write(self, vals):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Duplicate debtors follow from the cards of the customers: change "
                    "those, or say that they are not the same."
                )
            )
        return super().write(vals)

    def action_dismiss(self):
        """Say that the cards are different customers; a further card asks again."""
        self._judge(
            {
                "is_dismissed": True,
                "dismissed_by_id": self.env.uid,
                "date_dismissed": fields.Datetime.now(),
            }
        )
        for duplicate in self.sudo():  # sudo: the right was checked
            if duplicate.exists():
                duplicate._search_within().unlink()
        return True

    def action_restore(self):
        """Suspect these cards again."""
        self._judge(
            {"is_dismissed": False, "dismissed_by_id": False, "date_dismissed": False}
        )
        return True

    def _judge(self, values):
        self.check_access("write")
        # sudo: the right was checked; nobody writes these fields by hand
        self.sudo().write(values)

    def _search_within(self):
        """Find the earlier judgements that this one covers: those on fewer cards."""
        others = self.search(
            [
                ("group_id", "=", self.group_id.id),
                ("is_dismissed", "=", True),
                ("debtor_ids", "in", self.debtor_ids.ids),
                ("id", "!=", self.id),
            ]
        )
        return others.filtered(lambda other: other.debtor_ids <= self.debtor_ids)

    def action_open_debtors(self):
        """Show the cards as debtors."""
        return self.debtor_ids._get_records_action(name=self.env._("Debtors"))

    def action_merge(self):
        """Open Odoo's wizard to merge the cards, those with most overdue first.

        :raise UserError: Odoo would refuse to merge them for this user
        """
        self.ensure_one()
        debtors = self.debtor_ids.sorted("amount_overdue", reverse=True)
        partners = debtors.partner_id[:MERGE_MAXIMUM]
        self._check_mergeable(partners)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "base.action_partner_merge"
        )
        action["context"] = {
            "active_model": "res.partner",
            "active_ids": partners.ids,
            "dunning_merge_companies": True,
        }
        return action

    @api.model
    def _check_mergeable(self, partners):
        closed = partners - partners._filtered_access("write")
        # sudo: the names of companies of the group that are not active
        companies = closed.sudo().company_id
        if companies:
            raise UserError(
                self.env._(
                    "To merge these cards, first make %(companies)s active at the top "
                    "right.",
                    companies=companies.mapped("name"),
                )
            )
        if len(set(partners.mapped("email"))) > 1 and not self.env.is_admin():
            raise UserError(
                self.env._(
                    "These cards have different e-mail addresses, and only an "
                    "administrator may merge such cards: ask one, or give the cards "
                    "the same address first."
                )
            )

    @api.model
    def _refresh(self, group):
        """Bring the suspected customers of a group up to date.

        What no longer holds disappears. What a person dismissed stays, with its cards
        and any fewer of them; a further card makes a new row.

        :param group: one dunning.group
        """
        found = duplicates.find(group)
        rows = self.search([("group_id", "=", group.id)])
        dismissed = rows.filtered("is_dismissed")
        self._drop_dismissed(found, dismissed)
        obsolete = []
        for row in rows - dismissed:
            shared = found.pop(frozenset(row.debtor_ids.ids), None)
            if not shared:
                obsolete.append(row.id)
            elif shared != row.shared_values:
                row.write(self._prepare_values(shared))
        self.browse(obsolete).unlink()
        self.create(
            [
                {
                    "group_id": group.id,
                    "debtor_ids": [fields.Command.set(cards)],
                    **self._prepare_values(shared),
                }
                for cards, shared in found.items()
            ]
        )
        self._refresh_figures(group)

    @api.model
    def _drop_dismissed(self, found, dismissed):
        """Take the sets out of `found` that a person has judged already."""
        judged = defaultdict(list)
        for row in dismissed:
            cards = frozenset(row.debtor_ids.ids)
            for card in cards:
                judged[card].append(cards)
        for cards in list(found):
            if any(cards <= others for others in judged.get(min(cards), ())):
                del found[cards]

    @api.model
    def _prepare_values(self, shared):
        kind, value = shared[0]
        return {"kind": kind, "value": value, "shared_values": shared}

    @api.model
    def _refresh_figures(self, groups):
        """Sum what the cards owe; rows whose cards were merged into one disappear."""
        for group in groups:
            duplicates.update_figures(group)
        self.search([("group_id", "in", groups.ids), ("debtor_count", "<", 2)]).unlink()
