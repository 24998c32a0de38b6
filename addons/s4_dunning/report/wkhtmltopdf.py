"""Print many documents with one wkhtmltopdf.

To start it, and to let it wait for scripts that a letter does not have, takes ten times
as long as to print a letter. It reads one line of arguments after the other and prints
a PDF for each: paper, header and page numbers are the document's own, and it is known
on which document it fails.
"""

import errno
import os
import shlex
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import NamedTuple

from pypdf import PdfReader
from pypdf.errors import PyPdfError

# A letter takes 0.04 s and 0.001 s for each of its items, which have 800 bytes. Who
# exceeds this hangs, even on a machine that is twenty times as slow, or as busy.
SECONDS = 30
BYTES_PER_SECOND = 40_000
# When so many documents in succession fail, it is not because of the documents.
FAILURES = 3
# Less than a letter with pictures takes.
FREE_BYTES = 2_000_000
FOLDER = "dunning-letters-"
# No batch takes a day: its folder is of a server that was killed.
ABANDONED = 24 * 60 * 60


class Page(NamedTuple):
    """A page of HTML; `read` are the folders from which it loads fonts and pictures."""

    html: str
    read: frozenset = frozenset()


class Document(NamedTuple):
    """What one PDF is made of; `arguments` say on which paper."""

    body: Page
    header: Page | None = None
    footer: Page | None = None
    arguments: tuple = ()


class PrintError(Exception):
    """A document could not be printed: the process ended with `code`, None: it hung."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class _Job(NamedTuple):
    arguments: list
    pdf: Path
    seconds: float


def print_documents(documents, program):
    """Print documents while they are made.

    When the process ends or hangs, the document that it was printing is tried once more
    by itself, and what comes after it in a new process.

    :param documents: iterable of Document; at most a hundred, whose lines a process
        that hangs need not read
    :param program: path of wkhtmltopdf
    :return: list of bytes or PrintError, in the order of the documents
    :raise OSError: there is no room to write
    """
    with TemporaryDirectory(prefix=FOLDER) as folder:
        press = _Press(Path(folder), program)
        return press.results(press.print_together(map(press.add, documents)))


def remove_abandoned():
    """Remove the letters that a server left behind when it was killed."""
    for folder in Path(gettempdir()).glob(f"{FOLDER}*"):
        with suppress(FileNotFoundError):  # another server got ready with it
            status = folder.stat()
            is_old = status.st_mtime < time.time() - ABANDONED
            if is_old and status.st_uid == os.getuid():
                shutil.rmtree(folder)


class _Press:
    def __init__(self, folder, program):
        self.folder = folder
        self.command = [program, "--quiet", "--disable-local-file-access"]
        self.count = 0
        self.shared = {}

    def add(self, document):
        """:return: _Job to print a document, whose parts are in the folder now"""
        arguments = [*document.arguments, "--javascript-delay", "0"]
        for part in ("header", "footer"):
            page = getattr(document, part)
            if page and page not in self.shared:
                self.shared[page] = self._write_page(page)
            if page:
                arguments += [f"--{part}-html", self.shared[page]]
        pages = filter(None, (document.body, document.header, document.footer))
        for path in frozenset().union(*(page.read for page in pages)):
            arguments += ["--allow", path]
        body = self._write_page(document.body)
        pdf = body.replace(".html", ".pdf")
        return _Job(
            arguments=[*arguments, body, pdf],
            pdf=self.folder / pdf,
            seconds=SECONDS + len(document.body.html) / BYTES_PER_SECOND,
        )

    def _write_page(self, page):
        """:return: the name of a new file, without anything that needs quotes"""
        self.count += 1
        name = f"{self.count}.html"
        (self.folder / name).write_text(page.html, encoding="utf-8")
        return name

    def print_together(self, jobs):
        """Print jobs as they come, until one of them fails.

        :param jobs: iterable of _Job
        :return: list of _Job, all of them
        """
        started = []
        with self._process("--read-args-from-stdin") as process:
            for job in jobs:
                started.append(job)
                with suppress(BrokenPipeError):  # it ended; `results` prints the rest
                    process.stdin.write(shlex.join(job.arguments).encode() + b"\n")
            process.stdin.close()
            _wait(process, started)
        return started

    def results(self, jobs):
        """Collect what was printed, and print what another job kept from it.

        :param jobs: list of _Job that `print_together` had
        :return: list of bytes or PrintError
        """
        results, failures = [], 0
        for position, job in enumerate(jobs):
            result = _pdf(job)
            if not result and failures < FAILURES:
                result = self._print_alone(job)
                self._print_rest(jobs[position + 1 :])
            elif not result:
                result = results[-1]
            failures = failures + 1 if isinstance(result, PrintError) else 0
            results.append(result)
        return results

    def _print_rest(self, jobs):
        rest = [job for job in jobs if not _pdf(job)]
        if rest:
            self.print_together(rest)

    def _print_alone(self, job):
        with self._process(*job.arguments) as process:
            try:
                process.wait(job.seconds)
            except subprocess.TimeoutExpired:
                return PrintError(None)
        return _pdf(job) or self._failure(process.returncode)

    def _failure(self, code):
        if shutil.disk_usage(self.folder).free < FREE_BYTES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return PrintError(code)

    @contextmanager
    def _process(self, *arguments):
        """Start wkhtmltopdf; nothing of it is left at the end."""
        with subprocess.Popen(
            [*self.command, *arguments],
            bufsize=0,
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                _kill(process)


def _wait(process, jobs):
    """Wait for the end of a process as long as it gets on with its jobs."""
    waited_for = False
    while True:
        unfinished = next((job for job in jobs if not _pdf(job)), None)
        if unfinished is waited_for:
            return
        waited_for = unfinished
        with suppress(subprocess.TimeoutExpired):
            process.wait(unfinished.seconds if unfinished else SECONDS)
            return


def _kill(process):
    """End a process and those that it started."""
    if os.name != "posix":
        process.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _pdf(job):
    """:return: bytes of the whole PDF of a job, or None"""
    if not job.pdf.exists():
        return None
    pdf = job.pdf.read_bytes()
    if not pdf.rstrip().endswith(b"%%EOF"):
        return None
    try:
        return pdf if len(PdfReader(BytesIO(pdf), strict=True).pages) else None
    except PyPdfError:
        return None
