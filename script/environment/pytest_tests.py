"""Run tests with pytest."""

import re
import subprocess
import sys

from .outcome import Outcome
from .paths import REPOSITORY
from .workbench import tests_environment

# The last line: "2 failed, 10 passed, 1 skipped in 3.21s", with or without a ruler.
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xpassed)\b")


def run(folder, options):
    """Run the tests in a folder; one that was skipped has not passed, so it failed."""
    python = tests_environment() / "bin/python"
    command = [str(python), "-m", "pytest", folder, *options]
    process = subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, errors="replace"
    )
    last_line = ""
    with process:
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            last_line = line.strip() or last_line
    counts = {word: int(number) for number, word in COUNT.findall(last_line)}
    passed = counts.pop("passed", 0)
    failed = sum(counts.values()) or int(process.returncode != 0)
    return Outcome(last_line.strip("= "), passed, failed)
