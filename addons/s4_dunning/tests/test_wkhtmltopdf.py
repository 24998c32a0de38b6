import os
import signal
import stat
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from textwrap import dedent
from unittest.mock import patch

from pypdf import PdfReader

from odoo.tests import BaseCase, tagged
from odoo.tools.misc import find_in_path

from ..report import wkhtmltopdf
from ..report.wkhtmltopdf import Document, Page, PrintError, print_documents

# Prints with the real program, but for documents with a certain word.
PROGRAM = """\
    #!{python}
    import os, signal, subprocess, sys, time
    from pathlib import Path

    def print_one(arguments):
        with open({log!r}, "a") as log:
            log.write(f"{{os.getpid()}}\\n")
        body, pdf = Path(arguments[-2]), Path(arguments[-1])
        text = body.read_text()
        if "CRASH" in text:
            os.kill(os.getpid(), signal.SIGSEGV)
        if "FAIL" in text:
            sys.exit(3)
        if "HANG" in text:
            child = subprocess.Popen(["sleep", "600"])
            with open({log!r}, "a") as log:
                log.write(f"{{child.pid}}\\n")
            time.sleep(600)
        code = subprocess.call([{program!r}, *arguments], stderr=subprocess.DEVNULL)
        if "SHORT" in text:
            pdf.write_bytes(pdf.read_bytes()[:-100])
        if "EMPTY" in text:
            pdf.write_bytes(b"")

    if "--read-args-from-stdin" in sys.argv:
        for line in sys.stdin:
            print_one(line.split())
    else:
        print_one(sys.argv[3:])
"""


@tagged("post_install", "-at_install")
class TestWkhtmltopdf(BaseCase):
    """Printing with a program that fails now and then."""

    def setUp(self):
        super().setUp()
        self.folder = Path(tempfile.mkdtemp())
        self.log = self.folder / "log"
        self.log.touch()
        self.temporary = self.folder / "temporary"
        self.temporary.mkdir()
        self.startPatcher(patch.object(tempfile, "tempdir", str(self.temporary)))
        self.program = self.folder / "wkhtmltopdf"
        self.program.write_text(
            dedent(PROGRAM).format(
                python=sys.executable,
                log=str(self.log),
                program=find_in_path("wkhtmltopdf"),
            )
        )
        self.program.chmod(self.program.stat().st_mode | stat.S_IXUSR)

    def _print(self, *words, program=None):
        """Print a document for each word; whatever happens, nothing is left of it."""
        documents = (Document(Page(f"<p>{word}</p>")) for word in words)
        try:
            results = print_documents(documents, str(program or self.program))
        finally:
            self.assertFalse(list(self.temporary.iterdir()))
            for process in self.log.read_text().split():
                self.assertFalse(_is_alive(int(process)))
        return [
            result if isinstance(result, PrintError) else _text(result)
            for result in results
        ]

    def test_documents_are_printed_in_their_order_by_one_process(self):
        texts = self._print("one", "two", "three")

        self.assertEqual(texts, ["one", "two", "three"])
        self.assertEqual(len(set(self.log.read_text().split())), 1)

    def test_nothing_is_printed_without_documents(self):
        self.assertEqual(self._print(), [])

    def test_equal_documents_are_printed_each(self):
        self.assertEqual(self._print("one", "one"), ["one", "one"])

    def test_header_footer_and_page_number_are_those_of_the_document(self):
        page = """<!DOCTYPE html><script>function number() {
            var page = /[?&]sitepage=(\\d+)/.exec(document.location.search)[1];
            document.body.textContent += page;
        }</script><body onload="number()">%s"""
        break_ = "<p style='page-break-after: always'>"
        documents = [
            Document(Page("<p>a"), Page(page % "A"), Page(page % "Z")),
            Document(Page(f"{break_}b</p><p>b"), Page(page % "B"), Page(page % "Y")),
            Document(Page("<p>c"), Page(page % "A"), Page(page % "Y")),
        ]

        results = print_documents(documents, find_in_path("wkhtmltopdf"))

        self.assertEqual(
            [
                [page.extract_text().split() for page in PdfReader(BytesIO(pdf)).pages]
                for pdf in results
            ],
            [
                [["a", "A1", "Z1"]],
                [["b", "B1", "Y1"], ["b", "B2", "Y2"]],
                [["c", "A1", "Y1"]],
            ],
        )

    def test_each_document_has_its_own_paper(self):
        results = print_documents(
            [
                Document(Page("<p>a"), arguments=("--page-size", "A4")),
                Document(Page("<p>b"), arguments=("--page-size", "A5")),
            ],
            find_in_path("wkhtmltopdf"),
        )

        widths = [PdfReader(BytesIO(pdf)).pages[0].mediabox.width for pdf in results]
        self.assertEqual([round(width) for width in widths], [595, 420])

    def test_a_crash_concerns_the_document_that_was_printed(self):
        results = self._print("one", "CRASH", "three", "CRASH", "five")

        self.assertEqual(results[::2], ["one", "three", "five"])
        self.assertEqual([error.code for error in results[1::2]], [-signal.SIGSEGV] * 2)

    def test_the_first_and_the_last_may_fail(self):
        first, one, last = self._print("FAIL", "one", "FAIL")

        self.assertEqual(one, "one")
        self.assertEqual([first.code, last.code], [3, 3])

    def test_who_hangs_is_killed_with_its_children(self):
        with patch.object(wkhtmltopdf, "SECONDS", 3):
            one, error, three = self._print("one", "HANG", "three")

        self.assertEqual([one, three], ["one", "three"])
        self.assertIsNone(error.code)
        self.assertGreaterEqual(len(self.log.read_text().split()), 4)

    def test_half_a_pdf_and_none_are_errors(self):
        one, short, empty, four = self._print("one", "SHORT", "EMPTY", "four")

        self.assertEqual([one, four], ["one", "four"])
        for error in (short, empty):
            self.assertIsInstance(error, PrintError)

    def test_a_program_that_always_fails_is_not_tried_for_each_document(self):
        results = self._print(*["FAIL"] * 20)

        self.assertEqual([error.code for error in results], [3] * 20)
        self.assertLessEqual(len(self.log.read_text().split()), 7)

    def test_after_failures_in_succession_the_rest_is_printed(self):
        results = self._print("FAIL", "FAIL", "three", "FAIL", "five")

        self.assertEqual(results[2::2], ["three", "five"])

    def test_an_error_in_the_making_leaves_nothing_behind(self):
        def documents():
            yield Document(Page("<p>one"))
            raise ZeroDivisionError

        with self.assertRaises(ZeroDivisionError):
            print_documents(documents(), str(self.program))

        self.assertFalse(list(self.temporary.iterdir()))

    def test_what_a_killed_server_left_is_removed_after_a_day(self):
        days = {"dunning-letters-old": 2, "dunning-letters-new": 0, "other-old": 2}
        for name, age in days.items():
            (self.temporary / name).mkdir()
            (self.temporary / name / "1.html").touch()
            then = time.time() - age * 24 * 60 * 60
            os.utime(self.temporary / name, (then, then))

        wkhtmltopdf.remove_abandoned()

        self.assertEqual(
            {folder.name for folder in self.temporary.iterdir()},
            {"dunning-letters-new", "other-old"},
        )

    def test_a_program_that_is_not_there_is_an_error(self):
        with self.assertRaises(FileNotFoundError):
            self._print("one", program=self.folder / "nothing")

    def test_no_room_for_a_document_is_an_error(self):
        with (
            patch.object(wkhtmltopdf, "TemporaryDirectory", FullDirectory),
            self.assertRaisesRegex(OSError, "No space left"),
        ):
            self._print("one", "two")

    def test_no_room_for_a_pdf_is_an_error(self):
        with (
            patch.object(wkhtmltopdf, "FREE_BYTES", 2**60),
            self.assertRaisesRegex(OSError, "No space left"),
        ):
            self._print("one", "SHORT")

    def test_files_beside_those_that_were_named_are_not_read(self):
        secret, font = self.folder / "secret", self.folder / "fonts"
        for folder in (secret, font):
            folder.mkdir()
            (folder / "style.css").write_text("p + p {page-break-before: always}")
        link = '<link rel="stylesheet" href="%s"><p>one</p><p>two</p>'
        read = frozenset([str(font)])
        documents = [
            Document(Page(link % (folder / "style.css").as_uri(), read))
            for folder in (secret, font)
        ]

        results = print_documents(documents, find_in_path("wkhtmltopdf"))

        pages = [len(PdfReader(BytesIO(pdf)).pages) for pdf in results]
        self.assertEqual(pages, [1, 2])


class FullDirectory(tempfile.TemporaryDirectory):
    """A folder in which there is no room for the second document."""

    def __enter__(self):
        (Path(self.name) / "2.html").symlink_to("/dev/full")
        return super().__enter__()


def _text(pdf):
    return " ".join(
        page.extract_text().strip() for page in PdfReader(BytesIO(pdf)).pages
    )


def _is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # who is dead, but not waited for yet, is called a zombie
    return (
        Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    )
