"""Which filter side, stride, padding and number of filters make a wanted volume of a volume?"""

from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Volume
from cnnhand.kinds.drawing import Dice, Level
from cnnhand.layers.base import Layer
from cnnhand.layers.network import Network, Node
from cnnhand.questions.sizes.fill import FillProblem
from cnnhand.questions.sizes.fill_search import Blank, Wanted

SUMMARY = "filter side, stride, padding and filters that make a wanted volume"

SIZES: dict[Level, tuple[int, ...]] = {"easy": (3, 5), "medium": (3, 4, 5, 7), "hard": (3, 4, 5, 7, 9)}
ASKED = ("size", "stride", "padding")
GIVEN = ("padding", *["size"] * 2, *["stride"] * 6)
"""The one setting that is given at hard. With the stride many filters do it, and most such draws are thrown away."""


def draw(level: Level, dice: Dice) -> FillProblem | None:
    """Easy: the filter, the stride or the padding. Medium: one of them with a padded input, and the filters. Hard:
    two of them that go together, and the filters."""
    setting = dice.choice(ASKED if level != "hard" else GIVEN)
    size, stride = dice.choice(SIZES[level]), dice.integer(1, 3)
    padding = dice.integer(0 if level == "easy" and setting != "padding" else 1, size // 2)
    across, down = dice.integer(4, 15), dice.integer(4, 15)
    if level != "hard":
        down = across
    width, height = ((side - 1) * stride + size - 2 * padding for side in (across, down))
    volume = Volume(width, height, dice.choice((1, 3)) if level == "easy" else dice.integer(2, 8))
    wanted = Volume(across, down, dice.integer(9, 32))
    if min(width, height) < size + 2 or (level == "hard" and setting == "stride" and size % 2 == 0):
        return None  # too small, or made by even filters alone
    settings = {"size": Pair(size, size), "stride": Pair(stride, stride), "padding": Sides.around(padding)}
    known = {name: value for name, value in settings.items() if (name == setting) == (level == "hard")}
    open_ = tuple(name for name in ASKED if name not in known)
    if level == "easy":
        known |= {"filters": wanted.depth}  # type: ignore[dict-item]  # each its own type
    else:
        open_ += ("filters",)
    blank = Blank.of(1, "conv", known, open_)
    return FillProblem(Network(volume, (Node(Layer(), (0,)),)), (blank,), Wanted(wanted))
