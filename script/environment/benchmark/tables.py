"""Tables in Markdown, laid out so that they can be read as they are."""


def table(lines, head):
    """Return a table; columns other than the first are aligned to the right."""
    widths = [max(map(len, column)) for column in zip(head, *lines, strict=True)]
    ruler = ["-" * (widths[0] or 1)]
    ruler += ["-" * (max(width, 2) - 1) + ":" for width in widths[1:]]
    return "\n".join(_line(cells, widths) for cells in (head, ruler, *lines)) + "\n"


def _line(cells, widths):
    first, *others = (
        cell.rjust(width) if number else cell.ljust(width)
        for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"| {' | '.join([first, *others])} |"
