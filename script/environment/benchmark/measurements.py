"""Every measurement in a process of its own, on a database at rest."""

import json
import statistics

from ..progress import say, step

RUNS = 3
CPU = ("python_cpu_s", "postgres_cpu_s", "children_cpu_s")
LONG = 60  # seconds; what takes longer is measured once
PACKAGE = "environment.benchmark.inside"
LEDGER = ["account_move", "account_move_line", "res_partner"]
OURS = """
select tablename from pg_tables
 where tablename like 'dunning%' or tablename like 'credit_control%'
"""
EMPTY = f"""
select tablename from ({OURS}) ours where pg_relation_size(quote_ident(tablename)) = 0
"""


class Measurements:
    """The rows of one size.

    :param database: a copy for us alone
    :param steps: names of the steps to measure; the others are done without
    """

    def __init__(self, ledgers, database, size, steps, runs=RUNS):
        self.databases = ledgers.databases
        self.workbench = ledgers.workbench
        self.database = database
        self.size = size
        self.steps = steps
        self.runs = runs
        self.rows = []
        self.pending = []

    def measure(self, system, step_name):
        """Measure a step as often as it takes, each time from the same state."""
        if step_name not in self.steps:
            return
        self.take_pending()
        with step(f"Measure {system} {step_name} {self.size}"):
            runs = []
            while len(runs) < self.runs:
                self.rest()
                runs.append(self._run(system, step_name))
                if len(runs[0]) > 1 or runs[0][0]["wall_s"] > LONG:
                    break
        for row in runs[0] if len(runs) == 1 else [median(runs)]:
            self.add(**{"system": system, **row})

    def add(self, system, **values):
        """Note a row down, and tell of it."""
        row = {"system": system, "size": self.size, **values}
        self.rows.append(row)
        cpu = sum(row.get(name) or 0 for name in CPU)
        say(
            f"{system} {row['step']} {self.size}: {row['items']} items,"
            f" {row['wall_s']:.3f} s (CPU {cpu:.3f} s), {row['queries']} queries,"
            f" {row['rss_peak_mb']} MB"
        )

    def do(self, system, step_name):
        """Take a step and keep its result, once another one after it is measured."""
        self.pending.append((system, step_name))

    def take_pending(self):
        for system, step_name in self.pending:
            with step(f"Prepare {self.size}: {system} {step_name}"):
                self._run(system, step_name, keep=True)
        self.pending.clear()

    def explain(self):
        """Return the plans of the statements of the main steps, as text."""
        self.take_pending()
        with step(f"Explain the statements for {self.size}"):
            self.rest()
            code = f"from {PACKAGE} import explain\nexplain.explain(env)\n"
            return self.workbench.shell("benchmark-explain", self.database, code)

    def _run(self, system, step_name, keep=False):
        return json.loads(
            self.inside("measure", f"run(env, {system!r}, {step_name!r}, {keep!r})")
        )

    def inside(self, module, call, log="benchmark"):
        """Call a function in Odoo's shell; return the last line that it prints."""
        code = f"from {PACKAGE} import {module} as module\nmodule.{call}\n"
        return self.workbench.shell(log, self.database, code).splitlines()[-1]

    def rest(self):
        """Take away what rolled back runs left, and let PostgreSQL catch up."""
        self._vacuum("analyze", [*self._tables(OURS), *LEDGER])
        # a table that is empty again keeps the pages of its indexes otherwise
        self._vacuum("full", self._tables(EMPTY))
        self.databases.sql("checkpoint", self.database)

    def _tables(self, query):
        return self.databases.sql(query, self.database).split()

    def _vacuum(self, option, tables):
        if tables:
            self.databases.sql(f"vacuum ({option}) {', '.join(tables)}", self.database)


def median(runs):
    """The run in the middle by wall time, with the fastest and the slowest.

    :param runs: lists of one row each
    """
    ordered = sorted((row for [row] in runs), key=lambda row: row["wall_s"])
    middle = statistics.median_low(row["wall_s"] for row in ordered)
    row = next(row for row in ordered if row["wall_s"] == middle)
    return {
        **row,
        "runs": len(runs),
        "wall_min_s": ordered[0]["wall_s"],
        "wall_max_s": ordered[-1]["wall_s"],
    }
