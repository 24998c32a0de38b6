"""Make a thing once, and never leave it half made."""

import fcntl
import hashlib
import shutil
from contextlib import contextmanager
from pathlib import Path


def digest(*parts):
    """A short name for exactly these texts, bytes and paths."""
    hashed = hashlib.sha256()
    for part in parts:
        hashed.update(part if isinstance(part, bytes) else str(part).encode())
        hashed.update(b"\0")
    return hashed.hexdigest()[:12]


@contextmanager
def lock(path):
    """Let one command at a time, of all that run, do what `path` stands for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{path}.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def made_once(path: Path, make):
    """Return `path`, made with `make(unfinished_path)` unless it is there already."""
    with lock(path):
        if not path.exists():
            unfinished = Path(f"{path}.unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(parents=True)
            make(unfinished)
            unfinished.rename(path)
    return path
