"""Where things are kept."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
ADDONS = REPOSITORY / "addons"
TESTS = REPOSITORY / "tests"
REQUIREMENTS = Path(__file__).parent / "requirements"
OF_OTHERS = REQUIREMENTS / "addons.txt"

# What belongs to this checkout: databases, attachments, logs, screenshots.
STATE = Path(os.environ.get("S4_DUNNING_STATE") or REPOSITORY / ".odoo")
LOCKS = STATE / "locks"
LOGS = STATE / "log"
SCREENSHOTS = STATE / "screenshots"

# What all checkouts share: Odoo itself, Python environments, programs.
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "s4_dunning"
# Programs that the machine lacks: goes first on the PATH.
PROGRAMS = CACHE / "bin"
