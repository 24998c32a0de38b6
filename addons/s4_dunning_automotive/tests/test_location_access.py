from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .location_limit_common import ROLES, LocationLimitCommon

# What is readable, model by model, as named by `_label`: see LocationLimitCommon.
LEASE_ITEMS = {
    "Lease Groningen",
    "Lease Assen",
    "Lease Leeuwarden",
    "Lease Zwolle",
    "Lease none",
}
LINES = LEASE_ITEMS | {"Garage Groningen", "Duo Assen", "Duo Leeuwarden"}
ITEMS = LINES | {"Smit Groningen"}
LEASE_CLAIMS = {"Lease of company", "Lease of sister", "Lease of third"}
CLAIMS = LEASE_CLAIMS | {"Garage of company", "Duo of company", "Duo of sister"}
G_LINES = {"Lease Groningen", "Garage Groningen"}
AL_LINES = {"Lease Assen", "Lease Leeuwarden", "Duo Assen", "Duo Leeuwarden"}
LEDGER = ("account.move", "account.move.line", "account.invoice.report")
DUNNING = (
    "dunning.notice",
    "dunning.claim",
    "dunning.notice.line",
    "dunning.run.exclusion",
    "dunning.debtor",
    "dunning.run",
    "dunning.run.company",
)


def ledger(items):
    return dict.fromkeys(LEDGER, items)


def dunning(notices, claims, lines, exclusions, debtors, is_run_visible=False):
    run = {"run"} if is_run_visible else set()
    run_companies = {"company", "sister", "third"} if is_run_visible else set()
    return dict(
        zip(
            DUNNING,
            (notices, claims, lines, exclusions, debtors, run, run_companies),
            strict=True,
        )
    )


SALES = ({"Lease", "Garage"}, LEASE_CLAIMS | {"Garage of company"})
ALL = dunning(
    {"Lease", "Garage", "Duo"},
    CLAIMS,
    LINES,
    {"Smit Groningen"},
    {"Lease", "Garage", "Duo", "Smit"},
    is_run_visible=True,
)
G = dunning(
    {"Garage"},
    {"Garage of company"},
    G_LINES,
    {"Smit Groningen"},
    {"Garage", "Smit"},
)
AL = dunning({"Duo"}, {"Duo of company", "Duo of sister"}, AL_LINES, set(), {"Duo"})
G_ITEMS = G_LINES | {"Smit Groningen"}

EXPECTED = {
    "own": dunning(
        *SALES, LEASE_ITEMS | {"Garage Groningen"}, set(), {"Lease", "Garage"}
    ),
    "viewer": ALL,
    "collector": ALL | ledger(ITEMS),
    "manager": ALL | ledger(ITEMS),
    "accountant": ledger(ITEMS),
    "g_own": dunning({"Garage"}, {"Garage of company"}, G_LINES, set(), {"Garage"}),
    "g_viewer": G,
    "g_collector": G | ledger(G_ITEMS),
    "g_manager": G | ledger(G_ITEMS),
    "g_accountant": ledger(G_ITEMS),
    "al_own": dunning(set(), set(), {"Lease Assen", "Lease Leeuwarden"}, set(), set()),
    "al_viewer": AL,
    "al_collector": AL | ledger(AL_LINES),
    "al_manager": AL | ledger(AL_LINES),
    "al_accountant": ledger(AL_LINES),
}


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLocationAccess(LocationLimitCommon):
    """Three companies, four locations, five roles, each limited or not."""

    def _label(self, record):
        companies = {
            self.company: "company",
            self.sister: "sister",
            self.third: "third",
        }
        match record._name:
            case "account.move":
                return self._name_of(record.line_ids)
            case "account.move.line":
                return self._name_of(record.move_id.line_ids)
            case "account.invoice.report":
                return self._name_of(record.move_id.line_ids)
            case "dunning.notice.line" | "dunning.run.exclusion":
                return self._name_of(record.move_line_id)
            case "dunning.claim":
                customer = record.notice_id.partner_id.name
                return f"{customer} of {companies[record.company_id]}"
            case "dunning.run.company":
                return companies[record.company_id]
            case "dunning.run":
                return "run"
        return record.partner_id.name

    def _name_of(self, items):
        return next(name for name, item in self.items.items() if item in items)

    def _readable(self, user, fields=None):
        """Search, read and check the access to everything.

        :param fields: names of what is read; None: every field that is no list
        :return: dict of model to the labels of what a user finds and may read
        """
        readable = {}
        for model in (*LEDGER, *DUNNING):
            records = self._as(user, self.env[model])
            if not records.has_access("read"):
                continue
            found = records.search(self._domain(model))
            found.read(fields or self._plain_fields(records))
            readable[model] = {self._label(record) for record in found.sudo()}
            every = records.sudo().search(self._domain(model)).with_env(records.env)
            self.assertEqual(every._filtered_access("read"), found, model)
        return readable

    def _plain_fields(self, records):
        """Every field of the user, save lists of records of another model."""
        fields = records.fields_get(attributes=["type"])
        lists = ("one2many", "many2many")
        return [name for name, field in fields.items() if field["type"] not in lists]

    def _domain(self, model):
        if model in LEDGER:
            partners = self.lease | self.garage | self.duo | self.smit
            return [("partner_id", "in", partners.ids)]
        return []

    def test_every_role_reads_what_it_should_and_nothing_else(self):
        """15 users by 10 models; searched, read field by field, checked one by one."""
        for user, expected in EXPECTED.items():
            if user.endswith("own"):
                (self.lease | self.garage).user_id = self.users[user]
            with self.subTest(user=user):
                self.assertEqual(self._readable(user), expected)
        self.assertEqual(len(EXPECTED), 3 * len(ROLES))

    def test_portal_user_reads_the_own_invoices_of_every_location(self):
        self.users["portal"] = new_test_user(
            self.env,
            "portal_login",
            groups="base.group_portal",
            company_id=self.company.id,
            company_ids=(self.company | self.sister | self.third).ids,
            partner_id=self.env["res.partner"]
            .create({"name": "Driver", "parent_id": self.lease.id})
            .id,
        )
        invoices = dict.fromkeys(LEDGER[:2], LEASE_ITEMS)
        self.assertEqual(self._readable("portal", ["display_name"]), invoices)
