"""Pages as plain text, as a pipe gets them."""

from cnnhand.page import Page


def text(page: Page, width: int = 80) -> str:
    """A page as lines of plain text, each with its line end."""
    from cnnhand.formats import terminal  # here, since Rich takes time to import

    return terminal.text(page, width)
