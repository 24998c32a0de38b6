from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.sql import column_exists, create_column

from ..rules import licence_plate, spelling, vin

VEHICLE_FACTS = (
    "vehicle_licence_plate",
    "vehicle_vin",
    "vehicle_order_number",
    "vehicle_approval_number",
    "vehicle_driver_name",
    "delivery_location_id",
)


class AccountMove(models.Model):
    # EXTENDS account
    _inherit = "account.move"

    # What the invoice is about, for customers who know a repair by its car or order. No
    # facts of the accounts: they may be completed after posting.
    vehicle_licence_plate = fields.Char(
        string="Licence plate",
        copy=False,
        tracking=True,
        search="_search_vehicle_licence_plate",
        help="In any spelling: it is found by every other one too.",
    )
    vehicle_licence_plate_key = fields.Char(
        compute="_compute_vehicle_licence_plate_key",
        store=True,
        index="trigram",
        export_string_translation=False,
    )
    vehicle_vin = fields.Char(
        string="VIN",
        copy=False,
        tracking=True,
        index="trigram",
        search="_search_vehicle_vin",
        help="Vehicle identification number: 17 letters and digits.",
    )
    vehicle_order_number = fields.Char(
        string="Order number", copy=False, tracking=True, index="trigram"
    )
    vehicle_approval_number = fields.Char(
        string="Approval number",
        copy=False,
        tracking=True,
        index="trigram",
        help="The number with which a leasing company agreed to the repair.",
    )
    vehicle_driver_name = fields.Char(string="Driver", copy=False, tracking=True)
    delivery_location_id = fields.Many2one(
        "dunning.location",
        string="Delivered by",
        copy=False,
        tracking=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The location where the vehicle was fetched; it may belong to a sister "
        "company.",
    )

    def _auto_init(self):
        # no invoice has a licence plate yet: spare a large ledger the computation
        if not column_exists(self.env.cr, self._table, "vehicle_licence_plate_key"):
            create_column(
                self.env.cr, self._table, "vehicle_licence_plate_key", "varchar"
            )
        return super()._auto_init()

    @api.depends("vehicle_licence_plate")
    def _compute_vehicle_licence_plate_key(self):
        for move in self:
            plate = move.vehicle_licence_plate
            move.vehicle_licence_plate_key = plate and licence_plate.normalise(plate)

    @api.model
    def _search_vehicle_licence_plate(self, operator, value):
        value = _each_normalised(licence_plate.normalise, value)
        return [("vehicle_licence_plate_key", operator, value)]

    @api.model
    def _search_vehicle_vin(self, operator, value):
        return [("vehicle_vin", operator, _each_normalised(vin.normalise, value))]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if set(VEHICLE_FACTS) & vals.keys():
                vals.update(self._tidy_vehicle_facts(vals, self._company_of(vals)))
        return super().create(vals_list)

    def write(self, vals):
        if set(VEHICLE_FACTS) & vals.keys():
            vals = {**vals, **self._tidy_vehicle_facts(vals, self.company_id)}
        return super().write(vals)

    def _reverse_moves(self, default_values_list=None, cancel=False):
        # a credit note is about the vehicle of its invoice
        default_values_list = default_values_list or [{} for move in self]
        for move, values in zip(self, default_values_list, strict=True):
            for name in VEHICLE_FACTS:
                value = move._fields[name].convert_to_write(move[name], move)
                values.setdefault(name, value)
        return super()._reverse_moves(default_values_list, cancel)

    @api.model
    def _company_of(self, vals):
        """:return: the company that an invoice with these values will belong to"""
        if vals.get("company_id"):
            return self.env["res.company"].browse(vals["company_id"])
        journal = self.env["account.journal"].browse(vals.get("journal_id"))
        return journal.company_id or self.env.company

    @api.model
    def _tidy_vehicle_facts(self, vals, companies):
        """Give vehicle facts the one spelling in which they are stored and printed.

        :param vals: values of fields
        :param companies: those of the invoices; their country says how a plate is cut
        :return: dict of the facts among the values, normalised
        :raise ValidationError: a licence plate or VIN cannot be right
        """
        countries = companies.account_fiscal_country_id
        country = countries.code if len(countries) == 1 else None
        tidy = {
            "vehicle_licence_plate": lambda text: self._tidy_plate(text, country),
            "vehicle_vin": self._tidy_vin,
            "vehicle_order_number": spelling.tidy,
            "vehicle_approval_number": spelling.tidy,
            "vehicle_driver_name": str.strip,
        }
        return {
            name: function((vals[name] or "").strip()) or False
            for name, function in tidy.items()
            if name in vals
        }

    @api.model
    def _tidy_plate(self, text, country):
        problem = licence_plate.problem(text, country) if text else None
        if problem:
            raise ValidationError(self._plate_sentences()[problem] % {"text": text})
        return licence_plate.print_form(text, country)

    @api.model
    def _tidy_vin(self, text):
        problem = vin.problem(text) if text else None
        if problem:
            names = {"text": text, "length": len(vin.normalise(text))}
            raise ValidationError(self._vin_sentences()[problem] % names)
        return vin.normalise(text)

    @api.model
    def _plate_sentences(self):
        return {
            "characters": self.env._(
                "“%(text)s” is no licence plate: use letters and digits only."
            ),
            "length": self.env._(
                "“%(text)s” is no licence plate: it needs 4 to 10 letters and digits."
            ),
            "no_digit": self.env._(
                "“%(text)s” is no licence plate: it has no digit in it."
            ),
            "pattern": self.env._(
                "“%(text)s” is no Dutch licence plate: correct its letters and digits."
            ),
        }

    @api.model
    def _vin_sentences(self):
        return {
            "characters": self.env._(
                "“%(text)s” is no VIN: use letters and digits only."
            ),
            "length": self.env._(
                "“%(text)s” is no VIN: it has %(length)s characters instead of 17."
            ),
            "forbidden": self.env._(
                "“%(text)s” is no VIN: it cannot have I, O or Q; try 1 or 0."
            ),
            "check_digit": self.env._(
                "“%(text)s” is no VIN: its check digit tells that a character is wrong."
            ),
        }


def _each_normalised(function, value):
    """The value of a search condition, normalised where it is a text."""
    if isinstance(value, str):
        return function(value)
    if isinstance(value, bool):
        return value
    return [function(text) if isinstance(text, str) else text for text in value]
