"""What the figures come to: ratios of systems in one run, and limits."""

PROPOSE = ("s4_dunning", "propose")


class Ratios:
    def __init__(self, rows):
        self.rows = {(row["system"], row["step"], row["size"]): row for row in rows}
        self.sizes = list(dict.fromkeys(row["size"] for row in rows))

    def lines(self):
        """:return: list of lines of the table: what, one cell per size, the aim"""
        return [
            [title, *(self._cell(figure, size) for size in self.sizes), aim]
            for title, figure, aim in FIGURES
        ]

    def _cell(self, figure, size):
        try:
            return figure(self, size)
        except KeyError:  # one of the two was not measured
            return ""

    def per_item(self, system, step, size):
        row = self.rows[system, step, size]
        return row["wall_s"] / row["items"]

    def times(self, one, other, size):
        ratio = self.per_item(*one, size) / self.per_item(*other, size)
        return f"{ratio:.1f} x"

    def rival(self, size, system=PROPOSE):
        """OCA at this size, or at the largest one at which it was run."""
        measured = [of for of in self.sizes if ("oca", "propose", of) in self.rows]
        at = size if size in measured else measured[-1] if measured else size
        ratio = self.per_item("oca", "propose", at) / self.per_item(*system, size)
        return f"{ratio:.0f} x" + ("" if at == size else f" (OCA at {at})")

    def memory(self, step, size):
        return f"{self.rows['s4_dunning', step, size]['rss_peak_mb']} MB"

    def wall(self, step, size):
        return f"{self.rows['s4_dunning', step, size]['wall_s']:.2f} s"

    def microseconds(self, step, size):
        return f"{self.per_item('s4_dunning', step, size) * 1e6:.0f} µs"

    def slowest_page(self, size):
        pages = [
            row
            for (system, step, of), row in self.rows.items()
            if (system, of) == ("s4_dunning", size) and step.startswith("page: ")
        ]
        if not pages:
            return ""
        slowest = max(pages, key=lambda row: row["wall_s"])
        name = slowest["step"].removeprefix("page: ")
        return f"{slowest['wall_s']:.2f} s ({name})"

    def each(self, step, size):
        return f"{self.per_item('s4_dunning', step, size) * 1000:.0f} ms"

    def per_second(self, step, size):
        return f"{1 / self.per_item('s4_dunning', step, size):.0f} /s"


FIGURES = (
    (
        "propose: this project / bare SQL",
        lambda of, size: of.times(PROPOSE, ("bare_sql", "propose"), size),
        "<= 2 at L",
    ),
    (
        "propose: this project / bare SQL without foreign keys",
        lambda of, size: of.times(PROPOSE, ("bare_sql", "propose_without_keys"), size),
        "",
    ),
    ("propose, per item: OCA / this project", Ratios.rival, ">= 60"),
    (
        "propose, per item: OCA / bare SQL",
        lambda of, size: of.rival(size, ("bare_sql", "propose")),
        "",
    ),
    (
        "propose, per item",
        lambda of, size: of.microseconds("propose", size),
        "not rising",
    ),
    (
        "propose, memory of Python",
        lambda of, size: of.memory("propose", size),
        "flat",
    ),
    ("refresh", lambda of, size: of.wall("refresh", size), "< 60 s"),
    ("discard", lambda of, size: of.wall("discard", size), ""),
    (
        "approve 2,500 notices",
        lambda of, size: of.wall("approve_2500", size),
        "< 2 s",
    ),
    ("slowest first page", Ratios.slowest_page, "< 0.5 s"),
    (
        "letters, each, one worker",
        lambda of, size: of.each("send_letters", size),
        "< 100 ms",
    ),
    (
        "letters, each, two workers",
        lambda of, size: of.each("send_letters_2_workers", size),
        "",
    ),
    (
        "e-mails with PDF, one worker",
        lambda of, size: of.per_second("send_emails", size),
        ">= 20 /s",
    ),
    (
        "e-mails with PDF, two workers",
        lambda of, size: of.per_second("send_emails_2_workers", size),
        "",
    ),
    (
        "letters: Odoo's own way / this project",
        lambda of, size: of.times(
            ("odoo", "send_letters"), ("s4_dunning", "send_letters"), size
        ),
        "",
    ),
    (
        "e-mails with PDF: OCA / this project",
        lambda of, size: of.times(
            ("oca", "send_emails"), ("s4_dunning", "send_emails"), size
        ),
        "",
    ),
)
