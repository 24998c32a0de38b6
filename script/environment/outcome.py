"""What a test runner concluded."""

from typing import NamedTuple


class Outcome(NamedTuple):
    summary: str  # the runner's own closing line
    passed: int
    failed: int
