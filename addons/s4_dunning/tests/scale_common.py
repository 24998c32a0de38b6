from datetime import timedelta

from lxml import etree

from .common import TODAY, DunningCommon


class ScaleCommon(DunningCommon):
    """Sixteen debtors with a proposed notice each, of 100 to 115 euros.

    What costs more queries for eleven than for two costs 1,250 times as much for 2,500.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].concat(
            *(cls._create_customer(f"Customer{number}") for number in range(16))
        )
        for number, customer in enumerate(cls.customers):
            cls._post(customer, 100 + number)
        cls.proposed_run = cls.env["dunning.run"].create({"group_id": cls.group.id})
        cls.proposed_run.action_propose()
        cls.notices = cls.proposed_run.notice_ids

    @classmethod
    def _post(cls, customer, amount):
        due = TODAY - timedelta(days=10)
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "invoice_date": due,
                "invoice_payment_term_id": False,
                "invoice_date_due": due,
                "invoice_line_ids": [
                    (0, 0, {"name": "Tyres", "price_unit": amount, "tax_ids": []})
                ],
            }
        )
        invoice.action_post()

    def assertCostsTheSame(self, function, records):
        """Eleven records cost as many queries as two, once the caches are warm.

        One call does not warm them all: what it empties, the second one fills again.
        """
        self.assertGreaterEqual(len(records), 15)
        self._queries(function, records[:1])
        self._queries(function, records[1:2])
        two = self._queries(function, records[2:4])
        eleven = self._queries(function, records[4:15])
        self.assertEqual(eleven, two)

    def _queries(self, function, records):
        """:return: how many queries a call on records takes, with nothing in memory"""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        function(records)
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _list_fields(self, model, view=None):
        """:return: names of the fields of a list, those of the model's first if None"""
        view_id = self.env.ref(view).id if view else False
        views = self.env[model].get_views([(view_id, "list")])["views"]
        arch = etree.fromstring(views["list"]["arch"])
        return [node.get("name") for node in arch.iter("field")]

    def _read_list(self, model, view=None):
        """:return: function that reads records as their list does"""
        specification = {
            name: {"fields": {"display_name": {}}}
            if self.env[model]._fields[name].type == "many2one"
            else {}
            for name in self._list_fields(model, view)
        }
        return lambda records: records.web_read(specification)
