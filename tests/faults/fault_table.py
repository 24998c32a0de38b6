"""The table that the suite gives: what was injected, and what became of it."""

from invariants import count_doubled, count_lost, problems

HEAD = """\
| fault | injected | survived | lost | doubled | `script/test faults -k` … |
| --- | ---: | ---: | ---: | ---: | --- |
"""


class FaultTable:
    def __init__(self):
        self.rows = []

    def begin(self, test):
        """Return the row of a test."""
        row = Row(test)
        self.rows.append(row)
        return row

    def __str__(self):
        lines = (
            f"| {row.sentence} | {row.injected} | {row.survived} "
            f"| {row.lost} | {row.doubled} | `{row.test}` |\n"
            for row in self.rows
        )
        return HEAD + "".join(lines)

    def write(self, path):
        path.write_text(str(self))


class Row:
    """One fault, as often as it was injected."""

    def __init__(self, test):
        self.test = self.sentence = test
        self.injected = self.survived = self.lost = self.doubled = 0

    def inject(self, sentence, times=1):
        """Note that a fault was injected, in words for the table."""
        self.sentence = sentence
        self.injected += times

    def conclude(self, world):
        """Propose once more and check everything; what is wrong fails the test."""
        assert self.injected, "No fault was injected."
        world.propose()
        found = problems(world)
        self.lost, self.doubled = count_lost(world), count_doubled(world)
        assert not found, "\n".join(found)
        self.survived = self.injected
