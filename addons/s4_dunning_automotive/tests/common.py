from odoo.addons.s4_dunning.tests.common import DunningCommon


class AutomotiveCommon(DunningCommon):
    """Two brands, two locations of our company, and the departments as installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dunning.assignment.rule"].search([]).active = False
        cls.volvo, cls.kia = cls.env["dunning.brand"].create(
            [{"name": "Test Volvo"}, {"name": "Test Kia"}]
        )
        cls.groningen = cls._create_location("Groningen", cls.company)
        cls.assen = cls._create_location("Assen", cls.company)
        cls.sales, cls.service, cls.parts, cls.body_shop = (
            cls.env.ref(f"s4_dunning_automotive.dunning_department_{name}")
            for name in ("vehicle_sales", "service", "parts", "body_shop")
        )
        cls.journal = cls.company_data["default_journal_sale"]
        cls.other_journal = cls.journal.copy(
            {
                "name": "Workshop",
                "code": "WRK",
                "default_account_id": cls.journal.default_account_id.id,
            }
        )

    @classmethod
    def _create_location(cls, name, company, **values):
        return cls.env["dunning.location"].create(
            {"name": name, "company_id": company.id, **values}
        )

    @classmethod
    def _create_rule(cls, name="Rule", **values):
        """Make a rule; unless told otherwise it is for all customer invoices."""
        conditions = cls.env["dunning.assignment.rule"]._condition_fields()
        if not values.keys() & set(conditions):
            values["invoice_domain"] = "[('move_type', '=', 'out_invoice')]"
        return cls.env["dunning.assignment.rule"].create({"name": name, **values})

    def _tags(self, record):
        """The names of brand, location and department of an invoice or an open item."""
        return (
            record.dunning_brand_id.name,
            record.dunning_location_id.name,
            record.dunning_department_id.name,
        )
