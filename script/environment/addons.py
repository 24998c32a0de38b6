"""The add-ons of this repository."""

import ast
import re

from .cache import digest
from .paths import ADDONS, REPOSITORY
from .progress import Failure

# Beyond what the add-ons need, what their tests and their demo data need: Dutch
# accounts, and the German letter layout.
COMPANIONS = {"account_qr_code_sepa", "l10n_din5008", "l10n_nl"}
# Add-ons of others that bridges join: requirements/addons.in names their packages.
OF_OTHERS = {"queue_job"}
# Changes to these need no new installation.
NOT_INSTALLED = re.compile(
    r"/tests/.*\.py$|/static/description/|/__pycache__/|/readme/"
)


def names():
    """All add-ons, each after those that it depends on."""
    manifests = [path.parent.name for path in ADDONS.glob("*/__manifest__.py")]
    if not manifests:
        raise Failure(f"There are no add-ons in {ADDONS}: is the checkout complete?")
    needs = {name: set(_manifest(name)["depends"]) for name in sorted(manifests)}
    ordered = []
    while pending := [name for name in needs if name not in ordered]:
        ready = [n for n in pending if not needs[n] & set(pending)]
        if not ready:
            raise Failure(f"These add-ons depend on each other: {', '.join(pending)}.")
        ordered += ready
    return ordered


def _manifest(name):
    return ast.literal_eval((ADDONS / name / "__manifest__.py").read_text())


def bridges():
    """Those that only join another one with a module of Odoo that not everybody has."""
    return [name for name in names() if _manifest(name).get("auto_install")]


def bridges_to_others():
    """The bridges to add-ons that are neither ours nor Odoo's."""
    return [name for name in bridges() if OF_OTHERS & set(_manifest(name)["depends"])]


def with_odoo_alone():
    """All that can be installed where there are only our add-ons and Odoo's."""
    return [name for name in names() if name not in bridges_to_others()]


def standalone():
    """The others: what is shown, and what most people install."""
    return [name for name in names() if name not in bridges()]


def own_dependencies(name):
    """The add-ons of this repository that this one needs, and itself."""
    depends = set(_manifest(name)["depends"]) & set(names())
    inherited = {found for other in depends for found in own_dependencies(other)}
    return [other for other in names() if other in inherited | {name}]


def foreign_dependencies():
    """The modules of Odoo that add-ons need, or their tests and demo data.

    Those of bridges are left out, see `bridged_modules`.
    """
    return sorted(_foreign(standalone()) | COMPANIONS)


def bridged_modules():
    """The modules of Odoo that only bridges need."""
    needed = _foreign(bridges()) - OF_OTHERS
    return sorted(needed - set(foreign_dependencies()))


def _foreign(addons):
    needed = {depends for name in addons for depends in _manifest(name)["depends"]}
    return needed - set(names())


def content_digest(*addons):
    """Changes when something does that is loaded when these are installed."""
    parts = []
    for name in addons:
        for path in sorted((ADDONS / name).rglob("*")):
            relative = path.relative_to(REPOSITORY).as_posix()
            if path.is_file() and not NOT_INSTALLED.search(relative):
                parts += [relative, path.read_bytes()]
    return digest(*parts)
