from .common import DunningCommon


class SegmentCommon(DunningCommon):
    """Three debtors: Anna (a person, 20 overdue), Bakker (500), Claes (3000).

    They owe since 10, 40 and 100 days. Claes is in Belgium, the others and the company
    in the Netherlands.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.nl")
        home = {"country_id": cls.company.country_id.id}
        cls.anna = cls._create_customer("Anna", is_company=False, **home)
        cls.bakker = cls._create_customer("Bakker", **home)
        cls.claes = cls._create_customer("Claes", country_id=cls.env.ref("base.be").id)

    def setUp(self):
        super().setUp()
        self._invoice(20, 10, self.anna)
        self._invoice(500, 40, self.bakker)
        self._invoice(3000, 100, self.claes)
        self.group.action_refresh()

    def _segment(self, name, mode="automatic", **values):
        """A segment behind those that are there."""
        segments = self.env["dunning.segment"]
        return segments.create(
            {
                "name": name,
                "mode": mode,
                "group_id": self.group.id,
                "sequence": segments.search_count([]) + 1,
                **values,
            }
        )

    def _debtor(self, customer):
        return self.env["dunning.debtor"].search(
            [("partner_id", "=", customer.id), ("group_id", "=", self.group.id)]
        )

    def _refresh(self):
        self.group.action_refresh()
        self.env.invalidate_all()

    def _assigned(self):
        """The names of the segments of Anna, Bakker and Claes."""
        return [
            self._debtor(customer).segment_id.name or ""
            for customer in (self.anna, self.bakker, self.claes)
        ]

    def _changes(self, customer):
        """What the log says of a customer: from, to, how, status; the oldest first."""
        changes = self._debtor(customer).segment_change_ids.sorted("id")
        return [
            (
                change.segment_before_id.name or "",
                change.segment_id.name or "",
                change.mode,
                change.state,
            )
            for change in changes
        ]
