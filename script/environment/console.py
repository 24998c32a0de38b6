"""`script/console`: a Python prompt in Odoo, on the demo database or another one."""

import argparse
import subprocess
import sys

from .databases import Databases
from .demo import DATABASE, provide
from .progress import Failure, command
from .workbench import Workbench


def arguments():
    parser = argparse.ArgumentParser(
        prog="script/console",
        description="Open a Python prompt in Odoo, or run what standard input holds. "
        "Other arguments are passed to Odoo.",
    )
    parser.add_argument("database", nargs="?", default=DATABASE)
    return parser.parse_known_args()


@command
def main():
    options, others = arguments()
    with Workbench() as workbench:
        databases = Databases(workbench)
        if options.database == DATABASE:
            provide(databases)
        elif options.database not in databases.names():
            raise Failure(
                f"There is no database {options.database}: make it with "
                f"script/server --database {options.database}."
            )
        shell = workbench.command(
            *("shell", "-d", options.database, "--no-http", "--log-level", "warn"),
            *others,
        )
        sys.exit(subprocess.run(shell, env=workbench.environment).returncode)
