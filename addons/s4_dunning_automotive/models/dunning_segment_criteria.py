from odoo import Command, api, fields, models
from odoo.fields import Domain

TAGS = ("brand_ids", "location_ids", "department_ids")


class DunningSegment(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.segment"

    brand_ids = fields.Many2many(
        "dunning.brand",
        string="Brands",
        context={"active_test": False},
        ondelete="restrict",
        help="An open item is of one of these.",
    )
    location_ids = fields.Many2many(
        "dunning.location",
        string="Locations",
        context={"active_test": False},
        ondelete="restrict",
        help="An open item is of one of these.",
    )
    department_ids = fields.Many2many(
        "dunning.department",
        string="Departments",
        context={"active_test": False},
        ondelete="restrict",
        help="An open item is of one of these.",
    )

    @api.model
    def _criteria_fields(self):
        return [*TAGS, *super()._criteria_fields()]

    def _criterion(self, name):
        if name in TAGS:
            return Domain(name, "in", self[name].ids)
        return super()._criterion(name)

    @api.model
    def _reachable_models(self):
        return super()._reachable_models() | {
            "dunning.brand",
            "dunning.department",
            "dunning.location",
        }

    @api.model
    def _start_names(self):
        return super()._start_names() | {
            "importer": self.env._("Importers"),
            "insurer": self.env._("Insurers"),
            "leasing": self.env._("Leasing companies"),
            "fleet": self.env._("Fleets"),
            "trade_parts": self.env._("Trade customers for parts"),
            "consumer_workshop": self.env._("Consumers of the workshop"),
        }

    @api.model
    def _start_values(self, group):
        # a customer may be of several: who pays for many cars comes first
        values = super()._start_values(group) | {
            "importer": {"sequence": 22, "tag": self.env._("Importer")},
            "insurer": {"sequence": 24, "tag": self.env._("Insurer")},
            "leasing": {"sequence": 26, "tag": self.env._("Leasing company")},
            "fleet": {"sequence": 28, "tag": self.env._("Fleet")},
            "consumer_workshop": {
                "sequence": 38,
                "customer_kind": "consumer",
                "department_ids": self._start_departments("service", "body_shop"),
            },
            "trade_parts": {
                "sequence": 45,
                "customer_kind": "business",
                "department_ids": self._start_departments("parts"),
            },
        }
        # without its departments a segment would take everybody
        return {
            code: criteria
            for code, criteria in values.items()
            if "department_ids" not in criteria or criteria["department_ids"]
        }

    @api.model
    def _start_departments(self, *names):
        """:return: commands that link the departments as installed, if still there"""
        found = [
            self.env.ref(
                f"s4_dunning_automotive.dunning_department_{name}",
                raise_if_not_found=False,
            )
            for name in names
        ]
        ids = [department.id for department in found if department]
        return [Command.set(ids)] if ids else []
