"""Find Odoo 19.0: the one that the user has, or else one fetched for this project."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from . import debian
from .cache import made_once
from .commands import CommandFailed, download, output, run, succeeds
from .paths import CACHE
from .progress import Failure, say, step

SERIES = "19.0"
REPOSITORY = "https://github.com/odoo/odoo"
PACKAGE = "odoo-19"
# Odoo's Debian package links to these for files that it would otherwise carry itself.
PACKAGE_PARTS = ("libjs-jquery", "fonts-roboto-unhinted", "fonts-montserrat")
PACKAGE_ROOT = "usr/lib/python3/dist-packages"
# Not needed, and three quarters of the size.  tar cannot make an exception to what it
# leaves out, so the patterns are such that they spare nl.po, de.po and fr.po.
LEFT_OUT = (
    "./etc",
    "./usr/share/doc",
    "./usr/lib/python3/dist-packages/addons",
    "*/i18n/[!dfn]*.po",
    "*/i18n/d[!e]*.po",
    "*/i18n/f[!r]*.po",
    "*/i18n/n[!l]*.po",
    "*/i18n/*_*.po",
)
# Debian leaves this library out, but Odoo's asset bundles name it, so that without it
# every browser test reports an error.  Only background blur in video calls uses it.
ABSENT_LIBRARY = (
    "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
)


class Odoo(NamedTuple):
    origin: str
    path: Path | None = None  # to import it from; None when its Python finds it
    python: str | None = None  # to run it with; None for an environment of ours


def find():
    return chosen() or installed() or packaged() or cloned()


def chosen():
    """Return the checkout that ODOO_DIR names."""
    if not (folder := os.environ.get("ODOO_DIR")):
        return None
    path = Path(folder).expanduser().resolve()
    if not (path / "odoo/release.py").exists():
        raise Failure(
            f"ODOO_DIR={folder} is not a checkout of Odoo: let it name the folder "
            "that holds odoo-bin, or unset it."
        )
    return Odoo("ODOO_DIR", path, os.environ.get("ODOO_PYTHON"))


def installed():
    """Return the Odoo that a Python of the user's can import."""
    environment = os.environ.get("VIRTUAL_ENV")
    candidates = (
        os.environ.get("ODOO_PYTHON"),
        environment and f"{environment}/bin/python",
        "/usr/bin/python3",
    )
    probe = f"import odoo.release; assert odoo.release.series == '{SERIES}'"
    for python in filter(None, candidates):
        if succeeds(python, "-c", probe, cwd="/"):
            return Odoo(f"installed for {python}", python=python)
    return None


def packaged():
    """Return the Odoo of Debian's package, unpacked into the cache."""
    if not debian.is_debian():
        return None
    try:
        folder = made_once(CACHE / f"odoo-{SERIES}-debian", unpack_package)
    except CommandFailed as failure:
        say(f"Debian's package of Odoo is not to be had. {failure}")
        return None
    return Odoo("Debian package", folder / PACKAGE_ROOT)


def unpack_package(folder):
    with step("Fetch Odoo (Debian package)"):
        apt = debian.Apt("sid")
        package, *parts = apt.get(PACKAGE, *PACKAGE_PARTS)
    with step("Unpack Odoo"):
        left_out = [f"--exclude={pattern}" for pattern in LEFT_OUT]
        contents = ("dpkg-deb", "--fsys-tarfile", str(package))
        with subprocess.Popen(contents, stdout=subprocess.PIPE) as unpacking:
            run("tar", "-x", "-C", folder, *left_out, stdin=unpacking.stdout)
        debian.unpack(parts, folder)
        shutil.rmtree(apt.folder)
        repair_package(folder / PACKAGE_ROOT)


def repair_package(root):
    for link in root.glob("odoo/addons/*/static/**/*"):
        if link.is_symlink() and not link.exists():  # a font of another package
            link.unlink()
    library = root / ABSENT_LIBRARY
    if not library.exists():
        library.parent.mkdir(parents=True)
        library.write_text("// not in the Debian package\n")


def cloned():
    """Return a shallow clone of Odoo's public repository."""

    def clone(folder):
        with step("Fetch Odoo (clone of its public repository, more than 1 GB)"):
            branch = ("--depth", "1", "--branch", SERIES)
            folder.rmdir()
            download("git", "clone", "--quiet", *branch, REPOSITORY, folder)

    try:
        return Odoo("git clone", made_once(CACHE / f"odoo-{SERIES}-git", clone))
    except (CommandFailed, OSError):
        raise Failure(
            f"No Odoo {SERIES} can be had here: let ODOO_DIR name a checkout of it, or "
            "use Docker as docker/compose.yaml describes."
        ) from None


def release(python, environment):
    """Return the version of the Odoo found, or say that it is the wrong one."""
    code = "import odoo.release; print(odoo.release.version)"
    version = output(python, "-c", code, env=environment, cwd="/")
    if not version.startswith(SERIES):
        raise Failure(
            f"This is Odoo {version}: these add-ons need {SERIES}; let ODOO_DIR name "
            "a checkout of that, or unset it."
        )
    return version
