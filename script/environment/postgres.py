"""A private PostgreSQL for this checkout, or the server that PGHOST names."""

import fcntl
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from . import programs
from .cache import digest, lock, made_once
from .commands import output, run, succeeds
from .paths import LOCKS, STATE
from .progress import Failure, step
from .unprivileged import PUBLIC, account, make_folder

OLDEST = 13
LONGEST_SOCKET_FOLDER = 85  # the path of a Unix socket has 107 bytes at most
# What these databases hold can be made again, so speed goes before durability.
SETTINGS = """
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
max_wal_size = 2GB
shared_buffers = 256MB
"""


def connect():
    """Return a running server that Odoo may use."""
    return Server() if "PGHOST" in os.environ else Cluster()


def find():
    """Return the folder of PostgreSQL's programs, and the environment to run them."""
    found = {
        int(path.parts[4]): path.parent
        for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")
        if path.parts[4].isdecimal()
    }
    if found and max(found) >= OLDEST:
        return found[max(found)], {}
    if initdb := shutil.which("initdb"):
        return Path(initdb).resolve().parent, {}
    initdb, environment = programs.unpacked(
        "postgresql",
        ["postgresql"],
        lambda folder: next(folder.glob("usr/lib/postgresql/*/bin/initdb")),
    )
    return initdb.parent, environment


class Server:
    """A server that somebody else runs; libpq's own variables say how to reach it."""

    variables = {}

    def __init__(self):
        self.programs, self.environment = find()
        if not self.answers():
            raise Failure(
                f"PostgreSQL does not answer at PGHOST={os.environ['PGHOST']}: start "
                "it, or unset PGHOST to have one made for this checkout."
            )

    def answers(self):
        return succeeds(*self._psql("select 1"), env=self._environment())

    def sql(self, query, database="postgres"):
        return output(*self._psql(query, database), env=self._environment())

    def stop(self):
        """Leave it running: it is not ours."""

    def _psql(self, query, database="postgres"):
        options = ("-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1")
        return (self.programs / "psql", *options, "-d", database, "-c", query)

    def _environment(self):
        quiet = {"PGOPTIONS": "-c client_min_messages=warning"}
        return {**os.environ, **self.environment, **self.variables, **quiet}


class Cluster(Server):
    """A server of this checkout's own, on a Unix socket that only its owner reaches.

    It runs while any command uses it; the last one to finish stops it.
    """

    name = "postgresql"
    settings = SETTINGS

    def __init__(self):
        self.programs, self.environment = find()
        self.account = account()
        folder = STATE / self.name
        if self.account.user:
            folder = self._published(folder)
            self._publish_programs()
        self.data, self.socket = folder / "data", folder / "socket"
        if len(str(self.socket)) > LONGEST_SOCKET_FOLDER:
            self.socket = Path("/tmp") / f"s4_dunning-{os.getuid()}-{digest(folder)}"
        self.variables = {
            "PGHOST": str(self.socket),
            "PGPORT": "5432",
            "PGUSER": "odoo",
        }
        with lock(LOCKS / f"{self.name}-start"):
            self.users = open(LOCKS / f"{self.name}-users", "w")  # noqa: SIM115
            fcntl.flock(self.users, fcntl.LOCK_SH)
            self._start(folder)

    @staticmethod
    def _published(link):
        """Return a folder that another user can reach, gone when the link to it is."""
        folder = PUBLIC / f"s4_dunning-{digest(link)}"
        if not link.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(folder)
        return folder

    def _publish_programs(self):
        """Copy programs that were unpacked for root to where others can read them."""
        if self.programs.is_relative_to("/usr"):
            return
        root = self.programs.parents[4]
        copy = made_once(
            PUBLIC / f"s4_dunning-{root.name}",
            lambda path: shutil.copytree(root, path, symlinks=True, dirs_exist_ok=True),
        )
        self.programs = copy / self.programs.relative_to(root)
        self.environment = programs.library_environment(copy)

    def _start(self, folder):
        make_folder(folder, self.account.user)
        make_folder(self.socket, self.account.user)
        if not self.data.exists():
            with step("Create a PostgreSQL cluster"):
                self._create()
        if not self.answers():
            self._launch()

    def _launch(self):
        socket = f"-k {shlex.quote(str(self.socket))}"
        self._control("-o", socket, "-l", self.data / "server.log", "start")

    def _create(self):
        unfinished = self.data.with_name("unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        self._run(
            *("initdb", "-D", unfinished, "--username=odoo", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
        )
        with open(unfinished / "postgresql.conf", "a") as configuration:
            configuration.write(self.settings)
        unfinished.rename(self.data)

    def stop(self):
        with self.users:
            try:
                fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return  # another command still uses it
            if self.answers():
                self._control("-m", "fast", "stop")

    def _control(self, *arguments):
        self._run("pg_ctl", "-D", self.data, "-w", *arguments)

    def _run(self, program, *arguments):
        run(
            *(*self.account.prefix, self.programs / program, *arguments),
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL,
            stderr=sys.stderr,
            cwd="/",
        )
