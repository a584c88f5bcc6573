"""Pages as Markdown: paragraphs and tables; grids as plain text, since Markdown has none."""

from cnnhand.formats import plain, tables
from cnnhand.page import Fitting, Page, Table, Text, Tone


def text(page: Page) -> str:
    """A page as Markdown, a blank line after each block.

    >>> text((Text("Question 1", Tone.HEADING), Text("How many *weights*?")))
    '### Question 1\\n\\nHow many \\\\*weights\\\\*?\\n\\n'
    """
    return "".join(_block(block) for block in page)


def escaped(said: str) -> str:
    """A text in which no sign means anything to Markdown."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in said)


def _block(block: object) -> str:
    match block:
        case Text(said, tone):
            return f"{'### ' if tone is Tone.HEADING else ''}{escaped(said)}\n\n"
        case Table():
            return tables.markdown(block) + "\n"
        case Fitting(pages):
            return text(pages[0])
    return f"```text\n{plain.text((block,))}```\n\n"  # type: ignore[arg-type]  # a block of a page
