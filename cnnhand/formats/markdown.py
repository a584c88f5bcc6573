"""Pages as Markdown: paragraphs and tables; grids as plain text, since Markdown has none."""

from cnnhand.formats import plain
from cnnhand.page import Fitting, Page, Table, Text, Tone


def text(page: Page) -> str:
    """A page as Markdown, a blank line after each block.

    >>> text((Text("Question 1", Tone.HEADING), Text("How many *weights*?")))
    '### Question 1\\n\\nHow many \\\\*weights\\\\*?\\n\\n'
    """
    return "".join(_block(block) for block in page)


def document(title: str, page: Page) -> str:
    """A whole file."""
    return f"# {escaped(title)}\n\n{text(page)}"


def escaped(said: str, signs: str = "\\`*_[]<>#|") -> str:
    """A text in which no sign means anything to Markdown."""
    return "".join(f"\\{sign}" if sign in signs else sign for sign in said)


def table(cells: Table) -> str:
    """A table with its columns aligned, numbers to the right.

    >>> print(table(Table(("layer", "weights"), (("fc-10", "4,000"),))), end="")
    | layer | weights |
    | :---- | ------: |
    | fc-10 |   4,000 |
    """
    texts = [[" ".join(escaped(cell, "\\`*_[]<>|").split()) for cell in row] for row in (cells.heading, *cells.rows)]
    widths = [max(3, *map(len, column)) for column in zip(*texts, strict=True)]
    right = cells.numeric
    rule = [
        ("-" * (width - 1) + ":") if to else ":" + "-" * (width - 1) for width, to in zip(widths, right, strict=True)
    ]
    lines = [
        [cell.rjust(width) if to else cell.ljust(width) for cell, width, to in zip(row, widths, right, strict=True)]
        for row in texts
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in (lines[0], rule, *lines[1:]))


def _block(block: object) -> str:
    match block:
        case Text(said, tone):
            return f"{'### ' if tone is Tone.HEADING else ''}{escaped(said)}\n\n"
        case Table():
            return table(block) + "\n"
        case Fitting(pages):
            return text(pages[0])
    return f"```text\n{plain.text((block,))}```\n\n"  # type: ignore[arg-type]  # a block of a page
