"""Run tests with Odoo's own test runner."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from . import addons
from .databases import Databases
from .network import free_port
from .outcome import Outcome
from .paths import ADDONS, LOGS, SCREENSHOTS
from .progress import say
from .templates import Templates

RECORD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) ")
SKIPPED = re.compile(r" INFO .*: skipped (?P<test>.+)")
TEST_CLASS = re.compile(r"^class (Test\w+)", re.MULTILINE)
MANY = 30  # classes of tests
PROCESSES = 2
SHARES = 6  # more than processes: some take longer than others
SUMMARY = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests.*")


def run(databases, addon, filters, options):
    """Run the tests of one add-on where only it and what it needs are installed.

    Bridges share a database with all add-ons, which spares many installations.
    """
    if addon in addons.bridges_to_others():
        databases = Databases(databases.workbench.with_addons_of_others())
        template = Templates(databases).with_addons_of_others()
    elif addon in addons.bridges():
        template = Templates(databases).with_all_addons()
    else:
        template = Templates(databases).with_addon(addon)
    tags = (
        [",".join(f"/{addon}:{test}" for test in filters)] if filters else shares(addon)
    )
    selections = [("--test-tags", some, *options) for some in tags]
    return run_selections(databases, template, addon, selections)


def shares(addon):
    """Divide the tests of an add-on, if they are many.

    The last share takes all that the others leave: no test can be forgotten.
    """
    classes = [
        f"/{addon}:{name}"
        for path in sorted(ADDONS.glob(f"{addon}/tests/test_*.py"))
        for name in TEST_CLASS.findall(path.read_text())
    ]
    if len(classes) < MANY:
        return [f"/{addon}"]
    named = [classes[number::SHARES] for number in range(SHARES - 1)]
    rest = [f"/{addon}", *(f"-{test}" for share in named for test in share)]
    return [",".join(share) for share in (*named, rest)]


def run_selections(databases, template, name, selections):
    """Run the tests that Odoo's options select, on a copy of a template for each.

    :param selections: list of lists of options, of which PROCESSES run at a time
    """
    names = [name, *(f"{name}_{number}" for number in range(2, len(selections) + 1))]

    def run_selection(share, options):
        with odoo_that_tests(databases, template, share, options) as process:
            return Report(process.stdout, LOGS / f"{share}.log").outcome(process.wait())

    with ThreadPoolExecutor(PROCESSES) as pool:
        outcomes = list(pool.map(run_selection, names, selections))
    summaries, passed, failed = zip(*outcomes, strict=True)
    return Outcome("\n".join(summaries), sum(passed), sum(failed))


@contextmanager
def odoo_that_tests(databases, template, name, options):
    """Start Odoo on a copy of a template, which is dropped at the end."""
    workbench = databases.workbench
    database = databases.scratch(template, name)
    say(f"Run the tests of {name}; the whole log: {LOGS / name}.log")
    try:
        process = workbench.start(
            *("-d", database, "--http-port", free_port(), "--stop-after-init"),
            *("--screenshots", SCREENSHOTS, *options),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        try:
            yield process
        except BaseException:
            process.terminate()
            raise
        finally:
            process.wait()
    finally:
        databases.drop(database)


class Report:
    """What Odoo says while it tests: all of it for the log, its problems for the user.

    A test that was skipped, for want of a browser say, has not passed: it failed.
    """

    def __init__(self, lines, path):
        self.summary = None
        self.skipped = []
        self.shown = ""
        shown = False
        with open(path, "w") as log:
            for line in lines:
                log.write(line)
                if record := RECORD.match(line):
                    self.show()
                    shown = self.read(line) or record["level"] != "INFO"
                if shown:
                    self.shown += line
        self.show()

    def show(self):
        """Print a record in one go, because another Odoo may print at the same time."""
        sys.stdout.write(self.shown)
        sys.stdout.flush()
        self.shown = ""

    def read(self, line):
        """Note what a record says of the tests; return whether to show it."""
        self.summary = SUMMARY.search(line) or self.summary
        if skipped := SKIPPED.search(line):
            self.skipped.append(skipped["test"])
        return bool(skipped)

    def outcome(self, exit_code):
        if not self.summary:
            return Outcome("Odoo stopped before it had run the tests.", 0, 1)
        failures, errors, total = map(int, self.summary.groups())
        failed = failures + errors + len(self.skipped) or int(exit_code != 0)
        return Outcome(self.summary[0].rstrip(), max(total - failed, 0), failed)
