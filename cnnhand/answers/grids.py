"""Grids of numbers: rows typed with blanks or commas, nested brackets, tensors, LaTeX, and what a screen showed."""

import re
from collections.abc import Sequence
from itertools import pairwise

from cnnhand.answers.expected import Expected
from cnnhand.answers.frames import unframed
from cnnhand.answers.numbers import number
from cnnhand.answers.volumes import outside_brackets
from cnnhand.errors import AnswerFormatError, TwoReadingsError, shown
from cnnhand.exact.values import Grid, TypedNumber

MAX_CELLS = 10_000

_TUPLE = re.compile(r"\(([^()]*[,\[][^()]*)\)")
_INNERMOST = re.compile(r"\[([^\[\]]*)\]")
_ONE_COMMA = re.compile(r"[-+]?\d+,\d+", re.ASCII)
_BEFORE = re.compile(r"^[^\W\d_][\w']{0,20}\s*[=:]\s*(?=[-\d\[(])|\s+\.$|(?<=[\])])\.$")
_SPACED = re.compile(r"(?<=\S)\s+[-+*/x^]\s+(?=\S)")
_MIXED = re.compile(r"\d+ \d+/\d+", re.ASCII)
_FRACTION = re.compile(r"\(?(\d{1,9})/(\d{1,9})\)?", re.ASCII)


def grid(text: str, asked: Expected) -> Grid:
    """The numbers of rows between semicolons or line ends, channels between bars; or of nested brackets."""
    if asked.maps > 1 and not set(text) & set("[{|") and not re.search(r"\([^()]*,", text):
        text = "|".join(re.split(r"\n\s*\n", text.strip()))
    channels = texts_of_rows(text)
    if asked.maps == 1 and len(channels) > 1 and all(len(rows) == 1 for rows in channels):
        raise TwoReadingsError("a | stands between two maps, and one is asked; put ; between two rows")
    read = [[numbers_of_row(row, asked, f"row {index}: ") for index, row in enumerate(rows, 1)] for rows in channels]
    for channel, rows in enumerate(read, 1):
        of = f" of channel {channel}" if len(read) > 1 else ""
        if not rows:
            raise AnswerFormatError(f"there is no row{of or ' in that'}; type {asked.example}")
        for index, row in enumerate(rows, 1):
            check_length(row, read[0][0], f"row {index}{of}")
        if len(rows) != len(read[0]):
            has = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
            raise AnswerFormatError(f"channel {channel} has {has} where channel 1 has {len(read[0])}")
    if sum(len(row) for rows in read for row in rows) > MAX_CELLS:
        raise AnswerFormatError(f"that grid has more than {MAX_CELLS} cells")
    made = Grid(tuple(tuple(rows) for rows in read))
    if asked.vector and made.width == made.depth == 1:
        made = Grid.of([made.cells()])
    return made


def check_length(row: Sequence[object], first: Sequence[object], which: str, way_out: str = "") -> None:
    """Refuse a row that is not as long as the first one."""
    if len(row) != len(first):
        has = "1 number" if len(row) == 1 else f"{len(row)} numbers"
        raise AnswerFormatError(f"{which} has {has} where row 1 has {len(first)}; every row must be as long{way_out}")


def texts_of_rows(text: str) -> list[list[str]]:
    """The rows of each channel, still as text."""
    text = _BEFORE.sub("", unframed(text)).replace("{", "[").replace("}", "]")
    while (changed := _TUPLE.sub(r"[\1]", text)) != text:
        text = changed
    if "[" in text or "]" in text:
        return _in_brackets(text)
    return [_filled(re.split(r"[;\n]", channel)) for channel in text.split("|")]


def _filled(rows: Sequence[str]) -> list[str]:
    return [row for row in rows if row.strip(" \t\r\f\v,&\x1c\x1d\x1e\x1f\x85")]


def _in_brackets(text: str) -> list[list[str]]:
    """The rows of nested lists: each of the innermost, or several of one that is a channel, as `[1 2; 3 4]`.

    A channel ends where a bracket closes between two rows. A program that breaks a line goes on in the next one.
    """
    bare, nested = text, re.search(r"\[\s*\[", text)
    while (changed := _INNERMOST.sub("", bare)) != bare:
        bare = changed
    if re.search(r"[\[\]]", bare):
        raise AnswerFormatError("an opening and a closing bracket do not match")
    channels: list[list[str]] = []
    pieces = _INNERMOST.split(text)  # by turns what stands around innermost lists, and in them
    if any(around.strip("[] \t\r\n,;|") for around in pieces[::2]):
        raise AnswerFormatError("numbers stand beside brackets; put every row in brackets of its own")
    for before, inside in zip(pieces[::2], pieces[1::2], strict=False):
        rows = _filled(re.split(r";" if nested else r"[;\n]", inside)) or [""]
        if not channels or len(rows) > 1 or re.search(r"[\]|]", before):
            channels.append([])
        channels[-1] += [row.replace("\n", " ").replace(",", ", ") for row in rows]
    return channels


# ---- one row


def numbers_of_row(text: str, asked: Expected, where: str = "") -> tuple[TypedNumber, ...]:
    """The numbers of a row; an `AnswerFormatError` begins with where it is."""
    try:
        return tuple(number(cell, asked) for cell in cell_texts(text, asked))
    except AnswerFormatError as error:
        raise type(error)(f"{where}{error}") from None


def cell_texts(text: str, asked: Expected) -> list[str]:
    """What stands in the cells of a row."""
    text = text.replace("&", " , ").strip().strip(",").strip()
    if not text:
        raise AnswerFormatError(f"there is no number; type {asked.example}")
    if re.search(r",\s*,", text):
        raise AnswerFormatError(f"{shown(text)!r}: there is no number between two commas")
    if re.search(r",\s", text) or re.search(r"\s,", text):
        cells = [
            [item] if _MIXED.fullmatch(item) or _SPACED.search(item) else _between_blanks(item, asked)
            for item in map(str.strip, outside_brackets(text, r"\s+,\s*|,\s+"))
        ]
        if len(cells) > 1 and all(len(item) > 1 for item in cells):
            raise TwoReadingsError(f"{shown(text)!r} may be one row or {len(cells)}; put ; between two rows")
        return [cell for item in cells for cell in item]
    return _between_blanks(text, asked)


def _between_blanks(text: str, asked: Expected) -> list[str]:
    words = [word for word in outside_brackets(text, r"\s+") if word.strip(",")]
    as_wide = asked.size is not None and len(words) == asked.size.width and not asked.printed
    for word, after in pairwise(() if as_wide else words):
        fraction = _FRACTION.fullmatch(after)
        if re.fullmatch(r"-?[1-9][0-9]*", word) and fraction and int(fraction[1]) < int(fraction[2]):
            two = f"{word}+{after} or the two numbers {word} and {after}"
            raise TwoReadingsError(f"'{word} {after}' may be {two}; put commas between the cells, or type the +")
    for word in words if len(words) > 1 else ():
        if minus := re.fullmatch(r"(-?[0-9.]+)-([0-9.]+)", word):
            two = f"{minus[1]}, -{minus[2]}"
            raise TwoReadingsError(f"{word!r} may be one cell or two; type {two} with a comma, or ({word})")
    return _between_commas(words, asked)


def _between_commas(words: list[str], asked: Expected) -> list[str]:
    """The cells of words such as `1,2,3`; one comma between two whole numbers may be a decimal one.

    Which it is the width of the grid decides, where it is known and only one of the two readings has it.
    """
    unclear = [word for word in words if _ONE_COMMA.fullmatch(word)]
    apart = [cell for word in words for cell in outside_brackets(word, ",") if cell]
    if not unclear:
        if groups := next((word for word in words if re.fullmatch(r"-?[1-9]\d{0,2}(,000)+", word)), None):
            raise TwoReadingsError(f"{groups!r} may be one number or several; leave its commas out, or put blanks")
        return apart
    decimals = [
        cell
        for word in words
        for cell in ([word.replace(",", ".")] if word in unclear else outside_brackets(word, ","))
        if cell
    ]
    if asked.size and not asked.printed and (len(apart) == asked.size.width) != (len(decimals) == asked.size.width):
        return apart if len(apart) == asked.size.width else decimals
    if asked.decimals:
        return decimals
    left, _, right = unclear[0].partition(",")
    what = f"{unclear[0]!r} may be the decimal {left}.{right} or the two numbers {left} and {right}"
    raise TwoReadingsError(f"{what}; a decimal has a point, and between two cells stands a blank")
