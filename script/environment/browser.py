"""A Chromium for the browser tests."""

import shutil

from . import programs
from .commands import succeeds
from .paths import PROGRAMS

NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def provide():
    """Make sure that there is one on the PATH, with PROGRAMS first on it."""
    starter = PROGRAMS / "chromium"
    if any(shutil.which(name) for name in NAMES) or succeeds(starter, "--version"):
        return
    program, environment = programs.unpacked(
        "chromium",
        ("chromium", *programs.FONT_PACKAGES),
        lambda folder: folder / "usr/lib/chromium/chromium",
    )
    programs.write_starter(starter, [program], environment)


def find(path):
    """Return the browser on this PATH."""
    return next(filter(None, (shutil.which(name, path=path) for name in NAMES)))


def node_of_playwright(node):
    """Return a Node.js to drive the browser with: Playwright's own, if it starts.

    It needs a library that minimal systems come without.
    """
    if succeeds(node, "--version"):
        return node
    packages = ("libatomic1",)
    _, environment = programs.unpacked("libatomic", packages, lambda _: node)
    starter = PROGRAMS / "playwright-node"
    programs.write_starter(starter, [node], environment)
    return starter
