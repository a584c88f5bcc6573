"""Volumes and sizes: 55x55x96, `W=55, H=55, D=96`, 96@55x55, the tuples of frameworks, and "does not fit"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cnnhand.answers.expected import Expected
from cnnhand.answers.numbers import number
from cnnhand.errors import AnswerFormatError, TwoReadingsError, shown
from cnnhand.exact.values import DOES_NOT_FIT, Fit, Size, TypedNumber, Volume

_NO_FIT = re.compile(
    r"(?:no|nope|not known|none|impossible|not possible|n/?a|no fit|not fit|undefined|invalid|no output|"
    r"(?:not|isn't|is not) (?:an integer|(?:a )?whole(?: number)?)|"
    r"(?:(?:the|this) \w+ |it |this )?(?:does not|doesn't|doesnt|will not|won't|wont|cannot|can not|can't|cant)"
    r"(?: fit| work| divide)?(?: at all| evenly)?)(?:[,:]? (?:because|since|as) .*)?",
    re.IGNORECASE,
)
_SIDE_OF = {
    **dict.fromkeys(("width", "wide", "columns", "cols", "w"), "width"),
    **dict.fromkeys(("height", "high", "rows", "h"), "height"),
    **dict.fromkeys(("depth", "deep", "channels", "filters", "maps", "d", "k", "c"), "depth"),
    **dict.fromkeys(("batch", "n", "b"), "batch"),
}
_NAMED = re.compile(rf"(?<![a-wyz])({'|'.join(_SIDE_OF)})(?:_?2|')?(?:\s*[=:]\s*|\s+(?:of |is )?(?=\d))", re.IGNORECASE)
_MAPS = r"(?:feature |activation )?(?:maps?|channels?|filters?)"
_SAID = tuple(
    (re.compile(pattern, re.IGNORECASE), sides)
    for pattern, sides in (
        (rf"(\d+) {_MAPS}(?: of|,)?(?: size)? (\d+ ?x ?\d+)", r"\2 x \1"),
        (rf"(\d+ ?x ?\d+)(?: with|,)? \(?(\d+) {_MAPS}\)?", r"\1 x \2"),
        (r"([^@x]+)@([^@]+)", r"\2 x \1"),
        (r"([^@]+)@([^@]+)", r"\1 x \2"),
        (r"(\d+)\s*/\s*(\d+)\s*/\s*(\d+)", r"\1 x \2 x \3"),
        (r"(.*[\w)])\s*,?\s*(?:and |with )?(?:a )?\b(?:depth(?: of)?\s*[=:]?|[dkc]_?2?\s*[=:])\s*(\d.*)", r"\1 x \2"),
    )
)
"""`96 maps of 55x55`, `55x55 (96 channels)`, `96@55x55`, `55x55@96`, `55/55/96` and `55x55, depth 96`."""
_TUPLE = re.compile(r"\s*(?:[a-z ]*(?:shape|size)\s*[=:]?\s*)?[(\[]{1,3}([^()\[\]x*]*)[)\]]{1,3}[ .,;]*", re.IGNORECASE)
_BATCH = re.compile(r"1|-1|\?|none|n|b|batch|batch_size", re.IGNORECASE)

_X = r"\s*(?<![a-z])x\s*"
_BETWEEN = (_X, *(rf"{_X}|{sign}" for sign in (r"\s*\*\s*", r"\s*[*;]\s*|,\s+", r"\s*[*,;]\s*", r"\s*[*,;]\s*|\s+")))


def does_not_fit(text: str) -> bool:
    """Whether a text says that the layer does not fit."""
    return bool(_NO_FIT.fullmatch(" ".join(text.strip(" .!,;\"'()").split())))


def volume(text: str, asked: Expected) -> Volume | Fit:
    """The width, height and depth; a tuple in brackets is in the order of the frameworks, channels first or last."""
    if does_not_fit(text):
        return DOES_NOT_FIT
    if named := _by_name(text, asked, Volume._fields):
        return Volume._make(named)
    text = _as_sides(text)
    text = next((side for side in text.split("=") if len(_parts(side, 3)) == 3), text)
    listed = asked.order and re.fullmatch(r"\d+( *, *\d+){2,3}", text)
    if items := _tuple(f"({text})" if listed else text):
        return _of_tuple(text, items, asked)
    return Volume._make(_side(part, asked) for part in _just(_parts(text, 3), 3, text, asked))


def _just(parts: list[str], many: int, text: str, asked: Expected) -> list[str]:
    """The parts of a text, which must be so many."""
    if len(parts) != many or "=" in text:
        number = {2: "two", 3: "three"}[many]
        raise AnswerFormatError(f"{shown(text)!r} is not {number} numbers; type {asked.example}")
    return parts


def side_texts(text: str) -> list[str]:
    """What stands for width, height and depth where no names do."""
    return _parts(_as_sides(text), 3)


def _as_sides(text: str) -> str:
    """A volume that is said in another way as width x height x depth."""
    for said, sides in _SAID:
        if found := said.fullmatch(text):
            return found.expand(sides)
    return text


def size(text: str, asked: Expected) -> Size | Fit:
    """The width and height, or one number where they are equal; a tuple in brackets is height, width."""
    if does_not_fit(text):
        return DOES_NOT_FIT
    if named := _by_name(text, asked, Size._fields):
        return Size._make(named)
    items = _tuple(text)
    if items and asked.beside is not None:
        return _of_sequence(text, items, asked)
    parts = items[::-1] if items else _parts(text, 2)
    if len(parts) > 2 and asked.beside is None:
        raise AnswerFormatError(f"the depth is not asked here, and this has {len(parts)} numbers; type {asked.example}")
    if len(parts) > 1 or not asked.square:
        _just(parts, 2, text, asked)
    sides = [_side(part, asked) for part in parts or [text]]
    return Size._make((sides * 2)[:2])


def side(text: str, asked: Expected) -> TypedNumber:
    """The side of a square, for which both sides may be typed: `25x25` or `(25, 25)` is 25; or a length, `126x64`.

    Of an input whose depth is given `25x25x3` may be typed.
    """
    if asked.side and (deep := re.fullmatch(rf"(\d+\s*x\s*\d+)\s*x\s*{asked.beside}", text)):
        text = deep[1]
    both = re.fullmatch(r"(\d+)\s*(?:x|by)\s*(\d+)\s*(?:pixels?|px)?\.?", text, re.IGNORECASE)
    parts = list(both.groups()) if both else _tuple(text)
    length = asked.beside is not None and not asked.side
    if not length and re.fullmatch(r"(\d+)\s*(?:\*\s*\1|x\s*\1\s*x\s*\d+)", text, re.IGNORECASE):
        raise TwoReadingsError(
            f"{shown(text)!r} may be sides or a product, and a single side is asked; type one number"
        )
    if len(parts) != 2:
        return number(text, asked)
    across, down = (_side(part, asked) for part in parts)
    if length:
        return across if down == asked.beside else number(text, asked)
    if across != down:
        raise TwoReadingsError(
            f"{shown(text)!r} has two different sides, and one number is asked; type {asked.example}"
        )
    return across


def without_batch(text: str) -> str:
    """The length in the shape of a vector as a framework prints it, `(None, 1600)` or `(1600,)`; others as they are."""
    if alone := re.fullmatch(r"(?:Size)?[(\[]{1,2}\s*(\d+)\s*,?\s*[)\]]{1,2}", text):
        return alone[1]
    items = _tuple(text)
    return items[1] if len(items) == 2 and (text.startswith("Size") or items[0] == "None") else text


def _side(text: str, asked: Expected) -> TypedNumber:
    """One of the numbers, which count cells; a fraction may still be typed, and is told what it comes from."""
    return number(text.strip(), replace(asked, whole=True))


def _by_name(text: str, asked: Expected, sides: Sequence[str]) -> list[TypedNumber]:
    """The numbers of `W=55, H=55, D=96` in the order of the sides; nothing where they have no names."""
    before, *pieces = _NAMED.split(text)
    found, value = dict[str, str](), ""
    for name, after in zip(pieces[-2::-2], pieces[::-2], strict=True):  # the last one first: H=W=29 is 29 for both
        value = after.strip(" ,;x") or value
        found[_SIDE_OF[name.lower()]] = value
    if before.strip("( ") or found.pop("batch", "1") != "1" or len(found) < 2:
        return []
    if set(found) != set(sides):
        raise AnswerFormatError(f"{shown(text)!r} does not name {', '.join(sides)}; type {asked.example}")
    return [_side(found[side], asked) for side in sides]


def _tuple(text: str) -> list[str]:
    """The entries of a list in brackets such as `(10, 29, 29)`; nothing where it is no list of several."""
    found = _TUPLE.fullmatch(text)
    items = re.split(r"\s*[,;]\s*|\s+", found[1].strip(" ,")) if found else []
    return items if len(items) > 1 else []


def _of_sequence(text: str, items: list[str], asked: Expected) -> Size:
    """Length and channels of a tuple: in the order of the question, or where the channels that come out stand in it."""
    first, last = _order(text, items, asked)
    one, other = (_side(item, asked) for item in _just(_without_batch(items, 2, asked), 2, text, asked))
    if not first and not last and asked.printed and one != other and asked.beside not in (one, other):
        raise TwoReadingsError(
            f"{shown(text)!r} may have the channels first or last; write length × channels, as in 126x64"
        )
    return Size._make((other, one) if first or (not last and one == asked.beside) else (one, other))


def _order(text: str, items: list[str], asked: Expected) -> tuple[bool, bool]:
    """Whether a tuple has the channels first, and whether last: as it is printed, or else as the question has them."""
    first, last = text.startswith("Size"), items[0] == "None"  # as PyTorch and as Keras print it
    return (first, last) if first or last else (asked.order == "channels-first", asked.order == "channels-last")


def _without_batch(items: list[str], many: int, asked: Expected) -> list[str]:
    batch = len(items) == many + 1 and (_BATCH.fullmatch(items[0]) or items[0] == str(asked.batch))
    return items[1:] if batch else items


def _of_tuple(text: str, items: list[str], asked: Expected) -> Volume:
    """The volume of a tuple as a framework prints it: with a batch in front or without, channels first or last."""
    channels_first, channels_last = _order(text, items, asked)
    first, second, third = (_side(item, asked) for item in _just(_without_batch(items, 3, asked), 3, text, asked))
    if channels_first or (second == third and not channels_last):
        return Volume._make((third, second, first))
    if channels_last or (first == second and not asked.printed):
        return Volume._make((second, first, third))
    what = "may have the channels first or last"
    raise TwoReadingsError(f"{shown(text)!r} {what}; write width × height × depth, as in 55x27x96")


def _parts(text: str, wanted: int) -> list[str]:
    """The numbers between x, or else commas, or else blanks: the first way that gives as many as are wanted."""
    text = re.sub(r"(?<=[\d)\s])(?:\s*by\s*)(?=[\d(\s])", " x ", text.lower())
    text = re.sub(r"(?<=[a-z])\s*[.,;!]+$", "", text)
    if whole := re.fullmatch(r"[(\[]([^()\[\]]*)[)\]]", text):
        text = whole[1]
    tries = [outside_brackets(text, sign) for sign in _BETWEEN]
    found = [[part for part in parts if part.strip()] for parts in tries]
    best = next((parts for parts in found if len(parts) == wanted), None)
    return best or next((parts for parts in found if len(parts) > 1), found[-1])


def apart(text: str, parts: Sequence[Any]) -> list[str]:
    """The answers to several parts on one line: `26x26x8; 80`, or `26x26x8, 80`; of sides also `363x3025`."""
    sides = all(getattr(part, "one_of_sides", False) for part in parts)
    text = text.strip("[]() ") if sides else text
    return [piece.strip() for piece in outside_brackets(text, r"[;|\n]|,\s+" + r"|[x×]" * sides)]


def outside_brackets(text: str, separator: str) -> list[str]:
    """The pieces of a text between separators (a regular expression) that stand in no bracket.

    >>> outside_brackets("55 x (32 x 3)", r"\\s*x\\s*")
    ['55', '(32 x 3)']
    """
    pieces, start, depth = [], 0, 0
    for found in re.finditer(rf"([(\[])|([)\]])|(?:{separator})", text):
        depth += bool(found[1]) - bool(found[2])
        if depth <= 0 and not (found[1] or found[2]):
            pieces.append(text[start : found.start()])
            start = found.end()
    return [*pieces, text[start:]]
