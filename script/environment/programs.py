"""Programs unpacked from Debian packages, and what they need to run where they are."""

import os
import re
import shlex
import shutil
from pathlib import Path

from . import debian
from .cache import digest, made_once
from .commands import succeeds
from .paths import CACHE
from .progress import Failure, step

# Where a distribution keeps the libraries that programs find without being told.
LIBRARY_FOLDER = re.compile(r"/lib/[^/]+-linux-gnu(/(pulseaudio|nss|blas|lapack))?$")
FONT_FOLDERS = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
FONT_PACKAGES = ["fonts-dejavu-core", "fonts-liberation"]
FONTCONFIG = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  {folders}
  <cachedir>{cache}</cachedir>
  <alias>
    <family>sans-serif</family>
    <prefer><family>Liberation Sans</family><family>DejaVu Sans</family></prefer>
  </alias>
</fontconfig>
"""


def unpacked(name, packages, find_program):
    """Unpack these packages; return the program in them and its environment.

    What is unpacked depends on what the machine had at the time.  When the program no
    longer starts, the machine has changed, and it is unpacked anew.
    """
    if not debian.has_apt():
        raise Failure(f"{name} is missing: install it, so that it is on the PATH.")

    def make(unfinished):
        with step(f"Unpack {name} (Debian packages)"):
            debian.unpack_with_dependencies(packages, unfinished)

    release = Path("/etc/debian_version").read_text()
    folder = CACHE / f"{name}-{digest(*packages, release)}"
    for _ in range(2):
        made_once(folder, make)
        program = find_program(folder)
        environment = library_environment(folder)
        if succeeds(program, "--version", env={**os.environ, **environment}):
            return program, environment
        shutil.rmtree(folder)
    raise Failure(f"{name} does not start: install it, so that it is on the PATH.")


def library_environment(folder):
    """The environment in which a program finds the libraries and fonts in `folder`."""
    folders = {str(file.parent) for file in folder.glob("**/*.so*")}
    libraries = sorted(path for path in folders if LIBRARY_FOLDER.search(path))
    fonts = folder / "usr/share/fonts"
    configuration = folder / "fonts.conf"
    if not configuration.exists():
        paths = "".join(f"<dir>{path}</dir>" for path in [fonts, *FONT_FOLDERS])
        cache = folder / "font-cache"
        configuration.write_text(FONTCONFIG.format(folders=paths, cache=cache))
    return {
        "LD_LIBRARY_PATH": ":".join(libraries),
        "FONTCONFIG_FILE": str(configuration),
    }


def has_fonts():
    return any(
        next(folder.rglob("*.[ot]tf"), None)
        for folder in FONT_FOLDERS
        if folder.is_dir()
    )


def write_starter(starter, command, environment=None):
    """Write a small program that starts another one in its own environment."""
    starter.parent.mkdir(parents=True, exist_ok=True)
    settings = [f"{name}={value}" for name, value in (environment or {}).items()]
    words = shlex.join(["env", *settings, *map(str, command)])
    unfinished = Path(f"{starter}.unfinished")
    unfinished.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
    unfinished.chmod(0o755)
    unfinished.rename(starter)
