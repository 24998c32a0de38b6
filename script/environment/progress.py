"""What a command tells the person who waits for it: its steps and their times."""

import functools
import signal
import sys
import time
from contextlib import contextmanager

_started = time.monotonic()
_steps: list[tuple[str, float]] = []


def say(text):
    elapsed = time.monotonic() - _started
    print(f"[{elapsed:6.1f} s] {text}", file=sys.stderr, flush=True)


@contextmanager
def step(name):
    say(name)
    begun = time.monotonic()
    yield
    _steps.append((name, time.monotonic() - begun))


def report_times():
    """Say how long each step took, if there was anything to wait for."""
    if not _steps:
        return
    say("time by step (steps can overlap):")
    for name, seconds in _steps:
        print(f"{seconds:10.1f} s  {name}", file=sys.stderr, flush=True)


class Failure(Exception):
    """One sentence that says what is wrong and what to do about it."""


def command(main):
    """Make `main` a command: an expected failure is one sentence, not a traceback."""

    @functools.wraps(main)
    def wrapped():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
        try:
            return main()
        except Failure as failure:
            sys.exit(f"\n{failure}")
        except KeyboardInterrupt:
            sys.exit("\nStopped.")

    return wrapped
