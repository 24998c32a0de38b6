"""`script/test`: run all tests, or the parts that the arguments name."""

import functools
import itertools
import sys
from contextlib import ExitStack

from . import addons, conventions, odoo_tests, pytest_tests
from .databases import Databases
from .outcome import Outcome
from .progress import Failure, command, report_times, step
from .templates import Templates
from .workbench import Workbench

USAGE = """\
usage: script/test [PART[:FILTER] ...] [OPTION ...]

Sets up what is missing and runs all tests, or those of the parts that are named:
    {parts}

An add-on can be followed by a filter:      script/test s4_dunning:TestRun.test_name
Unless it is named, faults is faults:short: few crashes instead of fifty.
Options go to the runner of each part:      script/test rules -k interest
"""

SHORT_FAULTS = ("--kills", "4", "--notices", "60")


@command
def main():
    chosen, options = parse(sys.argv[1:])
    with ExitStack() as stack:

        @functools.cache
        def databases():
            return Databases(stack.enter_context(Workbench(testing=True)))

        outcomes = [
            run_part(part, databases, filters, options)
            for part, filters in chosen.items()
        ]
    report_times()
    sys.exit(conclude(outcomes))


def parse(words):
    """Split the arguments into {part: filters} and options for the runners."""
    parts = ["rules", *addons.names(), "conventions", "e2e", "faults"]
    named = list(itertools.takewhile(lambda word: not word.startswith("-"), words))
    options = words[len(named) :]
    chosen = {}
    for word in named or [*parts[:-1], "faults:short"]:
        part, _, test_filter = word.partition(":")
        chosen.setdefault(part, []).extend([test_filter] if test_filter else [])
    if not set(chosen) <= set(parts) or {"-h", "--help"} & set(options):
        sys.exit(USAGE.format(parts="  ".join(parts)))
    return chosen, options


def run_part(part, databases, filters, options):
    with step(f"Test {part}"):
        try:
            match part:
                case "rules":
                    return pytest_tests.run("tests/rules", options)
                case "conventions":
                    return conventions.run(databases(), options)
                case "e2e":
                    # Now, because pytest hides what is said while it runs.
                    Templates(databases()).scenario()
                    return pytest_tests.run("tests/e2e", options)
                case "faults":
                    short = SHORT_FAULTS if "short" in filters else ()
                    return pytest_tests.run("tests/faults", [*short, *options])
            return odoo_tests.run(databases(), part, filters, options)
        except Failure as failure:
            print(failure)
            return Outcome(f"{part} could not be tested: see above", 0, 1)


def conclude(outcomes):
    """Print what each runner concluded and the sum; return the exit code."""
    print()
    passed = failed = 0
    for outcome in outcomes:
        print(outcome.summary)
        passed += outcome.passed
        failed += outcome.failed
        if not outcome.passed and not outcome.failed:
            print("No test was run, which counts as a failure.")
            failed += 1
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0
