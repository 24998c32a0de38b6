"""The database that every fault starts from: debtors with overdue items."""

import json
import subprocess
from pathlib import Path

from environment import addons
from environment.cache import digest
from environment.commands import run
from environment.databases import Databases
from environment.progress import Failure, step
from environment.templates import Templates

# Odoo declares so and indexes rely on it, but pg_dump leaves it out.
UNACCENT = "create extension unaccent; alter function unaccent(text) immutable"
BOOKS = Path(__file__).with_name("books.py")


def build(workbench, debtors):
    """Return the name of the scenario and the administrator's API key.

    :param workbench: with the server that keeps the templates of all tests
    :param debtors: how many to make
    """
    databases = Databases(workbench)
    templates = Templates(databases)
    code = f"DEBTORS = {debtors}\n{BOOKS.read_text()}"

    def make(name):
        databases.copy(templates.with_addon("s4_dunning"), name)
        with step(f"Make {debtors} debtors with overdue items"):
            databases.set_remark(name, workbench.shell("faults-books", name, code))

    own = addons.content_digest("s4_dunning")
    name = databases.made_once("faults", digest(templates.basis, own, code), make)
    return name, databases.remark(name)


def move(name, source, target):
    """Copy a database to another server; the folder of attachments serves both.

    :param source: the environment.workbench.Workbench that has it
    :param target: the one that gets it
    """
    databases = Databases(target)
    kind, _, key = name.rpartition("_")

    def restore(unfinished):
        databases.sql(f'drop database if exists "{unfinished}" with (force)')
        databases.sql(f'create database "{unfinished}"')
        databases.sql(UNACCENT, unfinished)
        dump = target.data / "faults.dump"
        programs = source.postgres.programs
        with step("Copy the database to the PostgreSQL of the fault suite"):
            run(
                *(programs / "pg_dump", "-Fc", "-Z0", "-f", dump, name),
                env=source.environment | source.postgres.environment,
            )
            run(
                *(programs / "pg_restore", "-j2", "--no-owner", "-d", unfinished, dump),
                env=target.environment | target.postgres.environment,
            )
        dump.unlink()

    if name not in databases.names():
        for other in databases.names():
            if other.rpartition("_")[0] == kind:
                databases.sql(f'drop database if exists "{other}" with (force)')
        restore(f"{kind}_unfinished")
        databases.sql(f'alter database "{kind}_unfinished" rename to "{name}"')
    return key


class Database:
    """One database, read and changed in SQL by the tests.

    :param postgres: the environment.postgres.Server that has it
    """

    def __init__(self, postgres, name):
        self.postgres = postgres
        self.name = name

    def execute(self, query):
        """Run statements in one transaction; return what they print."""
        return self.postgres.sql(query, self.name)

    def rows(self, query):
        """Return the rows of a SELECT, a dictionary for each."""
        return json.loads(
            self.execute(f"SELECT COALESCE(json_agg(r), '[]') FROM ({query}) r")
        )

    def value(self, query):
        """Return the only value of a SELECT."""
        ((value,),) = (row.values() for row in self.rows(query))
        return value

    def session(self):
        return Session(self)


class Session:
    """A transaction that a test keeps open, to hold locks until it says otherwise."""

    def __init__(self, database):
        self.database = database

    def __enter__(self):
        postgres = self.database.postgres
        options = ("-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1")
        self.process = subprocess.Popen(
            [postgres.programs / "psql", *options, "-d", self.database.name],
            env=postgres._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.execute("BEGIN")
        return self

    def execute(self, statement):
        self.process.stdin.write(f"{statement};\n\\echo done\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line == "done\n":
                return
        raise Failure(f"PostgreSQL refused: {statement}")

    def __exit__(self, *_):
        with self.process:
            self.process.stdin.write("COMMIT;\n")
