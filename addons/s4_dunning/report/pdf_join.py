"""Join many PDFs into one file, of which only one is in memory at a time."""

from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
)

CATALOG, PAGES = 1, 2
# Of a page; the outline of a letter is of no use to the printer, and leads back to it.
PARTS = ("/Type", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents")


class PdfJoin:
    """A PDF that grows by the pages of others.

    pypdf's own writer keeps all of them until the end, 250 kB for each letter.
    """

    def __init__(self, file):
        """:param file: binary file, open for writing, at its beginning"""
        self.file = file
        self.offsets = {}
        self.pages = []
        self.count = PAGES  # objects so far, with those that are written last
        file.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")

    def append(self, pdf):
        """Add the pages of a PDF.

        :param pdf: bytes
        :raise PyPdfError: it is none
        """
        copied = {}
        for page in PdfReader(BytesIO(pdf)).pages:
            parts = {
                NameObject(name): self._copy(page.raw_get(name), copied)
                for name in PARTS
                if name in page
            }
            parts[NameObject("/Parent")] = _reference(PAGES)
            self.pages.append(self._write_new(DictionaryObject(parts)))

    def close(self):
        """Write what makes the pages a document; the file stays open."""
        pages = {
            NameObject("/Type"): NameObject("/Pages"),
            NameObject("/Count"): NumberObject(len(self.pages)),
            NameObject("/Kids"): ArrayObject(map(_reference, self.pages)),
        }
        catalog = {
            NameObject("/Type"): NameObject("/Catalog"),
            NameObject("/Pages"): _reference(PAGES),
        }
        self._write(PAGES, DictionaryObject(pages))
        self._write(CATALOG, DictionaryObject(catalog))
        start = self.file.tell()
        rows = [b"0000000000 65535 f \n"]
        for number in range(1, self.count + 1):
            rows.append(b"%010d 00000 n \n" % self.offsets[number])
        self.file.write(b"xref\n0 %d\n" % len(rows) + b"".join(rows))
        self.file.write(
            b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
            % (len(rows), CATALOG, start)
        )

    def _copy(self, value, copied):
        """:return: a value that refers to objects that were written to this file"""
        if isinstance(value, IndirectObject):
            if value.idnum not in copied:
                self.count += 1
                copied[value.idnum] = self.count
                self._write(self.count, self._copy(value.get_object(), copied))
            return _reference(copied[value.idnum])
        if isinstance(value, ArrayObject):
            return ArrayObject(self._copy(item, copied) for item in value)
        if isinstance(value, DictionaryObject):
            for name in value:
                value[name] = self._copy(value.raw_get(name), copied)
        return value

    def _write_new(self, value):
        self.count += 1
        self._write(self.count, value)
        return self.count

    def _write(self, number, value):
        self.offsets[number] = self.file.tell()
        self.file.write(b"%d 0 obj\n" % number)
        value.write_to_stream(self.file)
        self.file.write(b"\nendobj\n")


def _reference(number):
    return IndirectObject(number, 0, None)
