from odoo import fields, models

# The columns that a run carries from the open item, and where the item has them.
ITEM_TAGS = {
    "brand_id": "dunning_brand_id",
    "location_id": "dunning_location_id",
    "department_id": "dunning_department_id",
}


class DunningTagMixin(models.AbstractModel):
    """What stands for one open item keeps the tags that the item had."""

    _name = "dunning.tag.mixin"
    _description = "Tags of One Item"

    brand_id = fields.Many2one(
        "dunning.brand", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    location_id = fields.Many2one(
        "dunning.location", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    department_id = fields.Many2one(
        "dunning.department", readonly=True, index="btree_not_null", ondelete="restrict"
    )


class DunningTagsMixin(models.AbstractModel):
    """What stands for several open items has the tags of all of them."""

    _name = "dunning.tags.mixin"
    _description = "Tags of Several Items"

    brand_ids = fields.Many2many("dunning.brand", string="Brands", readonly=True)
    location_ids = fields.Many2many(
        "dunning.location", string="Locations", readonly=True
    )
    department_ids = fields.Many2many(
        "dunning.department", string="Departments", readonly=True
    )
