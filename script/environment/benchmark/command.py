"""`script/bench`: make the ledgers, measure, and write what was found."""

import argparse
from pathlib import Path

from ..databases import Databases
from ..paths import REPOSITORY
from ..progress import command, report_times
from ..workbench import Workbench
from . import cluster, machine, report, sending
from .inside.plan import SIZES
from .ledgers import Ledgers
from .measurements import RUNS, Measurements

DEFAULT_SIZES = ("S", "M", "L")  # the smallest one is for trying
# account_credit_control would need most of an hour and 10 GB of memory for L.
RIVAL_SIZES = ("XS", "S", "M")
# A letter costs the same whatever the size: the slow ones are measured here alone.
SAMPLE_SIZES = ("XS", "S")
OF_A_PROPOSAL = (
    "pages",
    "approve_2500",
    "propose_again",
    "discard",
)
STEPS = (
    "refresh",
    "refresh_again",
    "propose",
    "propose_without_keys",
    *OF_A_PROPOSAL,
    "ready",
    "send_emails",
    "send_letters",
    "explain",
)
RESULTS = REPOSITORY / "docs/benchmarks"


def arguments():
    parser = argparse.ArgumentParser(
        prog="script/bench",
        description="Measure what dunning a large ledger costs: bare SQL, this "
        "project, OCA account_credit_control, and Odoo itself for letters. The ledgers "
        "are generated first and kept; L takes 6 GB, and as much again while it is "
        "measured. All sizes take half an hour on two quiet cores.",
    )
    parser.add_argument(
        "sizes",
        nargs="*",
        metavar="SIZE",
        help="XS, S, M or L: a thousand to a million open items; default: S M L",
    )
    parser.add_argument(
        "--step",
        action="append",
        choices=STEPS,
        help="measure this step only; can be repeated",
    )
    parser.add_argument(
        "--runs",
        type=int,
        default=RUNS,
        help="how often to measure what takes less than a minute; default: %(default)s",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=RESULTS,
        help="folder for the results; default: docs/benchmarks",
    )
    options = parser.parse_args()
    if unknown := set(options.sizes) - SIZES.keys():
        parser.error(f"unknown size {', '.join(unknown)}: choose of {', '.join(SIZES)}")
    return options


@command
def main():
    options = arguments()
    sizes = [size for size in SIZES if size in (options.sizes or DEFAULT_SIZES)]
    steps = options.step or STEPS
    rows, plans = [], None
    with Workbench(connect=cluster.connect) as workbench:
        ledgers = Ledgers(Databases(workbench))
        facts = machine.facts(ledgers)
        for size in sizes:
            database = ledgers.prepared(size)
            try:
                found = Measurements(ledgers, database, size, steps, options.runs)
                is_last = size == sizes[-1]
                plans = measure(found, with_plans=is_last)
                rows += found.rows
            finally:
                ledgers.databases.drop(database)
            # a long run that breaks off has not been for nothing
            report.write(options.output, facts, rows, plans)
    report_times()
    print(report.ratios(rows))
    print(f"All figures: {options.output / 'latest.md'}")


def measure(found, with_plans):
    """Measure all systems on one database, each step from where the last one ended.

    :return: the plans of the engine's statements, text; None if not asked for
    """
    plans = None
    found.measure("s4_dunning", "refresh")
    found.do("s4_dunning", "refresh")
    found.measure("s4_dunning", "refresh_again")
    found.measure("s4_dunning", "propose")
    found.do("s4_dunning", "propose")
    for name in ("propose", "propose_without_keys"):
        found.measure("bare_sql", name)
    for name in OF_A_PROPOSAL:
        found.measure("s4_dunning", name)
    if with_plans and "explain" in found.steps:
        plans = found.explain()
    if found.size in RIVAL_SIZES:
        found.measure("oca", "propose")
    if set(sending.CHANNELS) & set(found.steps):
        with sending.served(found):
            sending.measure(found)
            if found.size in SAMPLE_SIZES:
                found.measure("odoo", "send_letters")
                measure_rival_sending(found)
    return plans


def measure_rival_sending(found):
    found.do("oca", "propose")
    found.measure("oca", "ready")
    found.do("oca", "ready")
    found.measure("oca", "send_emails")
    found.measure("oca", "send_letters")
