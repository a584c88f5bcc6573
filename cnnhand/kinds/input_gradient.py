"""The gradient of a convolution's input: every dY lays the kernel, times itself, on the window that it came from.

For each cell of the input that is a sum over the windows it takes part in. All at once it is the full correlation of
dY with the kernel turned by 180°. D is the number of channels, F the side of the filter, S the stride, P the padding on
one side, K the number of filters; dY has one map a filter, and biases play no part.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, meetings, number_at, reading_order, rotated
from cnnhand.exact.gradients import input_gradient
from cnnhand.exact.maps import convolved
from cnnhand.exact.shapes import Axis, Conv, Pair, Sides, Window
from cnnhand.exact.values import Filter, Form, Grid, Volume, plain
from cnnhand.kinds import Level, Mistake, OnePart
from cnnhand.kinds._gradients import check_gradient, gradient_views, places, several_places, sum_text
from cnnhand.kinds._grids import as_in, channel_names, channel_views, check_filters, draw_grid, with_marked
from cnnhand.kinds._layers import moves_text, plural, size_text
from cnnhand.page import Beside, GridView, Page, Step, Text, Working, say


@dataclass(frozen=True, slots=True)
class InputGradient(OnePart):
    """The gradient dY of all maps, the filters and how they slide, and the size of the input."""

    summary = "the gradient dX of a convolution's input"
    group = "backward"
    form = Form.GRID

    gradient: Grid
    filters: tuple[Filter, ...]
    input: Volume
    stride: Pair = Pair(1, 1)
    padding: Sides = Sides()
    dilation: Pair = Pair(1, 1)

    def __post_init__(self) -> None:
        check_filters(self.filters)
        if not self.filters or self.filters[0].weights.depth != self.input.depth:
            raise GivenError("filters", f"there must be filters as deep as the input, {self.input.depth}")
        check_gradient(self.gradient, self.input, Conv(len(self.filters), self.window))

    @property
    def window(self) -> Window:
        """How the filters slide."""
        return Window.of_kernel(self.filters[0].weights, self.stride, self.padding, self.dilation)

    @property
    def kernels(self) -> list[Grid]:
        """The weights of the filters."""
        return [filter.weights for filter in self.filters]

    def answer(self) -> Grid:
        return input_gradient(self.gradient, self.kernels, self.input, self.window)

    def question(self) -> Page:
        several = len(self.filters) > 1
        return (
            Text(
                f"A convolution with {plural(len(self.filters), 'filter')} of {size_text(self.window.size)}, "
                f"{moves_text(self.window)}, on an input X of {self.input} (width × height × depth); the kernel is not "
                "flipped. dY is the gradient of the loss with respect to the output."
            ),
            Beside((*gradient_views(self.gradient, each="filter"), *self._filter_views())),
            Text(
                f"What is dX, the gradient with respect to the input{', from both filters' * several}? "
                f"Type its rows, {as_in('6 0; 4 7', self.input.depth)}"
            ),
        )

    def letters(self) -> dict[str, object]:
        axis = self.window.across
        return {
            "S": axis.stride,
            "F": axis.filter,
            "P": axis.before,
            "K": len(self.filters),
            "W": self.input.width,
            "H": self.input.height,
        }

    def working(self) -> Working:
        steps: tuple[Step, ...] = ()
        for channel, name in enumerate(channel_names(self.input.depth)):
            for cell in reading_order(self.input.width, self.input.height):
                steps += (self._step(f"{name}{cell}", channel, cell),)
        answer = self.answer()
        padded = "; what falls into the padding is dropped" if self.window.padded else ""
        zeros = "" if all(self.gradient.cells()) else "; the zeros of dY are left out"
        apart = "" if self.stride == (1, 1) else f", its numbers {self.stride} apart,"
        return Working(
            "dx = Σ w·dy over the windows that the cell is in: the weight that lies on it times the window's dy",
            f"{plural(len(places(self.gradient)), 'window')} of {size_text(self.window.size)}{padded}; all at once it "
            f"is the full correlation of dY{apart} with the kernel turned by 180°{zeros}",
            (*steps, Step("dX", say(answer), answer)),
            (Beside((*gradient_views(self.gradient, each="filter"), *self._filter_views())),),
        )

    def _step(self, label: str, channel: int, cell: Place) -> Step:
        """The sum of one cell of X, with the windows it takes part in marked in dY and the weights in the kernels."""
        met = meetings(cell, self.window, self.gradient.width, self.gradient.height)
        terms = [
            [(number_at(kernel.channels[channel], weight), number_at(dy, place)) for place, weight in met]
            for kernel, dy in zip(self.kernels, self.gradient.channels, strict=True)
        ]
        windows, weights = [meeting.place for meeting in met], [meeting.weight for meeting in met]
        deltas = [with_marked(view, windows) for view in gradient_views(self.gradient, each="filter")]
        kernels = [with_marked(view, weights) for view in self._filter_views()[channel :: self.input.depth]]
        total = plain(sum(w * dy for line in terms for w, dy in line))
        note = "" if met else "in no window"
        return Step(label, sum_text(terms), total, note, (Beside((*deltas, *kernels)),))

    def _filter_views(self) -> tuple[GridView, ...]:
        """Pictures of the filters, channel by channel."""
        several = len(self.filters) > 1
        return tuple(
            view
            for number, filter in enumerate(self.filters, 1)
            for view in channel_views(filter.weights, f"filter {number}" if several else "filter")
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: dY and kernel of 2×2. Medium: a 3×3 kernel, or stride 2. Hard: stride 2, padding, two filters or
        channels."""
        side, filter, stride, padding, depth, filters = dice.choice(
            {
                "easy": ((3, 2, 1, 0, 1, 1),),
                "medium": ((4, 3, 1, 0, 1, 1), (4, 2, 2, 0, 1, 1), (4, 2, 1, 0, 1, 1), (5, 3, 2, 0, 1, 1)),
                "hard": ((3, 3, 2, 1, 1, 2), (3, 3, 2, 1, 2, 1), (4, 2, 2, 1, 1, 2), (3, 3, 1, 1, 1, 1)),
            }[level]
        )
        outputs = Axis(filter, stride, padding, padding).outputs(side)
        most = 2 if level == "easy" else 3
        problem = cls(
            draw_grid(dice, outputs, outputs, -most, most, filters, zero=False),
            tuple(Filter(draw_grid(dice, filter, filter, -most, most, depth)) for _ in range(filters)),
            Volume(side, side, depth),
            Pair(stride, stride),
            Sides.around(padding),
        )
        return problem if _turns(problem) and _gradient_turns(problem) else None


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _laid(
    window: Callable[[Window], Window] = lambda window: window, overwrite: bool = False
) -> Callable[[InputGradient], Grid]:
    """Every dY times the kernel laid down on another window, or over what is there."""
    return lambda p: input_gradient(p.gradient, p.kernels, p.input, window(p.window), overwrite)


def _with_padding(problem: InputGradient) -> InputGradient:
    """The problem of the padded input."""
    left, right, top, bottom = problem.padding
    width, height, depth = problem.input
    padded = Volume(width + left + right, height + top + bottom, depth)
    return replace(problem, input=padded, padding=Sides())


def _other_kernels(problem: InputGradient) -> InputGradient:
    """The problem with every kernel turned by 180°."""
    return replace(problem, filters=tuple(replace(f, weights=f.weights.by_channel(rotated)) for f in problem.filters))


def _valid(problem: InputGradient) -> Grid:
    """The turned kernels slid over dY where they lie on it altogether: a convolution from the K maps to D channels."""
    slices = zip(*(kernel.channels for kernel in problem.kernels), strict=True)
    window = Window.of(problem.window.size)
    return convolved(problem.gradient, [Filter(Grid(kernels)) for kernels in slices], window, flip=True)


def _overlapping(problem: InputGradient) -> bool:
    """Whether two windows overlap that both send something back."""
    across, down = problem.window
    sending = [
        place for place in places(problem.gradient) if any(number_at(rows, place) for rows in problem.gradient.channels)
    ]
    return any(
        a != b
        and abs(a.row - b.row) * down.stride < down.reach
        and abs(a.column - b.column) * across.stride < across.reach
        for a in sending
        for b in sending
    )


def _turns(problem: InputGradient) -> bool:
    """Whether turning the kernels by 180° makes others of them."""
    return _other_kernels(problem) != problem


def _gradient_turns(problem: InputGradient) -> bool:
    """Whether turning dY by 180° makes another of it."""
    return problem.gradient.by_channel(rotated) != problem.gradient


InputGradient.mistakes = (
    Mistake.changed(
        "kernel-not-rotated",
        "with the full correlation of dY with the kernel as it is, not turned by 180°",
        _turns,
        _other_kernels,
        common=True,
    ),
    Mistake.changed(
        "gradient-flipped",
        "with dY turned by 180° in place of the kernel",
        lambda p: _turns(p) and _gradient_turns(p),
        lambda p: replace(_other_kernels(p), gradient=p.gradient.by_channel(rotated)),
    ),
    Mistake(
        "valid-not-full",
        "with the turned kernel slid over dY without zeros around it",
        lambda p: max(p.window.size) > 1,
        _valid,
    ),
    Mistake(
        "overlaps-overwrite",
        "with the last window's product alone, not the sum, where windows overlap",
        _overlapping,
        _laid(overwrite=True),
        common=True,
    ),
    Mistake(
        "stride-ignored",
        "with windows that move by 1 in place of {S}",
        lambda p: max(p.stride) > 1 and several_places(p),
        _laid(window=lambda window: window.with_(stride=1)),
        common=True,
    ),
    Mistake.changed(
        "padding-kept",
        "with the rows and columns of the padding left on: X has {W}×{H} numbers",
        lambda p: p.window.padded,
        _with_padding,
        common=True,
    ),
    Mistake(
        "padding-ignored",
        "with the windows put on the input without its padding",
        lambda p: p.window.across.before > 0 or p.window.down.before > 0,
        _laid(window=Window.unpadded),
    ),
    Mistake(
        "gradient-ignored",
        "by laying the kernel itself on every window, not dY times the kernel",
        lambda p: any(number != 1 for number in p.gradient.cells()),
        lambda p: replace(p, gradient=p.gradient.map(lambda dy: 1)).answer(),
    ),
    Mistake(
        "first-filter-only",
        "from filter 1 alone, out of {K}",
        lambda p: len(p.filters) > 1,
        lambda p: replace(p, filters=p.filters[:1], gradient=Grid(p.gradient.channels[:1])).answer(),
        common=True,
    ),
    Mistake.changed(
        "filters-crossed",
        "with the filters on one another's dY",
        lambda p: p.filters != p.filters[::-1],
        lambda p: replace(p, filters=p.filters[::-1]),
        common=True,
    ),
)
