"""A wkhtmltopdf in front of the real one, to which a test can tell what goes wrong.

It reads its orders from files in FAULTS_ORDERS. Those that contain a text concern the
letters in which this text stands:

crash: dies of a segmentation fault      hang: never ends
pause: notes that it is there in `paused`, waits until the order is taken back
fill_disk: prints, and then no file of the process that called can grow any more
"""

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

ORDERS = Path(os.environ["FAULTS_ORDERS"])
PROGRAM = os.environ["FAULTS_WKHTMLTOPDF"]
BLOCK = 4096


def concerns(order, letters):
    try:
        return (ORDERS / order).read_text() in letters
    except FileNotFoundError:
        return False


def main():
    letters = "".join(
        Path(argument).read_text(errors="replace")
        for argument in sys.argv
        if argument.endswith(".html") and os.path.exists(argument)
    )
    if not letters:
        os.execv(PROGRAM, [PROGRAM, *sys.argv[1:]])
    if concerns("crash", letters):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.kill(os.getpid(), signal.SIGSEGV)
    if concerns("hang", letters):
        time.sleep(3600)
    if concerns("pause", letters):
        (ORDERS / "paused").touch()
        while (ORDERS / "pause").exists():
            time.sleep(0.01)
    code = subprocess.run([PROGRAM, *sys.argv[1:]]).returncode
    if concerns("fill_disk", letters):
        _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.prlimit(os.getppid(), resource.RLIMIT_FSIZE, (BLOCK, hard))
    sys.exit(code)


main()
