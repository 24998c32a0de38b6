"""`script/server`: Odoo with the add-ons, their demo data and a first proposal."""

import argparse
import signal
import time
import urllib.error
import urllib.request

from .databases import Databases
from .demo import DATABASE, logins, provide
from .network import require_free
from .progress import Failure, command, report_times, say, step
from .workbench import Workbench


def arguments():
    parser = argparse.ArgumentParser(
        prog="script/server",
        description="Start Odoo with the add-ons and their demo data. What is missing "
        "is set up first; what is there is kept.",
        epilog="Other arguments are passed to Odoo.",
    )
    parser.add_argument("--database", default=DATABASE, help="default: %(default)s")
    parser.add_argument("--port", type=int, default=8069, help="default: %(default)s")
    return parser.parse_known_args()


@command
def main():
    options, others = arguments()
    require_free(options.port)
    with Workbench() as workbench:
        databases = Databases(workbench)
        proposal = provide(databases, options.database)
        address = f"http://localhost:{options.port}"
        # wkhtmltopdf fetches the style of letters from there
        databases.sql(
            "update ir_config_parameter set value = "
            f"'{address}' where key = 'web.base.url'",
            options.database,
        )
        server = workbench.start(
            *("-d", options.database, "--http-port", options.port),
            *("--log-level", "warn", *others),
        )
        try:
            with step("Start Odoo"):
                wait_until_ready(server, address)
            report_times()
            print(proposal)
            announce(databases, options.database, address)
            server.wait()
        finally:
            stop(server)


def wait_until_ready(server, address):
    while server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/web/health", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Failure("Odoo stopped while it started: see what it says above.")


def announce(databases, database, address):
    print(f"\nOdoo is ready: {address}")
    print("Log in as admin, with the password admin.")
    if others := logins(databases, database):
        print(f"Or as {', '.join(others)}, each with the login as the password.")
    print("Ctrl-C stops it; the next start keeps the data.", flush=True)


def stop(server):
    """Ask the server to stop, once: asked twice, it breaks off what it is doing."""
    if server.poll() is None:
        server.send_signal(signal.SIGTERM)
        server.wait()
    say("Odoo has stopped.")
