"""Debian packages without root: downloaded and unpacked beside the system.

The machine's own apt does the work, with its own mirror and its own trusted keys, so
that every package is verified as usual; only its state is kept in our cache.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from .cache import digest, lock
from .commands import download, output, run
from .paths import CACHE
from .progress import Failure

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


def has_apt():
    return bool(shutil.which("apt-get") and shutil.which("dpkg-deb"))


def is_debian():
    """Whether packages of any Debian suite fit: derivatives have other keys."""
    release = Path("/etc/os-release")
    return (
        has_apt()
        and release.exists()
        and re.search(r"^ID=debian$", release.read_text(), re.M) is not None
    )


class Apt:
    """The machine's apt with private state, for its own suite or for another one."""

    def __init__(self, suite=None):
        self.folder = CACHE / "apt" / (suite or "own")
        for name in ("lists/partial", "cache/archives/partial", "state", "sources"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.options = self._options()
        if suite:
            self.options += self._only(suite)
        with lock(self.folder / "update"):
            if not any((self.folder / "lists").glob("*Packages*")):
                download("apt-get", *self.options, "-qq", "update")

    def _options(self):
        settings = {
            "Dir::State": self.folder / "state",
            "Dir::State::lists": self.folder / "lists",
            "Dir::State::status": "/var/lib/dpkg/status",
            "Dir::Cache": self.folder / "cache",
            "Dir::Cache::pkgcache": "",  # two commands would write it at once
            "Dir::Cache::srcpkgcache": "",
            "Acquire::AllowInsecureRepositories": "false",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "APT::Get::AllowUnauthenticated": "false",
            "APT::Install-Recommends": "false",
            "APT::Sandbox::User": "root",  # no attempt to become another user
            "APT::Update::Error-Mode": "any",  # else a failed signature is a warning
            "Debug::NoLocking": "true",  # the system's own apt may be at work
        }
        return [
            word
            for name, value in settings.items()
            for word in ("-o", f"{name}={value}")
        ]

    def _only(self, suite):
        """Options to use one suite of the mirror that this machine uses."""
        source = self.folder / "sources" / "only.sources"
        source.write_text(
            f"Types: deb\nURIs: {self._mirror()}\nSuites: {suite}\n"
            f"Components: main\nSigned-By: {KEYRING}\n"
        )
        return [
            *("-o", "Dir::Etc::sourcelist=/dev/null"),
            *("-o", f"Dir::Etc::sourceparts={source.parent}"),
        ]

    def _mirror(self):
        listing = output("apt-get", *self.options, "update", "--print-uris")
        releases = re.findall(r"^'(\S+?)/dists/([^/']+)/(?:In)?Release'", listing, re.M)
        for address, suite in releases:
            if "-" not in suite:
                return address
        raise Failure("apt has no Debian mirror: add one to its sources and try again.")

    def get(self, *packages):
        """Download exactly these packages; return their files."""
        folder = self.folder / "cache"
        download("apt-get", *self.options, "-qq", "download", *packages, cwd=folder)
        return [
            max(folder.glob(f"{package}_*.deb"), key=os.path.getmtime)
            for package in packages
        ]

    def get_with_dependencies(self, *packages):
        """Download these packages and what they need that the machine lacks."""
        # A folder of its own: apt leaves out of a shared one what it finds there.
        folder = self.folder / "cache" / digest(*packages)
        (folder / "partial").mkdir(parents=True, exist_ok=True)
        download(
            *("apt-get", *self.options, "-o", f"Dir::Cache::archives={folder}"),
            *("-qq", "-y", "install", "--download-only", *packages),
            stdout=subprocess.DEVNULL,
        )
        return sorted(folder.glob("*.deb"))


def unpack(packages, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for package in packages:
        run("dpkg-deb", "-x", package, folder)


def unpack_with_dependencies(packages, folder):
    files = Apt().get_with_dependencies(*packages)
    unpack(files, folder)
    for file in files:
        file.unlink()
    for name in ("doc", "icons", "locale", "man"):
        shutil.rmtree(folder / "usr/share" / name, ignore_errors=True)
