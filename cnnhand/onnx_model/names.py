"""The names in a model: text of a stranger, which is shown as one short line without signs that a terminal acts on."""

MOST_SIGNS = 60


def clean(name: str, most: int = MOST_SIGNS) -> str:
    r"""A name without line breaks, tabs and control characters, cut where it is long.

    >>> clean("a\tb\x1b[31m")
    'a b\ufffd[31m'
    """
    line = " ".join(name[: 4 * most].split())
    line = "".join(sign if sign.isprintable() else "\ufffd" for sign in line)
    return line if len(line) <= most else line[: most - 1] + "…"
