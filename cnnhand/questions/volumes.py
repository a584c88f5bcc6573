"""What is asked of a volume, and what is typed for it."""

from cnnhand.errors import GivenError
from cnnhand.exact.values import Form, Size, Value, Volume

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
