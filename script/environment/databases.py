"""Databases of Odoo: each is one of PostgreSQL and a folder of attachments."""

import os
import shutil
from pathlib import Path

from .cache import lock
from .commands import run
from .paths import LOCKS


class Databases:
    def __init__(self, workbench):
        self.workbench = workbench
        self.sql = workbench.postgres.sql
        self.filestore = workbench.data / "filestore"

    def names(self):
        return self.sql("select datname from pg_database").split()

    def drop(self, name):
        self.sql(f'drop database if exists "{name}" with (force)')
        shutil.rmtree(self.filestore / name, ignore_errors=True)

    def copy(self, source, name):
        self.drop(name)
        self.sql(f'create database "{name}" template "{source}"')
        if (self.filestore / source).exists():
            # Odoo never changes a stored file: a hard link is as good as a copy.
            run("cp", "-al", self.filestore / source, self.filestore / name)

    def rename(self, source, name):
        self.sql(f'alter database "{source}" rename to "{name}"')
        if (self.filestore / source).exists():
            (self.filestore / source).rename(self.filestore / name)

    def remark(self, name):
        """Return what was noted down about a database."""
        oid = f"select oid from pg_database where datname = '{name}'"
        return self.sql(f"select shobj_description(({oid}), 'pg_database')")

    def set_remark(self, name, text):
        self.sql(f"comment on database \"{name}\" is '{text}'")

    def scratch(self, template, purpose):
        """Return a copy for this process; copies of finished processes are dropped."""
        for name in self.names():
            process = name.rpartition("_")[2] if name.startswith("scratch_") else ""
            if process.isdecimal() and not Path(f"/proc/{process}").exists():
                self.drop(name)
        name = f"scratch_{purpose}_{os.getpid()}"
        self.copy(template, name)
        return name

    def made_once(self, kind, key, build):
        """Return the database of this kind and key, made with `build(name)` if need be.

        It is built under a preliminary name, so that it is whole when it exists.  There
        is one of a kind: one that was made for another key is dropped.
        """
        name = f"{kind}_{key}"
        with lock(LOCKS / kind):
            if name not in (existing := self.names()):
                for other in existing:
                    if other.rpartition("_")[0] == kind:
                        self.drop(other)
                build(f"{kind}_unfinished")
                self.rename(f"{kind}_unfinished", name)
        return name
