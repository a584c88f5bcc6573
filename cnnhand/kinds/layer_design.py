"""Which filter side, stride, padding and number of filters make a wanted volume of a volume?"""

from dataclasses import dataclass
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.values import Value, Volume
from cnnhand.kinds import Level, OnePart, Problem
from cnnhand.kinds._layer_design_parts import Design, DesignPart, Setting
from cnnhand.kinds._layers import plural
from cnnhand.kinds._stacks import whole_number
from cnnhand.page import Page, Text

NAMES: dict[Setting, str] = {
    "size": "the filter side F",
    "stride": "the stride S",
    "padding": "the padding P on every side",
    "filters": "the number of filters K",
}


@dataclass(frozen=True, slots=True)
class LayerDesign(Problem):
    """The input, the volume that is wanted, and the settings that are given; those left out are asked in order."""

    summary = "filter side, stride, padding and filters that make a wanted volume"
    group = "sizes"

    input: Volume
    output: Volume
    size: int | None = None
    stride: int | None = None
    padding: int | None = None
    filters: int | None = None

    def __post_init__(self) -> None:
        if min(self.input) < 1:
            raise GivenError("input", f"the input must have sides of at least 1, not {self.input}")
        if min(self.output[:2]) < 2 or self.output.depth < 1 or max(self.input[:2]) > 1000:
            raise GivenError("output", f"{self.output} of {self.input}: the sides go from 2, and up to 1000")
        if self.filters not in (None, self.output.depth):
            what = f"{plural(self.filters or 0, 'filter')} make as many maps, and the output has {self.output.depth}"
            raise GivenError("filters", what)
        if not self.asked:
            raise GivenError("size", "leave out at least one of size, stride, padding and filters: it is what is asked")
        DesignPart(self.input, self.output, self.asked[0], self.known)

    @property
    def known(self) -> Design:
        """Filter side, stride and padding, as far as they are given."""
        return Design(self.size, self.stride, self.padding)

    @property
    def asked(self) -> tuple[Setting, ...]:
        """The settings that are not given, in the order in which they are asked."""
        return tuple(setting for setting in NAMES if getattr(self, setting) is None)

    def question(self) -> Page:
        filters = "filters" if self.filters is None else plural(self.filters, "filter")
        of_size = "" if self.size is None else f" of {self.size}×{self.size}"
        given = [f"{filters}{of_size}"] if of_size or self.filters else []
        given += [] if self.stride is None else [f"stride {self.stride}"]
        given += [] if self.padding is None else [f"padding {self.padding} on every side"]
        square = "" if self.size is not None else " The filters are square, and no larger than the input."
        padding = "" if self.padding is not None else " The padding is the same on every side, and smaller than F."
        return (
            Text(
                f"A convolution is to make {self.output} of {self.input} (width × height × depth)"
                f"{', with ' if given else ''}{', '.join(given)}. The stride must divide.{square}{padding}"
            ),
            Text(
                "Find what is missing."
                if len(self.known.open) < 2
                else "Choose what is missing, one after the other; where several values do it, any of them is right."
            ),
        )

    def parts(self) -> tuple[str, ...]:
        """A setting each."""
        return tuple(NAMES[setting] for setting in self.asked)

    def part(self, number: int, earlier: tuple[Value, ...]) -> OnePart:
        """The next setting, for the settings that are given and those chosen so far."""
        chosen = dict(zip(self.asked[:number], map(whole_number, earlier), strict=True))  # the filters are asked last
        return DesignPart(self.input, self.output, self.asked[number], self.known._replace(**chosen))

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: the filter, the stride or the padding. Medium: one of them with a padded input, and the filters. Hard:
        two of them that go together, and the filters."""
        setting = dice.choice(_ASKED if level != "hard" else _GIVEN)
        size, stride = dice.choice(_SIZES[level]), dice.integer(1, 3)
        padding = dice.integer(0 if level == "easy" and setting != "padding" else 1, size // 2)
        across, down = dice.integer(4, 15), dice.integer(4, 15)
        if level != "hard":
            down = across
        width, height = ((side - 1) * stride + size - 2 * padding for side in (across, down))
        volume = Volume(width, height, dice.choice((1, 3)) if level == "easy" else dice.integer(2, 8))
        wanted = Volume(across, down, dice.integer(9, 32))
        if min(width, height) < size + 2 or (level == "hard" and setting == "stride" and size % 2 == 0):
            return None  # too small, or made by even filters alone
        settings = {"size": size, "stride": stride, "padding": padding}
        given = {name: value for name, value in settings.items() if (name == setting) == (level == "hard")}
        return cls(volume, wanted, **given, filters=wanted.depth if level == "easy" else None)


_ASKED = ("size", "stride", "padding")
_GIVEN = ("padding", *["size"] * 2, *["stride"] * 6)
"""The one setting that is given at hard. With the stride many filters do it, and most such draws are thrown away."""

_SIZES: dict[Level, tuple[int, ...]] = {"easy": (3, 5), "medium": (3, 4, 5, 7), "hard": (3, 4, 5, 7, 9)}
