"""Odoo's own checks of source code, on the add-ons of this repository."""

import ast
import subprocess

from . import addons, odoo_tests, uninstalling
from .outcome import Outcome
from .paths import ADDONS
from .progress import Failure
from .templates import Templates

OLDEST_IDIOMS = "17.0"
# The checks that know no exceptions for Odoo's own modules.
CHECKS = (
    "ManifestLinter",
    "RoutesLinter",
    "TestDunderinit",
    "TestIndex",
    "TestJsTranslations",
    "TestLintOverrideSignatures",
    "TestNaming",
    "TestOnchangeDomains",
    "TestTestHoles",
)


def run(databases, options):
    """Find old idioms, lost tests and leftovers, then run Odoo's test_lint."""
    complaints = [
        *outdated_files(databases.workbench),
        *tests_left_out(),
        *uninstalling.leftovers(databases),
    ]
    print(*complaints, sep="\n", end="\n" if complaints else "")
    template = Templates(databases).with_all_addons()
    tags = ",".join(f"/test_lint:{check}" for check in CHECKS)
    selection = ("-i", "test_lint", "--test-tags", tags, *options)
    tested = odoo_tests.run_selections(databases, template, "conventions", [selection])
    passed = tested.passed + (not complaints)
    return Outcome(tested.summary, passed, tested.failed + len(complaints))


def outdated_files(workbench):
    """Find what Odoo's upgrade_code would rewrite."""
    for addon in addons.names():
        selection = ("--from", OLDEST_IDIOMS, "--glob", f"{addon}/**/*")
        checked = subprocess.run(
            workbench.command("upgrade_code", "--dry-run", *selection),
            env=workbench.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        files = checked.stdout.splitlines()
        if checked.returncode and not files:
            raise Failure("Odoo's upgrade_code failed: see above.")
        yield from (f"{file}: old idioms, see `odoo upgrade_code`" for file in files)


def tests_left_out():
    """Find classes of tests without the tag by which script/test selects tests."""
    for path in sorted(ADDONS.glob("*/tests/test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and has_tests(node):
                decorators = " ".join(map(ast.unparse, node.decorator_list))
                if "post_install" not in decorators:
                    yield f"{path}:{node.lineno}: {node.name} lacks post_install"


def has_tests(class_definition):
    return any(
        isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        for node in class_definition.body
    )
