"""What pictures are made of: lines of spans in a style, and a frame around them with its caption. No colour yet."""

from collections.abc import Sequence
from textwrap import wrap
from typing import NamedTuple, TypeAlias

from cnnhand.formats.signs import Signs

Span: TypeAlias = tuple[str, str]
"""A text and the name of its style."""

Line: TypeAlias = tuple[Span, ...]

LEAST = 20
"""Narrower screens are drawn for as if they had so many columns."""


FILLED = ("window", "window padding", "asked", "winner", "wrong cell")
"""The styles whose spaces are seen."""


class Pen(NamedTuple):
    """What pages are drawn with: columns, signs, whether there is colour, and how wide a paragraph may be."""

    width: int
    signs: Signs
    coloured: bool = False
    most: int = 10**6


class Picture(NamedTuple):
    """Something drawn: lines that are all as wide as it is."""

    lines: list[Line]
    width: int


def line_width(line: Line) -> int:
    """How many columns a line takes."""
    return sum(len(text) for text, _ in line)


def padded(line: Line, width: int) -> Line:
    """A line made so wide."""
    rest = width - line_width(line)
    return (*line, (" " * rest, "")) if rest > 0 else line


def merged(spans: Sequence[Span]) -> Line:
    """A line in which what stands beside each other in the same style is one span."""
    line: list[Span] = []
    for text, style in spans:
        if line and line[-1][1] == style:
            line[-1] = (line[-1][0] + text, style)
        else:
            line.append((text, style))
    return tuple(line)


def trimmed(spans: Sequence[Span]) -> Line:
    """A line without spaces at its end, but for those of a filled block."""
    left = list(spans)
    while left and left[-1][1] not in FILLED:
        text = left[-1][0].rstrip()
        if text:
            return (*left[:-1], (text, left[-1][1]))
        left.pop()
    return tuple(left)


def framed(
    lines: Sequence[Line],
    caption: str,
    note: str,
    style: str,
    pen: Pen,
    crossings: Sequence[int] = (),
    lined: Sequence[int] = (),
) -> Picture:
    """Lines in a frame, the caption in its upper side and the note in its lower; above it where there is no room."""
    corner, across, corner_right, down, bottom, bottom_right, tee, tee_left, tee_down, tee_up, cross = [
        *pen.signs.frame
    ]
    most = max(pen.width, LEAST) - 2
    inside = line_width(lines[0])
    above: list[str] = []
    if len(caption) + 2 > most:
        above, caption = _folded(caption, most + 2), ""
    inside = max(inside, *(len(text) + 2 for text in (caption, note) if text), 1)

    def rule(left: str, joint: str, right: str) -> str:
        signs = [joint if at in crossings else across for at in range(inside)]
        return left + "".join(signs) + right

    top, foot = rule(corner, tee_down, corner_right), rule(bottom, tee_up, bottom_right)
    if caption:
        start = 2 if len(caption) + 3 <= inside else 1
        top = f"{top[:start]} {caption} {top[start + len(caption) + 2 :]}"
    drawn: list[Line] = [((text, "caption"),) for text in above]
    drawn.append(((top, style),))
    for number, line in enumerate(lines, 1):
        drawn.append(((down, style), *padded(line, inside), (down, style)))
        if number in lined:
            drawn.append(((rule(tee, cross, tee_left), style),))
    if note:
        end = len(foot) - (2 if len(note) + 3 <= inside else 1)
        foot = f"{foot[: end - len(note) - 2]} {note} {foot[end:]}"
    drawn.append(((foot, style),))
    width = max(inside + 2, *map(len, above), 0)
    return Picture([padded(line, width) for line in drawn], width)


def _folded(text: str, width: int) -> list[str]:
    """A text in lines of a width."""
    return wrap(text, width, break_on_hyphens=False) or [""]
