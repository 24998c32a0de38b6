"""The add-ons of this repository."""

import ast
import re

from .cache import digest
from .paths import ADDONS, REPOSITORY
from .progress import Failure

# Beyond what the add-ons need, what their tests and their demo data need: Dutch
# accounts, and the German letter layout.
COMPANIONS = {"account_qr_code_sepa", "l10n_din5008", "l10n_nl"}
# Changes to these need no new installation.
NOT_INSTALLED = re.compile(
    r"/tests/.*\.py$|/static/description/|/__pycache__/|/readme/"
)


def names():
    """All add-ons, each after those that it depends on."""
    manifests = {path.parent.name: path for path in ADDONS.glob("*/__manifest__.py")}
    if not manifests:
        raise Failure(f"There are no add-ons in {ADDONS}: is the checkout complete?")
    needs = {name: _depends(path) for name, path in sorted(manifests.items())}
    ordered = []
    while pending := [name for name in needs if name not in ordered]:
        ready = [n for n in pending if not needs[n] & set(pending)]
        if not ready:
            raise Failure(f"These add-ons depend on each other: {', '.join(pending)}.")
        ordered += ready
    return ordered


def _depends(manifest):
    return set(ast.literal_eval(manifest.read_text())["depends"])


def own_dependencies(name):
    """The add-ons of this repository that this one needs, and itself."""
    depends = _depends(ADDONS / name / "__manifest__.py") & set(names())
    inherited = {found for other in depends for found in own_dependencies(other)}
    return [other for other in names() if other in inherited | {name}]


def foreign_dependencies():
    """The modules of Odoo that all add-ons need, or their tests and demo data."""
    needed = {
        depends
        for name in names()
        for depends in _depends(ADDONS / name / "__manifest__.py")
    }
    return sorted((needed | COMPANIONS) - set(names()))


def content_digest(*addons):
    """Changes when something does that is loaded when these are installed."""
    parts = []
    for name in addons:
        for path in sorted((ADDONS / name).rglob("*")):
            relative = path.relative_to(REPOSITORY).as_posix()
            if path.is_file() and not NOT_INSTALLED.search(relative):
                parts += [relative, path.read_bytes()]
    return digest(*parts)
