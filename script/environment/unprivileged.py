"""Run PostgreSQL when the commands run as root, which it refuses to be run as."""

import os
import pwd
from pathlib import Path
from typing import NamedTuple

from .commands import succeeds
from .progress import Failure

NOBODY = 65534
NAMESPACE = (
    "unshare",
    "--user",
    f"--map-user={NOBODY}",
    f"--map-group={NOBODY}",
    "--",
)
# Within everybody's reach, which root's home and the cache in it are not.
PUBLIC = Path(os.environ.get("TMPDIR") or "/var/tmp")


class Account(NamedTuple):
    prefix: tuple[str, ...] = ()  # what to put before a command
    user: pwd.struct_passwd | None = None  # who that is, if somebody else


def account():
    """Return how to run a program that does not want to be run as root."""
    if os.geteuid() != 0:
        return Account()
    if succeeds(*NAMESPACE, "true"):
        return Account(NAMESPACE)  # root's own files, seen under another number
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        groups = (f"--regid={user.pw_gid}", "--clear-groups")
        return Account(("setpriv", f"--reuid={user.pw_uid}", *groups, "--"), user)
    raise Failure("PostgreSQL cannot run as root: use another account.")


def make_folder(path, user=None):
    """Make a folder that only this user can enter."""
    path.mkdir(parents=True, mode=0o700, exist_ok=True)
    if user:
        os.chown(path, user.pw_uid, user.pw_gid)
