"""Odoo and all it needs, put together and ready to work on databases."""

import copy
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from . import browser, odoo, postgres, python, wkhtmltopdf
from .paths import ADDONS, LOGS, OF_OTHERS, PROGRAMS, REPOSITORY, STATE, TESTS
from .progress import Failure, say

LAST_LINES = 40


def tests_environment():
    return python.environment("tests", TESTS / "requirements.txt")


class Workbench:
    """Everything that runs Odoo, for one command; `with` stops what was started.

    :param connect: gives the PostgreSQL server to use
    """

    def __init__(self, testing=False, connect=postgres.connect):
        LOGS.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor() as pool:
            found = pool.submit(odoo.find)
            packages = pool.submit(
                python.environment, "Odoo", REPOSITORY / "requirements.txt"
            )
            provided = [pool.submit(wkhtmltopdf.provide)]
            if testing:
                provided.append(pool.submit(browser.provide))
                provided.append(pool.submit(tests_environment))
            server = pool.submit(connect)
            for job in provided:
                job.result()
        self.postgres = server.result()
        self.source = found.result()
        self.python = self.source.python or packages.result() / "bin/python"
        self.data = STATE / "data"
        self.environment = self._environment(testing)
        self.release = odoo.release(self.python, self.environment)
        version = self.postgres.sql("show server_version").split()[0]
        say(f"Odoo {self.release} ({self.source.origin}), PostgreSQL {version}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.postgres.stop()

    def _environment(self, testing):
        # Odoo takes its options from the environment too, before its configuration
        # file: odoo.conf stays free of what differs between machines.
        paths = [str(self.source.path)] if self.source.path else []
        if testing and not self.source.python:
            paths.append(str(python.site_packages(tests_environment())))
        return {
            **os.environ,
            **self.postgres.variables,
            "ODOO_RC": str(REPOSITORY / "odoo.conf"),
            "ODOO_ADDONS_PATH": str(ADDONS),
            "ODOO_DATA_DIR": str(self.data),
            "ODOO_HTTP_INTERFACE": "127.0.0.1",
            "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
            "PYTHONPATH": ":".join(paths),
        }

    def with_addons_of_others(self):
        """The same, and Odoo finds the add-ons of others that bridges join."""
        packages = python.environment("add-ons of others", OF_OTHERS)
        paths = (self.environment["PYTHONPATH"], str(python.site_packages(packages)))
        other = copy.copy(self)
        other.environment = {**self.environment, "PYTHONPATH": ":".join(paths)}
        return other

    def command(self, *arguments):
        return [str(self.python), "-m", "odoo", *map(str, arguments)]

    def odoo(self, log_name, *arguments, **variables):
        """Run Odoo, keep what it says in a log, and return that."""
        log = LOGS / f"{log_name}.log"
        with open(log, "w") as file:
            completed = subprocess.run(
                self.command(*arguments),
                env={**self.environment, **variables},
                stdout=file,
                stderr=file,
            )
        text = log.read_text()
        if completed.returncode or " CRITICAL " in text:
            fail(log)
        return text

    def shell(self, log_name, database, code):
        """Run Python code in Odoo's shell; return what it prints."""
        log = LOGS / f"{log_name}.log"
        with open(log, "w") as file:
            completed = subprocess.run(
                self.command("shell", "-d", database, "--no-http"),
                env={**self.environment, "PYTHONPATH": self._with_ourselves()},
                input=code,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
            )
        if completed.returncode:
            fail(log)
        return completed.stdout.strip()

    def _with_ourselves(self):
        """The paths by which code in Odoo's shell can import this package."""
        return f"{REPOSITORY / 'script'}:{self.environment['PYTHONPATH']}"

    def start(self, *arguments, **options):
        """Start Odoo in the background, where no Ctrl-C reaches it but through us."""
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environment,
            start_new_session=True,
            **options,
        )


def fail(log):
    sys.stderr.write("".join(log.read_text().splitlines(True)[-LAST_LINES:]))
    raise Failure(f"Odoo failed: its whole log is in {log}.")
