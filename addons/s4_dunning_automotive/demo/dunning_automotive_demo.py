import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

ADDON = "s4_dunning_automotive"
# Licence plates of the demo have vowels, which no Dutch car has.
PLATE = re.compile(r"\b[AEIOU]{2}-\d{3}-[A-Z]\b")
ORDER = re.compile(r"Order (\d{6})")

# A leasing company orders a car in Groningen, has it delivered in Amersfoort by a
# second legal entity, and serviced in Zwolle by a third: company, product, text, price,
# days since the due date, and what the leasing company knows the invoice by.
GRONINGEN = (
    (
        "noord",
        "car",
        "Solvane E5 Business, kenteken AE-415-U",
        26860.00,
        31,
        {
            "vehicle_order_number": "SL-88213",
            "vehicle_approval_number": "AK-550120",
            "vehicle_driver_name": "F. Dijkema",
        },
        "Groningen",
    ),
    (
        "noord",
        "workshop",
        "Storing verlichting verholpen, Lumora Corvane, IO-208-E",
        184.30,
        12,
        {"vehicle_approval_number": "AK-550387", "vehicle_driver_name": "M. Luinge"},
        "Assen",
    ),
    (
        "midden",
        "car",
        "Aflevering en tenaamstelling Solvane E5 Business, AE-415-U",
        395.00,
        24,
        {
            "vehicle_order_number": "SL-88213",
            "vehicle_approval_number": "AK-550121",
            "vehicle_driver_name": "F. Dijkema",
        },
        "Amersfoort",
    ),
    (
        "bedrijfswagens",
        "workshop",
        "Grote beurt, Tarvik Cargo L2H2, UA-731-I",
        612.20,
        18,
        {"vehicle_approval_number": "AK-550244", "vehicle_driver_name": "R. Osinga"},
        "Zwolle",
    ),
    (
        "bedrijfswagens",
        "workshop",
        "Vier winterbanden, montage en opslag, Solvane E5 Business, AE-415-U",
        538.45,
        9,
        {"vehicle_approval_number": "AK-550301", "vehicle_driver_name": "F. Dijkema"},
        "Zwolle",
    ),
)


class DunningAutomotiveDemo(models.AbstractModel):
    """Brands, locations and vehicles on the invoices of the demo group."""

    _name = "dunning.automotive.demo"
    _description = "Demo Data of Dunning for Car Dealers"

    @api.model
    def _install(self):
        """Tag the invoices that are there, and add the story of Groningen."""
        self = self.with_context(tracking_disable=True, mail_create_nolog=True)
        group = self.env.ref("s4_dunning.dunning_demo_group")
        self._tell_groningen(fields.Date.context_today(self))
        invoices = self.env["account.move"].search(
            [
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("company_id", "in", group.company_ids.ids),
            ]
        )
        invoices._assign_dunning_tags()
        for invoice in invoices.filtered(lambda move: not move.vehicle_licence_plate):
            self._read_vehicle(invoice)
        disputes = self.env["dunning.dispute"].search([("group_id", "=", group.id)])
        disputes._compute_category_id()  # the products got theirs from this add-on
        group.action_refresh()

    @api.model
    def _read_vehicle(self, invoice):
        """Take licence plate and order number from the words of an invoice."""
        words = " ".join(invoice.invoice_line_ids.mapped("name"))
        plate = PLATE.search(words)
        order = ORDER.search(invoice.ref or "")
        if plate:
            invoice.vehicle_licence_plate = plate[0]
        if order:
            invoice.vehicle_order_number = order[1]

    @api.model
    def _tell_groningen(self, today):
        customer = self.env.ref(f"{ADDON}.dunning_demo_customer_stadspoort")
        for name, product, text, price, days, facts, location in GRONINGEN:
            company = self.env.ref(f"s4_dunning.dunning_demo_company_{name}")
            due = today - timedelta(days=days)
            invoice = (
                self.env["account.move"]
                .with_company(company)
                .create(
                    {
                        "move_type": "out_invoice",
                        "company_id": company.id,
                        "partner_id": customer.id,
                        "invoice_date": due - timedelta(days=30),
                        "delivery_date": due - timedelta(days=30),
                        "invoice_date_due": due,
                        "invoice_payment_term_id": False,
                        "narration": f"Vestiging {location}",
                        "invoice_line_ids": [
                            Command.create(
                                {
                                    "product_id": self.env.ref(
                                        f"s4_dunning.dunning_demo_product_{product}"
                                    ).id,
                                    "name": text,
                                    "price_unit": price,
                                }
                            )
                        ],
                        **facts,
                    }
                )
            )
            invoice.vehicle_licence_plate = PLATE.search(text)[0]
            if "vehicle_order_number" in facts:
                invoice.delivery_location_id = self.env.ref(
                    f"{ADDON}.dunning_demo_location_amersfoort"
                )
            invoice.action_post()
