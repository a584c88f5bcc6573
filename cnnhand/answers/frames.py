"""A grid that was copied from a screen: its frame, heading and row numbers are taken off."""

import re

_DRAWN = re.compile(r"[\u2500-\u257f]")
_BARS = re.compile(r"[│┃║]")
_ASCII_ROW = re.compile(r"\s*(\d+)\s*\|\s*(\S.*?)\s*\|?\s*")
_ROW_NAME = re.compile(r"\s*row\s+(\d+)\s*[:.]\s*", re.IGNORECASE)


def unframed(text: str) -> str:
    """The rows that stand in a frame, a line each, and a bar between two channels; any other text as it is.

    >>> unframed("    1  2\\n1 │ 6  0\\n2 │ 4  7")
    '6  0\\n4  7'
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if _DRAWN.search(text):
        return _joined(_framed(lines))
    if len(lines) > 1 and (rows := _ascii_rows(lines)):
        return _joined(rows)
    if any(_ROW_NAME.match(line) for line in lines):
        named = [(int(match[1]), line[match.end() :]) for line in lines if (match := _ROW_NAME.match(line))]
        return _joined([(number, [row]) for number, row in named])
    return text


def is_heading(row: str) -> bool:
    """Whether a row may be the numbers of the columns above a frame: 1, 2, 3 …"""
    numbers = row.split()
    return bool(numbers) and numbers == [str(number) for number in range(1, len(numbers) + 1)]


def is_framed(line: str) -> bool:
    """Whether a line was drawn, and was hardly typed."""
    return bool(_DRAWN.search(line))


def _framed(lines: list[str]) -> list[tuple[int | None, list[str]]]:
    """The drawn rows: the number of each, where they have any, and the row of each channel that stands there."""
    rows = [line for line in lines if _BARS.search(line)]
    first = [_BARS.split(row)[0].strip() for row in rows]
    numbered = all(number.isdecimal() and len(number) < 5 for number in first)
    if not numbered:
        return [(None, [_between_bars(row)]) for row in rows]
    found: list[tuple[int | None, list[str]]] = []
    for number, row in zip(first, rows, strict=True):
        beside = re.split(rf"(?<!\S){number}\s*[│┃║]", row)[1:]  # grids beside each other have the same row numbers
        found.append((int(number), [_between_bars(one) for one in beside]))
    return found


def _between_bars(row: str) -> str:
    return " ".join(cell.strip() for cell in _BARS.split(row) if cell.strip())


def _ascii_rows(lines: list[str]) -> list[tuple[int | None, list[str]]]:
    """The same for a frame of ASCII signs, which has row numbers: without them a bar stands between two channels."""
    drawn = [line for line in lines if "|" in line]
    matches = [_ASCII_ROW.fullmatch(line) for line in drawn]
    rows: list[tuple[int | None, list[str]]] = [(int(match[1]), [match[2]]) for match in matches if match]
    counted = [number for number, _ in rows] == list(range(1, len(rows) + 1))
    return rows if len(rows) == len(drawn) > 1 and counted else []


def _joined(rows: list[tuple[int | None, list[str]]]) -> str:
    """The rows below each other, with a bar before each channel that begins."""
    beside = max((len(channels) for _, channels in rows), default=0)
    columns: list[list[str]] = [[] for _ in range(beside)]
    for number, channels in rows:
        for column, row in zip(columns, channels, strict=False):
            column += ["|", row] if number == 1 and column else [row]
    return "\n|\n".join("\n".join(column) for column in columns)
