"""Which kernel made this map? Found from the map of an impulse: an image that is 0 but for one cell.

v is the impulse, w the weights of the kernel, b the bias: a cell of the map is w·v + b where weight w lies on the
impulse, and b where none does. A kernel that slides unflipped comes out turned by 180°.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, convolved, number_at, reading_order
from cnnhand.exact.shapes import Pair, Sides, Window
from cnnhand.exact.values import Filter, Form, Grid, Rational, Volume, plain
from cnnhand.layers.words import padding_text, size_text
from cnnhand.page import Beside, Step, say
from cnnhand.questions.catalogue import rules
from cnnhand.questions.grids import HOW_TO_TYPE, check_one_channel, map_size, region
from cnnhand.questions.kernels.kernel_question import KernelQuestion
from cnnhand.questions.traced import Traced
from cnnhand.questions.wording import channel_views


@dataclass(frozen=True, slots=True)
class KernelFromMap(KernelQuestion):
    """An image of one channel with a single cell that is not 0, its map at stride 1, and the size of the kernel.

    `flip` is for a true convolution, which turns the kernel by 180° before it slides. Where some windows of the map
    miss the impulse, they show the bias; else there is none.
    """

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
        wide, high = map_size(self.input, self.window)
        if (self.map.width, self.map.height) != (wide, high):
            raise GivenError("map", f"the map of this image is {wide}×{high}, not {self.map.width}×{self.map.height}")
        for weight, place in self.places().items():
            if not (1 <= place.row <= high and 1 <= place.column <= wide):
                raise GivenError("input", f"the weight at {weight} never lies on the impulse; use more padding")
        made = Filter(self.answer(), self.bias)
        if convolved(self.input, [made], self.window, self.flip) != self.map:
            what = "no kernel of this size gives this map: away from the impulse it must be one number"
            raise GivenError("map", what)

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
        return self.by(lambda y, v, b: Fraction(y - b) / v)

    def by(self, undo: Callable[[Rational, Rational, Rational], Rational]) -> Grid:
        """The kernel, each weight undone out of the number y that shows it, the impulse v and the bias b."""
        v, b = self.value, self.bias
        weights = (plain(undo(number_at(self.map.rows, place), v, b)) for place in self.places().values())
        return Grid.from_cells(weights, Volume(*self.size, 1))

    def said(self) -> tuple[str, ...]:
        slides = (
            "as a true convolution does, turned by 180°"
            if self.flip
            else "as it is, without flipping (cross-correlation)"
        )
        bias = " It has a bias, which the map shows." if self.bias else " It has no bias."
        return (
            f"A kernel of {size_text(self.size)} slides over the image {slides}, "
            f"stride 1, {padding_text(self.padding)}.{bias} This map comes out:",
            f"Which kernel is it? {HOW_TO_TYPE}",
        )

    def pictures(self) -> tuple[Beside, ...]:
        return (Beside((*channel_views(self.input, "image"), *channel_views(self.map, "map"))),)

    def letters(self) -> dict[str, object]:
        return {"v": say(self.value), "b": say(self.bias)}

    def steps(self) -> Iterator[Step]:
        (image,), (made,) = channel_views(self.input, "image", self.padding), channel_views(self.map, "map")
        for (weight, place), w in zip(self.places().items(), self.answer().cells(), strict=True):
            under = image._replace(window=region(place, self.window))
            shown = made._replace(window=region(place))
            y = Traced(number_at(self.map.rows, place))
            y = y - self.bias if self.bias else y
            undone = y if self.value == 1 else y / self.value
            yield Step(f"weight {weight}", str(undone), w, f"{place} of the map", (Beside((under, shown)),))

    def rule(self) -> tuple[str, str]:
        place = Place(self.impulse.row - self.padding.top, self.impulse.column - self.padding.left)
        order = "in the same order" if self.flip else "turned by 180°"
        bias = f", and b = {say(self.bias)} is what the rest of the map shows" if self.bias else ""
        return (
            f"y = w·v + b where w lies on the impulse, so w = (y − b)/v; the map shows the weights {order}",
            f"the impulse v = {say(self.value)} stands at {place} of the image{bias}",
        )


KernelFromMap.usual = rules(
    """
    kernel-flipped: by reading the map in its own order: a kernel that slides unflipped comes out turned by 180° := p.answer().by_channel(rotated) | not flip
    kernel-flipped: by turning the map by 180°, which the true convolution has done already := p.answer().by_channel(rotated) | flip
    kernel-mirrored: with left and right exchanged := p.answer().by_channel(mirrored)
    kernel-mirrored: with top and bottom exchanged := p.answer().by_channel(upside_down)
    kernel-transposed: with rows and columns exchanged := p.answer().by_channel(exchanged)
    impulse-not-divided: without dividing by the impulse {v} => y - b
    bias-forgotten: without taking the bias {b} off first => Fraction(y) / v
    bias-after-division: with the bias {b} taken off after dividing by {v} => Fraction(y) / v - b
    bias-added: with the bias {b} added, not taken off => Fraction(y + b) / v
    map-given: by copying the map, neither turned by 180° nor divided by the impulse {v} := p.by(lambda y, v, b: y).by_channel(rotated) | not flip, p.value != 1
    map-given: by giving the whole map as it stands := p.map | p.map.volume[:2] != p.size
    """,
    "y, v, b",
)
