"""The databases of the benchmark: a ledger of each size, made once."""

from pathlib import Path

from .. import python
from ..cache import digest
from ..paths import REQUIREMENTS
from ..progress import step
from ..templates import INSTALL

ADDON = "s4_dunning"
RIVAL = "account_credit_control"
COUNTRY = "de"
REQUIREMENT = REQUIREMENTS / "oca.txt"
MADE_BY = ("plan", "template", "generate", "clones", "reconciliations", "verify")


class Ledgers:
    def __init__(self, databases):
        self.databases = databases
        self.workbench = databases.workbench
        rival = python.site_packages(python.environment("OCA", REQUIREMENT))
        self.workbench.environment["ODOO_ADDONS_PATH"] += f",{rival / 'odoo/addons'}"
        inside = Path(__file__).parent / "inside"
        self.basis = digest(
            self.workbench.release,
            REQUIREMENT.read_bytes(),
            *((inside / f"{name}.py").read_bytes() for name in MADE_BY),
        )

    def template(self):
        """German accounts, the rival, and a document of each kind."""

        def build(name):
            with step(f"Install Odoo with {RIVAL}"):
                self.databases.drop(name)
                self.workbench.odoo(
                    f"create-{name}",
                    *("db", "init", name, "--country", COUNTRY),
                    ODOO_LIST_DB="True",
                )
                modules = f"l10n_de,{RIVAL}"
                self.workbench.odoo(
                    f"install-{name}", "-d", name, "-i", modules, *INSTALL
                )
                self.inside(name, "template", "make(env)")

        return self.databases.made_once("ledger", self.basis, build)

    def ledger(self, size):
        """The ledger of a size, without our add-on."""

        def build(name):
            template = self.template()
            with step(f"Generate the ledger {size}"):
                self.databases.copy(template, name)
                self.inside(name, "generate", f"generate(env, {size!r})")
                self.databases.sql("vacuum analyze", name)
            with step(f"Verify the ledger {size}"):
                self.inside(name, "verify", "verify(env)")

        return self.databases.made_once(f"ledger_{size.lower()}", self.basis, build)

    def prepared(self, size):
        """A copy of the ledger with our add-on as it is now, for this process."""
        ledger = self.ledger(size)
        with step(f"Copy the ledger {size} and install {ADDON}"):
            name = self.databases.scratch(ledger, f"benchmark_{size.lower()}")
            self.workbench.odoo(f"install-{name}", "-d", name, "-i", ADDON, *INSTALL)
            self.inside(name, "setup", "set_up(env)")
            self.databases.sql("vacuum analyze", name)
        return name

    def inside(self, database, module, call):
        """Call a function of a module of `inside` in Odoo's shell."""
        package = f"environment.benchmark.inside.{module}"
        code = f"import {package} as module\nmodule.{call}\n"
        return self.workbench.shell(f"benchmark-{database}", database, code)

    def requirement(self):
        return REQUIREMENT.read_text()
