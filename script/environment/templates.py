"""Databases to copy, which makes a new one a matter of seconds.

Each is named after all that went into it (see `Templates.basis`), this file included,
so that a change of any of it makes another one.
"""

import re
from pathlib import Path

from . import addons
from .cache import digest
from .paths import OF_OTHERS, REPOSITORY
from .progress import Failure, step

COUNTRY = "nl"
LANGUAGES = "nl_NL,de_DE,fr_FR"
INSTALL = ("--skip-auto-install", "--stop-after-init", "--no-http")
# Without the web client's bundles the first page takes half a minute.
COMPILE_ASSETS = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()\n"
# Odoo loads the demo data of a module when all that it depends on have theirs.
NO_MORE_DEMO = "update ir_module_module set demo = false"
PROBLEM = re.compile(r" (WARNING|ERROR|CRITICAL) ")


class Templates:
    def __init__(self, databases):
        self.databases = databases
        self.workbench = databases.workbench
        self.basis = digest(
            self.workbench.source.path or self.workbench.python,
            self.workbench.release,
            *addons.foreign_dependencies(),
            (REPOSITORY / "requirements.txt").read_bytes(),
            Path(__file__).read_bytes(),
        )

    def without_addons(self, demo=False):
        """What the add-ons need: Odoo with Dutch accounts, and maybe demo data."""
        # Odoo's demo data bring a company of their own for each country.
        country = () if demo else ("--country", COUNTRY)
        options = ("--with-demo",) if demo else ()

        def build(name):
            modules = ",".join(addons.foreign_dependencies())
            with step(f"Install Odoo's modules{' with demo data' if demo else ''}"):
                self.databases.drop(name)
                self.workbench.odoo(
                    f"create-{name}",
                    *("db", "init", name, *country, *options),
                    ODOO_LIST_DB="True",
                )
                self.workbench.odoo(
                    f"install-{name}",
                    *("-d", name, "-i", modules, *INSTALL),
                    *("--load-language", LANGUAGES, *options),
                )
            self.compile_assets(name)

        kind = "odoo_with_demo" if demo else "odoo"
        return self.databases.made_once(kind, self.basis, build)

    def with_addon(self, addon):
        """One add-on with those that it needs, and no demo data."""
        *others, _ = needed = addons.own_dependencies(addon)

        def build(name):
            below = self.with_addon(others[-1]) if others else self.without_addons()
            self.databases.copy(below, name)
            self.install(name, [addon])

        key = digest(self.basis, addons.content_digest(*needed))
        return self.databases.made_once(f"addon_{addon}", key, build)

    def with_bridged_modules(self):
        """What the bridges need as well, and no add-on."""
        modules = addons.bridged_modules()

        def build(name):
            self.databases.copy(self.without_addons(), name)
            with step(f"Install {', '.join(modules)}"):
                self.workbench.odoo(
                    f"install-{name}", "-d", name, "-i", ",".join(modules), *INSTALL
                )

        key = digest(self.basis, *modules)
        return self.databases.made_once("odoo_bridged", key, build)

    def with_all_addons(self):
        """All add-ons, but for bridges to add-ons of others, and no demo data."""

        def build(name):
            self.databases.copy(self.with_bridged_modules(), name)
            self.install(name, addons.with_odoo_alone())

        key = digest(self.basis, addons.content_digest(*addons.with_odoo_alone()))
        return self.databases.made_once("addons", key, build)

    def with_addons_of_others(self):
        """All add-ons, and the add-ons of others that bridges join."""

        def build(name):
            self.databases.copy(self.with_all_addons(), name)
            self.install(name, [*addons.OF_OTHERS, *addons.bridges_to_others()])

        content = addons.content_digest(*addons.names())
        key = digest(self.basis, content, OF_OTHERS.read_bytes())
        return self.databases.made_once("addons_of_others", key, build)

    def scenario(self):
        """The add-ons without their demo data, in companies with Odoo's demo data."""

        def build(name):
            self.databases.copy(self.without_addons(demo=True), name)
            self.workbench.postgres.sql(NO_MORE_DEMO, name)
            self.install(name, addons.standalone())

        key = digest(self.basis, addons.content_digest(*addons.standalone()))
        return self.databases.made_once("scenario", key, build)

    def install(self, name, modules):
        """Install add-ons of ours, which must not give any warning."""
        with step(f"Install {' and '.join(modules)}"):
            log = self.workbench.odoo(
                f"install-{name}", "-d", name, "-i", ",".join(modules), *INSTALL
            )
            problems = [line for line in log.splitlines() if PROBLEM.search(line)]
            if problems:
                listing = "\n".join(problems)
                raise Failure(f"{listing}\nInstalling must give no warning: see above.")
        self.compile_assets(name)

    def compile_assets(self, name):
        with step("Compile the web client"):
            self.workbench.shell(f"assets-{name}", name, COMPILE_ASSETS)
