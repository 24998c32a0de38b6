"""Run tests with Odoo's own test runner."""

import re
import subprocess
import sys

from . import addons
from .databases import Databases
from .network import free_port
from .outcome import Outcome
from .paths import LOGS, SCREENSHOTS
from .progress import say
from .templates import Templates

RECORD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) ")
SKIPPED = re.compile(r" INFO .*: skipped (?P<test>.+)")
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
    tags = ",".join(f"/{addon}:{test}" for test in filters) or f"/{addon}"
    return run_tagged(databases, template, addon, "--test-tags", tags, *options)


def run_tagged(databases, template, name, *options):
    """Run the tests that Odoo's options select, on a copy of a template."""
    workbench = databases.workbench
    database = databases.scratch(template, name)
    try:
        say(f"Run the tests of {name}; the whole log: {LOGS / name}.log")
        process = workbench.start(
            *("-d", database, "--http-port", free_port(), "--stop-after-init"),
            *("--screenshots", SCREENSHOTS, *options),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        with process, open(LOGS / f"{name}.log", "w") as log:
            try:
                report = Report(process.stdout, log)
            except BaseException:
                process.terminate()
                raise
        return report.outcome(process.returncode)
    finally:
        databases.drop(database)


class Report:
    """What Odoo says while it tests: all of it for the log, its problems for the user.

    A test that was skipped, for want of a browser say, has not passed: it failed.
    """

    def __init__(self, lines, log):
        self.summary = None
        self.skipped = []
        shown = False
        for line in lines:
            log.write(line)
            if record := RECORD.match(line):
                shown = self.read(line) or record["level"] != "INFO"
            if shown:
                sys.stdout.write(line)
                sys.stdout.flush()

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
