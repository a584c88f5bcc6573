"""The input with its padding written around it: which sides get how many zeros, as given or by “same” padding."""

from cnnhand.exact.shapes import Pair, Sides
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask, draw_grid
from cnnhand.layers.resize import Pad

SUMMARY = "the input with its padding written around it"

TWO_SIDES = (Sides(1, 0, 1, 0), Sides(0, 1, 0, 1), Sides(1, 0, 0, 1), Sides(0, 1, 1, 0))


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: zeros on two of the sides. Medium: another number on every side. Hard: “same” padding of a filter."""
    width, height = (dice.integer(2, 3), dice.integer(2, 3)) if level != "hard" else (3, dice.integer(2, 4))
    x = draw_grid(dice, width, height, 1, 9)
    if level == "easy":
        return ask(x, Pad(padding=dice.choice(TWO_SIDES)), "map")
    if level == "medium":
        sides = Sides(*(dice.integer(0, 2) for _ in Sides._fields))
        return ask(x, Pad(padding=sides), "map") if len(set(sides)) == 3 and sides.left + sides.right < 4 else None
    size, stride = Pair(dice.integer(2, 4), dice.integer(2, 4)), dice.integer(1, 2)
    pad = Pad(padding="same", size=size, stride=Pair(stride, stride))
    sides = pad.on(x.volume).padding  # type: ignore[assignment]  # what `same` comes to
    return ask(x, pad, "map") if sides.left != sides.right or sides.top != sides.bottom else None
