"""A grid that was copied from a screen: its frame, heading and row numbers are taken off."""

import re
from collections.abc import Iterable
from typing import TypeAlias

Row: TypeAlias = tuple[bool, list[str]]
"""A line: whether grids begin with it, and the rows of the grids that stand beside each other in it."""

_DRAWN = re.compile(r"[\u2500-\u257f]")
_BARS = re.compile(r"[│┃║]")
_ASCII_ROW = re.compile(r"\s*(\d+)\s*\|\s*(\S.*?)\s*\|?\s*")
_EDGES = re.compile(r"^[ \t]*(?:\|([^|\n]*)\||\+?(?:[-=]{2,}\+?)+)[ \t]*$", re.MULTILINE)
"""A line with a bar at both its ends, and none between; or the edge above or below such lines."""
_ROW_NAME = re.compile(r"\s*row\s+(\d+)\s*[:.]\s*", re.IGNORECASE)


def unframed(text: str) -> str:
    """The rows that stand in a frame, a line each, and a bar between two channels; any other text as it is.

    >>> unframed("    1  2\\n1 │ 6  0\\n2 │ 4  7")
    '6  0\\n4  7'
    >>> unframed("╭ map 1 ╮ ╭ map 2 ╮\\n│ 6  0  │ │ 4  7  │\\n╰───────╯ ╰───────╯")
    '6  0\\n|\\n4  7'
    >>> unframed("| 6  0 |\\n| 4  7 |")
    ' 6  0 \\n 4  7 '
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if is_framed(text):
        return _joined(map(_drawn, lines))
    if len(lines) > 1 and (rows := _ascii_rows(lines)):
        return _joined(rows)
    return _EDGES.sub(lambda line: line[1] or "", text)


def is_framed(text: str) -> bool:
    """Whether a line was drawn, or is a row with its name, and was hardly typed."""
    return bool(_DRAWN.search(text) or any(map(_ROW_NAME.match, text.splitlines())))


def is_open(text: str) -> bool:
    """Whether a frame has begun and its lower edge is still to come."""
    return bool(re.search("[╭┌┏╔]", text)) and not re.search("[╰└┗╚]", text)


def begins_a_channel(line: str) -> bool:
    """Whether it is the first row by its number or name."""
    return bool(re.match(r"\s*(?:1\s*[│┃║]|row\s+1\s*[:.])", line, re.IGNORECASE))


def _drawn(line: str) -> Row:
    """A drawn line: whether it begins grids, and its rows, of as many grids as stand beside each other there."""
    if named := _ROW_NAME.match(line):
        return begins_a_channel(line), [line[named.end() :]]
    if not _BARS.search(line):
        return bool(re.search("[╭┌┏╔]", line)), []
    number = _BARS.split(line)[0].strip()
    if number.isdecimal() and len(number) < 5:
        beside = re.split(rf"(?<!\S){number}\s*[│┃║]", line)[1:]  # grids beside each other have the same row numbers
    else:
        beside = re.split(r"[│┃║]\s+[│┃║]", line)
    return begins_a_channel(line), [
        " ".join(cell.strip() for cell in _BARS.split(box) if cell.strip()) for box in beside
    ]


def _ascii_rows(lines: list[str]) -> list[Row]:
    """The same for a frame of ASCII signs, which has row numbers: without them a bar stands between two channels."""
    drawn = [line for line in lines if "|" in line]
    matches = [_ASCII_ROW.fullmatch(line) for line in drawn]
    counted = [int(match[1]) for match in matches if match] == list(range(1, len(drawn) + 1))
    return [(False, [match[2]]) for match in matches if match] if counted and len(drawn) > 1 else []


def _joined(rows: Iterable[Row]) -> str:
    """The rows below each other, with a bar before each channel that begins."""
    groups: list[list[list[str]]] = [[]]
    for begins, beside in rows:
        if begins and groups[-1]:
            groups.append([])
        columns = groups[-1]
        columns += [[] for _ in beside[len(columns) :]]
        for column, row in zip(columns, beside, strict=False):
            column.append(row)
    return "\n|\n".join("\n".join(column) for columns in groups for column in columns)
