"""What is asked of a volume, what is typed for it, and how a side of it is worked out."""

from collections.abc import Iterator

from cnnhand.errors import GivenError
from cnnhand.exact.formula import Whole
from cnnhand.exact.values import Form, Size, Value, Volume
from cnnhand.layers.rules import Rule
from cnnhand.page import Step

SIDES = ("width", "height", "depth")


def form_of(what: str, vector: bool, sequence: bool) -> Form:
    """What is typed: a volume, two sides, or one number, as of a vector; length × channels of a sequence."""
    if vector or what not in ("volume", "size"):
        return Form.NUMBER
    if sequence:
        return Form.SIZE if what == "volume" else Form.NUMBER
    return Form.VOLUME if what == "volume" else Form.SIZE


def asked_of(volume: Volume, what: str, vector: bool, sequence: bool) -> Value:
    """What is asked of a volume; `GivenError` where a side of it is not given."""
    needed = {"volume": SIDES, "size": SIDES[:2], "length": SIDES}.get(what, (what,))
    if sequence and what in ("size", "length"):
        needed, what = ("width",), "width"
    for side, name in zip(volume, SIDES, strict=True):
        if side is None and name in needed:
            raise GivenError("input", f"the {name} is not given, and {what} needs it; say `input: 7x7x3`")
    match what:
        case "volume" if vector:
            return volume.depth
        case "volume" if sequence:
            return Size(volume.width, volume.depth)
        case "volume":
            return volume
        case "size" if not vector:
            return Size(volume.width, volume.height)
        case "size" | "length":
            return volume.cells
    return getattr(volume, what)  # type: ignore[no-any-return]  # a side by its name


def side_steps(name: str, rule: Rule, whole: Whole | None) -> Iterator[Step]:
    """The arithmetic of one side, an operation a step; where nothing is to be done, the number itself."""
    filled = rule.filled(whole)
    lines = [line for line in filled.lines() if str(line) != str(line.at())] or [filled]
    notes = SLIDING_NOTES if rule.text.startswith("(W − ") and "/S" in rule.text else ()
    for left, line in zip(range(len(lines) - 1, -1, -1), lines, strict=True):
        value = line.at()
        note = notes[left] if left < len(notes) else ""
        if not left:
            note = rule.note or note if value.denominator == 1 else "not a whole number"
        yield Step(name, str(line), value, note)


SLIDING_NOTES = (
    "and the first window",
    "steps",
    "how far the window can move",
    "the cells that the dilated window spans",
)
"""What the lines of a side mean, from the last to the first."""


def span_steps(name: str, rule: Rule) -> Iterator[Step]:
    """How far a window could move, which is less than nothing where it is too large."""
    *lines, _, _ = rule.filled().lines()
    for line in lines:
        value = line.at()
        yield Step(name, str(line), value, "less than 0: it is too large" if value < 0 else "")
