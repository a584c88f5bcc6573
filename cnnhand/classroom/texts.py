"""The answers in a text: the line that a page hands in, lines such as `2b: 7x7x6`, or a sheet that was filled in."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

CODE_LINE = re.compile(r"\bcnnhand\s+([A-Z2-7]{4})\b")
_BRACED = re.compile(r"\b(\d{1,3}[a-z]{0,2})=(?:\{([^{}]*)\}|([^\s{}]+))")
_WRAPPED = re.compile(r"\s*\n[>\s]*")
_NUMBERED = re.compile(
    r"[\s>*_#•-]*(?:(?:answer|question|q)\s*)?"
    r"(\d{1,3})\s*\(?([a-z]{0,2})\)?(?!\w)"  # 2b, 2 b, 2(b)
    r"(?:\s*\([^)]*\)|\s*,.*?(?=:\s|:$))?[*_]*"  # what the sheet calls it
    r"(?:\s*[:=)→]|\.(?!\d)|\s+[-–—]\s|\s(?=\s*\S*[a-z×]\S*\s*$))(.*)",
    re.IGNORECASE,
)
_ROW = re.compile(r"[\s>*]*[\d\s.,;/|()\[\]+−–-]*[\d|\]][\d\s.,;/|()\[\]+−–-]*")
_SIGNS = re.compile(r"[\\*_#>`|]")


class Found(NamedTuple):
    """The answers of one student in a text, by their places, and the lines that were not read."""

    code: str
    """Of the sheet whose line it is; nothing for what stands before any."""
    answers: list[tuple[str, str]]
    unread: list[str]


def printed(sheet: str) -> set[str]:
    """The lines of a sheet, as they are known again in one that was filled in."""
    return {_bare(line) for line in sheet.splitlines()}


def _bare(line: str) -> str:
    """Without the signs of Markdown; where only numbers stand, as the head of a grid, its place tells it from a row."""
    bare = _SIGNS.sub("", line).rstrip()
    return bare.strip() if re.search("[a-z]", bare) else bare


def found(text: str, ours: Collection[str] = ()) -> Iterator[Found]:
    """What a text hands in: the part before the first line of a page, and one for each such line."""
    before, *rest = CODE_LINE.split(text)
    for code, piece in [("", before), *zip(rest[::2], rest[1::2], strict=True)]:
        braced = [(place, _WRAPPED.sub(" ", inside or bare)) for place, inside, bare in _BRACED.findall(piece) if code]
        numbered, unread = _numbered(_BRACED.sub(" ", piece) if code else piece, ours)
        yield Found(code, [*braced, *numbered], unread)


def _numbered(text: str, ours: Collection[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Lines that begin with a number; the rows of a map, or a word, may stand on the lines below it."""
    answers: list[list[str]] = []
    unread: list[str] = []
    going_on = False
    for line in text.splitlines():
        match = _NUMBERED.fullmatch(line)
        if line.strip() and _bare(line) in ours and not (match and not _value(match[3])):
            going_on = False
        elif match:
            answers.append([match[1] + match[2].lower(), _value(match[3])])
            going_on = True
        elif going_on and (not line.strip() or not answers[-1][1] or _ROW.fullmatch(line)):
            answers[-1][1] = f"{answers[-1][1]}\n{_value(line)}".lstrip("\n")
        else:
            going_on = False
            if re.search(r"[\d=]", line):
                unread.append(" ".join(line.split()))
    return [(place, said.strip()) for place, said in answers], unread


def _value(said: str) -> str:
    return said.replace("\\", "").strip(" \t>*_`")
