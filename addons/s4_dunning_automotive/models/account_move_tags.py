from odoo import api, fields, models

# tag: the field that remembers a hand edit
TAGS = {
    "dunning_brand_id": "is_dunning_brand_manual",
    "dunning_location_id": "is_dunning_location_manual",
    "dunning_department_id": "is_dunning_department_manual",
}


class AccountMove(models.Model):
    # EXTENDS account
    _inherit = "account.move"

    dunning_brand_id = fields.Many2one(
        "dunning.brand", string="Brand", index="btree_not_null", ondelete="restrict"
    )
    dunning_location_id = fields.Many2one(
        "dunning.location",
        string="Location",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    dunning_department_id = fields.Many2one(
        "dunning.department",
        string="Department",
        index="btree_not_null",
        ondelete="restrict",
    )
    # Set by hand, to a value or to none: the assignment rules leave the tag alone.
    is_dunning_brand_manual = fields.Boolean(string="Brand set by hand", readonly=True)
    is_dunning_location_manual = fields.Boolean(
        string="Location set by hand", readonly=True
    )
    is_dunning_department_manual = fields.Boolean(
        string="Department set by hand", readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            for tag, is_manual in TAGS.items():
                if vals.get(tag):
                    vals.setdefault(is_manual, True)
        return super().create(vals_list)

    def write(self, vals):
        by_hand = {is_manual: True for tag, is_manual in TAGS.items() if tag in vals}
        return super().write({**by_hand, **vals})
