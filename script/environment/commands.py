"""Run other programs."""

import shlex
import subprocess
import time

from .progress import Failure, say


class CommandFailed(Failure):
    pass


def run(*command, **options):
    """Run a command that must succeed; it explains its own failure on stderr."""
    words = [str(word) for word in command]
    completed = subprocess.run(words, **options)
    if completed.returncode:
        problem = completed.stderr if options.get("stderr") == subprocess.PIPE else ""
        raise CommandFailed(
            f"{problem}This command failed with exit code {completed.returncode}: "
            f"{shlex.join(words)}"
        )
    return completed


def output(*command, **options):
    """What a command prints."""
    return run(*command, stdout=subprocess.PIPE, text=True, **options).stdout.strip()


def succeeds(*command, **options):
    """Whether a command can be run here, and ends well."""
    words = [str(word) for word in command]
    try:
        return subprocess.run(words, capture_output=True, **options).returncode == 0
    except OSError:
        return False


def download(*command, **options):
    """Run a command that downloads something: the network gets three chances."""
    for pause in (3, 15):
        try:
            return run(*command, **options)
        except CommandFailed as failure:
            say(f"{failure}; trying again in {pause} seconds")
            time.sleep(pause)
    return run(*command, **options)
