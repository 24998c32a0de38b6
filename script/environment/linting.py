"""`script/lint`: check all files, and tidy those that can be."""

import os
import shutil
import subprocess
import sys

from . import node, python
from .commands import download
from .paths import CACHE, PROGRAMS, REPOSITORY, REQUIREMENTS
from .progress import Failure, command, report_times, step


@command
def main():
    if not shutil.which("git"):
        raise Failure("git is missing: install it, as it knows what to check.")
    tools = python.environment("lint", REQUIREMENTS / "lint.txt")
    pre_commit = (tools / "bin/python", "-m", "pre_commit")
    node.provide()
    environment = {
        **os.environ,
        "PRE_COMMIT_HOME": str(CACHE / "pre-commit"),
        "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
    }
    with step("Install the tools"):
        download(*pre_commit, "install-hooks", cwd=REPOSITORY, env=environment)
    with step("Check all files"):
        options = ("--show-diff-on-failure", *(sys.argv[1:] or ["--all-files"]))
        checked = subprocess.run(
            [*pre_commit, "run", *options], cwd=REPOSITORY, env=environment
        )
    report_times()
    sys.exit(checked.returncode)
