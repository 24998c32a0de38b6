"""A wkhtmltopdf in front of the real one, to which a test can tell what goes wrong.

It reads its orders from files in FAULTS_ORDERS. Each contains a text, and concerns the
letters in which this text stands:

crash: dies of a segmentation fault
hang: never ends
pause: notes that it is there in `paused`, and waits until the order is taken back
fill_disk: prints, and then no file of the process that called can grow any more
"""

import os
import resource
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

ORDERS = Path(os.environ["FAULTS_ORDERS"])
PROGRAM = os.environ["FAULTS_WKHTMLTOPDF"]
STREAM = "--read-args-from-stdin"
BLOCK = 4096


def main():
    if STREAM in sys.argv:
        code, letters = print_stream()
    elif letters := content(sys.argv):
        suffer(letters)
        code = subprocess.run([PROGRAM, *sys.argv[1:]]).returncode
    else:
        os.execv(PROGRAM, [PROGRAM, *sys.argv[1:]])
    if is_ordered("fill_disk", letters):
        _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.prlimit(os.getppid(), resource.RLIMIT_FSIZE, (BLOCK, hard))
    sys.exit(code)


def print_stream():
    """Hand over one line of arguments after the other, each for a document."""
    letters = ""
    with subprocess.Popen([PROGRAM, *sys.argv[1:]], stdin=subprocess.PIPE) as program:
        for line in sys.stdin.buffer:
            letter = content(shlex.split(line.decode()))
            letters += letter
            suffer(letter, program)
            program.stdin.write(line)
            program.stdin.flush()
        program.stdin.close()
        return program.wait(), letters


def suffer(letter, program=None):
    """Do what is ordered for a letter, when those before it are printed."""
    if is_ordered("crash", letter):
        finish(program)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.kill(os.getpid(), signal.SIGSEGV)
    if is_ordered("hang", letter):
        finish(program)
        time.sleep(3600)
    if is_ordered("pause", letter):
        (ORDERS / "paused").touch()
        while (ORDERS / "pause").exists():
            time.sleep(0.01)


def finish(program):
    if program:
        program.stdin.close()
        program.wait()


def content(arguments):
    """Return the letters that these arguments name."""
    return "".join(
        Path(argument).read_text(errors="replace")
        for argument in arguments
        if argument.endswith(".html") and os.path.exists(argument)
    )


def is_ordered(order, letters):
    try:
        return (ORDERS / order).read_text() in letters
    except FileNotFoundError:
        return False


main()
