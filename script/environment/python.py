"""Python environments from locked requirements: wheels with known hashes only."""

import functools
import sys
from pathlib import Path

from . import debian
from .cache import digest, made_once
from .commands import download, output, run, succeeds
from .paths import CACHE
from .progress import Failure, step

# A distribution's own Python is often compiled to be faster than another one.
CANDIDATES = ("/usr/bin/python3", sys.executable)
VERSION = "import sys; print(sys.version); assert sys.version_info >= (3, 11)"


@functools.cache
def interpreter():
    return next(path for path in CANDIDATES if succeeds(path, "-c", VERSION))


def environment(name, *requirements):
    """Return a Python environment with the packages that these files lock."""
    contents = [path.read_bytes() for path in requirements]
    version = output(interpreter(), "-c", VERSION)

    def make(unfinished):
        with step(f"Install the Python packages for {name}"):
            run(interpreter(), "-m", "venv", "--without-pip", unfinished)
            install(requirements, "--python", unfinished / "bin/python")

    return made_once(CACHE / f"python-{name}-{digest(version, *contents)}", make)


def site_packages(environment):
    return next(environment.glob("lib/python3*/site-packages"))


def install(requirements, *python):
    """Install what these files lock, with nothing compiled and nothing added."""
    files = [word for path in requirements for word in ("-r", path)]
    download(
        *(*pip(), *python, "install", "-qq", "--no-compile", "--no-deps"),
        *("--only-binary", ":all:", "--require-hashes", *files),
    )


@functools.cache
def pip():
    """The command that starts pip, which minimal systems come without."""
    options = ("--disable-pip-version-check", "--no-input")
    if succeeds(interpreter(), "-m", "pip", "--version"):
        return (interpreter(), "-m", "pip", *options)
    if not debian.has_apt():
        raise Failure("pip is missing: install pip for Python 3 and try again.")

    def make(unfinished):
        debian.unpack(debian.Apt().get("python3-pip-whl"), unfinished)

    folder = made_once(CACHE / "pip", make)
    wheel = next(folder.glob("usr/share/python-wheels/pip-*.whl"))
    return (interpreter(), Path(wheel) / "pip", *options)
