"""Which kernel made this map? Found from the map of an impulse: an image that is 0 but for one cell.

v is the impulse, w the weights of the kernel, b the bias: a cell of the map is w·v + b where weight w lies on the
impulse, and b where none does. A kernel that slides unflipped comes out turned by 180°.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, exchanged, mirrored, number_at, reading_order, rotated, upside_down
from cnnhand.exact.maps import convolved
from cnnhand.exact.shapes import Pair, Sides, Window, check_window, output_side
from cnnhand.exact.values import Filter, Form, Grid, Rational, Rows, Volume, plain
from cnnhand.kinds import Level, Mistake, OnePart
from cnnhand.kinds._grids import channel_views, check_one_channel, draw_grid, how_to_type, region
from cnnhand.kinds._layers import named_size, padding_text
from cnnhand.page import Beside, Page, Step, Text, Working, factor, say


@dataclass(frozen=True, slots=True)
class KernelFromMap(OnePart):
    """An image of one channel with a single cell that is not 0, its map at stride 1, and the size of the kernel.

    `flip` is for a true convolution, which turns the kernel by 180° before it slides. Where some windows of the map
    miss the impulse, they show the bias; else there is none.
    """

    summary = "the kernel that made a map, from the map of an impulse"
    group = "forward"
    form = Form.GRID

    input: Grid
    map: Grid
    size: Pair
    padding: Sides = Sides()
    flip: bool = False

    def __post_init__(self) -> None:
        check_one_channel(input=self.input, map=self.map)
        if sum(map(bool, self.input.cells())) != 1:
            raise GivenError("input", "an impulse has exactly one cell that is not 0")
        check_window(self.input.width, self.input.height, self.window)
        sides = zip((self.input.width, self.input.height), self.window, strict=True)
        wide, high = (output_side(side, axis) or 0 for side, axis in sides)
        if (self.map.width, self.map.height) != (wide, high):
            raise GivenError("map", f"the map of this image is {wide}×{high}, not {self.map.width}×{self.map.height}")
        for weight, place in self.places().items():
            if not (1 <= place.row <= high and 1 <= place.column <= wide):
                raise GivenError("input", f"the weight at {weight} never lies on the impulse; use more padding")
        made = Filter(self.answer(), self.bias)
        if convolved(self.input, [made], self.window, self.flip) != self.map:
            raise GivenError(
                "map", "no kernel of this size gives this map: away from the impulse it must be one number"
            )

    @property
    def window(self) -> Window:
        """How the kernel slides."""
        return Window.of(self.size, padding=self.padding)

    @property
    def impulse(self) -> Place:
        """The row and column of the impulse in the padded input."""
        rows = enumerate(self.input.rows, 1 + self.padding.top)
        (place,) = (Place(i, j) for i, row in rows for j, x in enumerate(row, 1 + self.padding.left) if x)
        return place

    @property
    def value(self) -> Rational:
        """The impulse itself, v."""
        (value,) = filter(None, self.input.cells())
        return value  # type: ignore[no-any-return]  # a grid may hold any number

    @property
    def bias(self) -> Rational:
        """What the map is where no weight lies on the impulse, or 0 where there is no such cell."""
        reached = set(self.places().values())
        missed = (place for place in reading_order(self.map.width, self.map.height) if place not in reached)
        return next((number_at(self.map.rows, place) for place in missed), 0)

    def places(self) -> dict[Place, Place]:
        """For each row and column of the kernel the cell of the map in whose window this weight lies on the impulse."""
        (down, across), (row, column) = reversed(self.size), self.impulse
        weights = reading_order(across, down)
        if self.flip:
            return {Place(i, j): Place(row - down + i, column - across + j) for i, j in weights}
        return {Place(i, j): Place(row - i + 1, column - j + 1) for i, j in weights}

    def answer(self) -> Grid:
        return self.solved(lambda y, v, b: Fraction(y - b) / v)

    def solved(self, undo: Callable[[Rational, Rational, Rational], Rational]) -> Grid:
        """The kernel, each weight undone out of the number y that shows it, the impulse v and the bias b."""
        v, b = self.value, self.bias
        weights = (plain(undo(number_at(self.map.rows, place), v, b)) for place in self.places().values())
        return Grid.from_cells(weights, Volume(*self.size, 1))

    def question(self) -> Page:
        slides = (
            "as a true convolution does, turned by 180°"
            if self.flip
            else "as it is, without flipping (cross-correlation)"
        )
        bias = " It has a bias, which the map shows." if self.bias else " It has no bias."
        return (
            Text(
                f"A kernel of {named_size(self.size)} slides over the image {slides}, "
                f"stride 1, {padding_text(self.padding)}.{bias} This map comes out:"
            ),
            self._pictures(),
            Text(f"Which kernel is it? {how_to_type(1)}"),
        )

    def _pictures(self) -> Beside:
        return Beside((*channel_views(self.input, "image"), *channel_views(self.map, "map")))

    def letters(self) -> dict[str, object]:
        return {"v": say(self.value), "b": say(self.bias)}

    def working(self) -> Working:
        answer = self.answer()
        (image,), (made,) = channel_views(self.input, "image", self.padding), channel_views(self.map, "map")
        steps = []
        for (weight, place), w in zip(self.places().items(), answer.cells(), strict=True):
            under = image._replace(window=region(place, self.window))
            shown = made._replace(window=region(place))
            y = number_at(self.map.rows, place)
            without = f"{say(y)} − {factor(self.bias)}" if self.bias else say(y)
            over = f"({without})/{factor(self.value)}" if self.bias else f"{factor(y)}/{factor(self.value)}"
            expression = without if self.value == 1 else over
            steps.append(Step(f"weight {weight}", expression, w, f"{place} of the map", (Beside((under, shown)),)))
        place = Place(self.impulse.row - self.padding.top, self.impulse.column - self.padding.left)
        order = "in the same order" if self.flip else "turned by 180°"
        bias = f", and b = {say(self.bias)} is what the rest of the map shows" if self.bias else ""
        return Working(
            f"y = w·v + b where w lies on the impulse, so w = (y − b)/v; the map shows the weights {order}",
            f"the impulse v = {say(self.value)} stands at {place} of the image{bias}",
            (*steps, Step("kernel", say(answer), answer)),
            (self._pictures(),),
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: an impulse of 1, a kernel of two rows or columns. Medium: 3×3, another impulse. Hard: a bias."""
        side = 2 if level == "easy" else 3
        size = dice.choice((Pair(2, 2), Pair(3, 2), Pair(2, 3))) if level == "easy" else Pair(3, 3)
        value = 1 if level == "easy" else dice.integer(2, 3) if level == "medium" else dice.choice((-2, -1, 2, 3))
        bias = dice.choice((-3, -2, -1, 1, 2, 3)) if level == "hard" else 0
        flip = level == "hard" and dice.integer(1, 3) == 1
        padding = 1 if level == "hard" or (level == "medium" and dice.integer(0, 1)) else 0
        width, height = (5, 5) if padding else (2 * size.across - 1, 2 * size.down - 1)
        middle = Pair(width // 2, height // 2)
        if level == "hard":
            width, height = dice.choice(((4, 4), (5, 4), (4, 5)))
            middle = Pair(dice.integer(1, width - 2), dice.integer(1, height - 2))
        image = Grid.of([[value * ((j, i) == middle) for j in range(width)] for i in range(height)])
        low = 0 if level == "easy" else -4
        kernel = draw_grid(dice, *size, low, 5)
        if list(kernel.cells()).count(0) > side - 1 or _looks_the_same(kernel):
            return None
        frame = Sides.around(padding)
        map = convolved(image, [Filter(kernel, bias)], Window.of(size, padding=frame), flip)
        return cls(image, map, size, frame, flip)


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _looks_the_same(kernel: Grid) -> bool:
    """Whether a kernel is its own turned, mirrored or transposed picture, which hides mistakes."""
    return kernel in map(kernel.by_channel, (rotated, mirrored, upside_down, exchanged))


def _changed(change: Callable[[Rows], Rows]) -> Callable[[KernelFromMap], Grid]:
    """The kernel, turned or mirrored."""
    return lambda p: p.answer().by_channel(change)


def _differs(change: Callable[[Rows], Rows]) -> Callable[[KernelFromMap], bool]:
    return lambda p: _changed(change)(p) != p.answer()


def _biased(problem: KernelFromMap) -> bool:
    return problem.bias != 0


KernelFromMap.mistakes = (
    Mistake(
        "kernel-flipped",
        "by reading the map in its own order: a kernel that slides unflipped comes out turned by 180°",
        lambda p: not p.flip and _differs(rotated)(p),
        _changed(rotated),
    ),
    Mistake(
        "kernel-flipped",
        "by turning the map by 180°, which the true convolution has done already",
        lambda p: p.flip and _differs(rotated)(p),
        _changed(rotated),
    ),
    Mistake("kernel-mirrored", "with left and right exchanged", _differs(mirrored), _changed(mirrored)),
    Mistake("kernel-mirrored", "with top and bottom exchanged", _differs(upside_down), _changed(upside_down)),
    Mistake("kernel-transposed", "with rows and columns exchanged", _differs(exchanged), _changed(exchanged)),
    Mistake(
        "impulse-not-divided",
        "without dividing by the impulse {v}",
        lambda p: p.value != 1,
        lambda p: p.solved(lambda y, v, b: y - b),
    ),
    Mistake(
        "bias-forgotten",
        "without taking the bias {b} off first",
        _biased,
        lambda p: p.solved(lambda y, v, b: Fraction(y) / v),
    ),
    Mistake(
        "bias-after-division",
        "with the bias {b} taken off after dividing by {v}",
        lambda p: _biased(p) and p.value != 1,
        lambda p: p.solved(lambda y, v, b: Fraction(y) / v - b),
    ),
    Mistake(
        "bias-added",
        "with the bias {b} added, not taken off",
        _biased,
        lambda p: p.solved(lambda y, v, b: Fraction(y + b) / v),
    ),
    Mistake(
        "map-given",
        "by giving the whole map as it stands",
        lambda p: (p.map.width, p.map.height) != p.size,  # else the map is in the wrong order
        lambda p: p.map,
    ),
)
