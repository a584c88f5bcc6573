"""One cell of the output of a convolution: the products under the window, channel by channel, and the bias.

x are the inputs under the window, w the weights of the filter, b its bias, D the number of channels, F the filter side,
S the stride, P the padding on one side; `sum` is Σ x·w over all channels, before the bias.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.cells import Target, channel_sums, real_cells, rotated, window_at
from cnnhand.exact.shapes import Pair, Rounding, Sides, Window, check_window, output_side
from cnnhand.exact.values import Filter, Form, Grid, Rational, Rows, plain
from cnnhand.kinds import Level, Mistake, OnePart
from cnnhand.kinds._grids import channel_views, check_room, pictures, products, region, total
from cnnhand.kinds._layers import moves_text, plural, size_text
from cnnhand.page import Beside, Page, Region, Step, Text, Working, say


@dataclass(frozen=True, slots=True)
class ConvCell(OnePart):
    """An input volume, filters with their biases, how they slide, and which cell of which map is asked.

    `flip` asks for a true convolution, with the kernel turned by 180°; `show_window` marks the window in the question.
    """

    summary = "one output cell of a convolution, with channels, bias, stride and padding"
    group = "forward"
    form = Form.NUMBER

    input: Grid
    filters: tuple[Filter, ...]
    at: Target
    stride: Pair = Pair(1, 1)
    padding: Sides = Sides()
    dilation: Pair = Pair(1, 1)
    flip: bool = False
    show_window: bool = False

    def __post_init__(self) -> None:
        if not self.filters:
            raise GivenError("filters", "a convolution has at least one filter")
        first = self.filters[0].weights.volume
        for number, filter in enumerate(self.filters, 1):
            if filter.weights.volume != first:
                raise GivenError("filters", f"filter {number} is {filter.weights.volume} where filter 1 is {first}")
        if first.depth != self.input.depth:
            raise GivenError(
                "filters",
                f"the filters are {plural(first.depth, 'channel')} deep and the input is "
                f"{plural(self.input.depth, 'channel')} deep; both must agree",
            )
        check_window(self.input.width, self.input.height, self.window)
        check_room(self.input, self.padding)
        sides = zip((self.input.height, self.input.width), reversed(self.window), strict=True)
        limits = (*(output_side(side, axis, Rounding.FLOOR) for side, axis in sides), len(self.filters))
        for name, value, limit in zip(self.at._fields, self.at, limits, strict=True):
            if not 1 <= value <= (limit or 0):
                raise GivenError("at", f"there is no {name} {value}; the {name}s go from 1 to {limit}")

    @property
    def window(self) -> Window:
        """How the filters slide."""
        weights = self.filters[0].weights
        return Window.of(Pair(weights.width, weights.height), self.stride, self.padding, self.dilation)

    @property
    def region(self) -> Region:
        """The rows and columns of the padded input under the window."""
        return region(self.at.place, self.window)

    @property
    def bias(self) -> Rational:
        """The bias of the filter that is asked."""
        return self.filters[self.at.filter - 1].bias

    def windows(self) -> tuple[Rows, ...]:
        """What lies under the window, channel by channel."""
        return tuple(window_at(rows, self.at.place, self.window) for rows in self.input.channels)

    def kernels(self) -> tuple[Rows, ...]:
        """The weights as they lie on the window, channel by channel."""
        kernels = self.filters[self.at.filter - 1].weights.channels
        return tuple(map(rotated, kernels)) if self.flip else kernels

    def sums(self) -> tuple[Rational, ...]:
        """Σ x·w of each channel."""
        return channel_sums(self.windows(), self.kernels())

    def answer(self) -> Rational:
        return plain(sum(self.sums()) + self.bias)

    def question(self) -> Page:
        deep, several = self.input.depth > 1, len(self.filters) > 1
        which = f" of filter {self.at.filter}'s map" if several else " of the output"
        slide = (
            "A true convolution: turn the kernel by 180° before it slides"
            if self.flip
            else "The kernel slides as it is, without flipping"
        )
        marked = self.region if self.show_window else None
        filters = tuple(
            view
            for number, filter in enumerate(self.filters, 1)
            for view in channel_views(filter.weights, f"filter {number}" if several else "filter", numbered=False)
        )
        biases = ", ".join(say(filter.bias) for filter in self.filters)
        return (
            Text(
                f"{plural(len(self.filters), 'filter').capitalize()} of {size_text(self.window.size)}"
                f"{f' with {self.input.depth} channels' if deep else ''}, {moves_text(self.window)}; "
                f"{'biases' if several else 'bias'} {biases}. {slide}."
            ),
            pictures(self.input, "input", self.padding if marked else Sides(), marked),
            Beside(filters),
            Text(f"What is {self.at.place}{which}? Rows and columns are counted from 1."),
        )

    def letters(self) -> dict[str, object]:
        axis = self.window.across
        return {
            "b": say(self.bias),
            "D": self.input.depth,
            "F": axis.filter,
            "S": axis.stride,
            "P": axis.before,
            "i": self.at.row,
            "j": self.at.column,
            "k": self.at.filter,
        }

    def working(self) -> Working:
        windows, kernels, sums = self.windows(), self.kernels(), self.sums()
        several = len(sums) > 1
        views = channel_views(self.input, "input", self.padding, self.region)
        turned = ", turned" if self.flip else ""
        name = f"filter {self.at.filter}{turned}" if len(self.filters) > 1 else f"filter{turned}"
        kernel_views = channel_views(Grid(kernels), name, numbered=False)
        steps = tuple(
            Step(
                f"channel {number}" if several else "products",
                products(window, kernel),
                plain(sum_),
                picture=(Beside((view, kernel_view)),),
            )
            for number, (window, kernel, sum_, view, kernel_view) in enumerate(
                zip(windows, kernels, sums, views, kernel_views, strict=True), 1
            )
        )
        if several:
            steps += (Step("all channels", total(sums), plain(sum(sums))),)
        steps += (Step("with the bias", total((plain(sum(sums)), self.bias)), self.answer()),)
        starts = [
            f"{name} ({place} − 1)·{stride} + 1 = {(place - 1) * stride + 1}"
            for name, place, stride in (
                ("row", self.at.row, self.stride.down),
                ("column", self.at.column, self.stride.across),
            )
        ]
        padded = " of the padded input" if self.window.padded else ""
        return Working(
            f"y = {'sum over the channels of ' if several else ''}Σ x·w under the window + b",
            f"the window starts at {' and '.join(starts)}; it covers {self.region}{padded}; b = {say(self.bias)}",
            steps,
            (Beside((*views, *kernel_views)),),
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: one channel, the window shown. Medium: two channels, stride or padding. Hard: all, and two filters."""
        side = dice.choice((2, 3)) if level == "medium" else 3
        depth = {"easy": 1, "medium": dice.integer(1, 2), "hard": dice.integer(2, 3)}[level]
        padding = 1 if level == "hard" else dice.integer(0, 1) if level == "medium" else 0
        stride = 2 if level == "hard" or (level == "medium" and not padding) else 1
        outputs = 3 if level != "easy" else dice.integer(2, 3)
        width = (outputs - 1) * stride + side - 2 * padding
        x_most, w_most = (4, 2) if level == "easy" else (5, 3)
        weights = [
            Grid.of(
                *([[dice.integer(-w_most, w_most) for _ in range(side)] for _ in range(side)] for _ in range(depth))
            )
            for _ in range(2 if level == "hard" else 1)
        ]
        biases = [dice.choice((-3, -2, -1, 1, 2, 3)) for _ in weights]
        problem = cls(
            Grid.of(*([[dice.integer(0, x_most) for _ in range(width)] for _ in range(width)] for _ in range(depth))),
            tuple(map(Filter, weights, biases)),
            Target(dice.integer(1, outputs), dice.integer(1, outputs), dice.integer(1, len(weights))),
            Pair(stride, stride),
            Sides(padding, padding, padding, padding),
            show_window=level == "easy",
        )
        return problem if problem._worth_asking(level) else None

    def _worth_asking(self, level: Level) -> bool:
        """Not degenerate, not too long, and (but for the easy ones) no symmetry or place that hides mistakes."""
        windows, kernels = self.windows(), self.kernels()
        terms = [
            sum(bool(x and w) for rows in zip(window, kernel, strict=True) for x, w in zip(*rows, strict=True))
            for window, kernel in zip(windows, kernels, strict=True)
        ]
        if min(terms) < 2 or sum(terms) > 30:
            return False
        if level == "easy":
            return True
        hidden = self.at.row == self.at.column or (1 in (self.at.row, self.at.column) and not self.window.padded)
        touches = not self.window.padded or _touches_padding(self)
        return touches and not hidden and _turned(self) and _not_symmetric(self)


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _sum(problem: ConvCell) -> Rational:
    """Σ x·w over all channels, before the bias."""
    return sum(problem.sums())


def _cell(
    windows: Callable[[ConvCell], Sequence[Rows]] = ConvCell.windows,
    kernels: Callable[[ConvCell], Sequence[Rows]] = ConvCell.kernels,
) -> Callable[[ConvCell], Rational]:
    """The right arithmetic on another window or another kernel."""
    return lambda p: plain(sum(channel_sums(windows(p), kernels(p))) + p.bias)


def _kernels(change: Callable[[Rows], Rows]) -> Callable[[ConvCell], tuple[Rows, ...]]:
    """Each channel's kernel, changed."""
    return lambda p: tuple(change(kernel) for kernel in p.kernels())


def _changes(change: Callable[[Rows], Rows]) -> Callable[[ConvCell], bool]:
    """Whether the change makes another kernel at all."""
    return lambda p: _kernels(change)(p) != p.kernels()


def _transposed(kernel: Rows) -> Rows:
    return tuple(zip(*kernel, strict=True))


def _mirrored(kernel: Rows) -> Rows:
    return tuple(row[::-1] for row in kernel)


def _upside_down(kernel: Rows) -> Rows:
    return kernel[::-1]


def _unsigned(kernel: Rows) -> Rows:
    return tuple(tuple(abs(w) for w in row) for row in kernel)


def _ones(kernel: Rows) -> Rows:
    return tuple(tuple(1 for _ in row) for row in kernel)


def _square(problem: ConvCell) -> bool:
    return problem.window.size.across == problem.window.size.down


_turned = _changes(rotated)


def _not_symmetric(problem: ConvCell) -> bool:
    return _square(problem) and _changes(_transposed)(problem)


def _several_products(problem: ConvCell) -> bool:
    return prod(problem.window.size) * problem.input.depth > 1


def _deep(problem: ConvCell) -> bool:
    return problem.input.depth > 1


def _biased(problem: ConvCell) -> bool:
    return problem.bias != 0


def _touches_padding(problem: ConvCell) -> bool:
    """Whether the window reads any padding."""
    return len(real_cells(problem.input.channels[0], problem.at.place, problem.window)) < prod(problem.window.size)


def _elsewhere(rows: int, columns: int) -> Callable[[ConvCell], Rational]:
    """The right arithmetic in a cell so many rows and columns away; `GivenError` where there is none."""
    return lambda p: replace(p, at=p.at._replace(row=p.at.row + rows, column=p.at.column + columns)).answer()


def _nearest_inside(problem: ConvCell) -> tuple[Rows, ...]:
    """The window with each padding cell a copy of the nearest input cell."""
    window, height, width = problem.window, problem.input.height, problem.input.width
    lines = [min(max(row - window.down.before - 1, 0), height - 1) for row in problem.region.rows]
    columns = [min(max(column - window.across.before - 1, 0), width - 1) for column in problem.region.columns]
    return tuple(tuple(tuple(rows[y][x] for x in columns) for y in lines) for rows in problem.input.channels)


def _matrix_products(problem: ConvCell) -> Rational:
    """The cells of window @ kernel, added up: the columns' sums of the window times the rows' sums of the kernel."""
    pairs = zip(problem.windows(), problem.kernels(), strict=True)
    return plain(
        problem.bias
        + sum(
            sum(column) * sum(row)
            for window, kernel in pairs
            for column, row in zip(zip(*window, strict=True), kernel, strict=True)
        )
    )


def _largest_product(problem: ConvCell) -> Rational:
    pairs = zip(problem.windows(), problem.kernels(), strict=True)
    return plain(
        problem.bias
        + max(x * w for pair in pairs for rows in zip(*pair, strict=True) for x, w in zip(*rows, strict=True))
    )


def _other_filter(problem: ConvCell) -> int:
    """The next filter, from the last on to the first."""
    return problem.at.filter % len(problem.filters) + 1


def _skipped(problem: ConvCell) -> bool:
    """Whether the stride has moved the window further than one cell a step."""
    return (problem.stride.down > 1 and problem.at.row > 1) or (problem.stride.across > 1 and problem.at.column > 1)


ConvCell.mistakes = (
    Mistake("bias-forgotten", "without the bias {b}", _biased, lambda p: plain(_sum(p))),
    Mistake(
        "bias-per-channel",
        "with the bias {b} added for each of the {D} channels",
        lambda p: _biased(p) and _deep(p),
        lambda p: plain(_sum(p) + p.input.depth * p.bias),
    ),
    Mistake(
        "bias-per-product",
        "with the bias {b} added to every product",
        lambda p: _biased(p) and _several_products(p),
        lambda p: plain(_sum(p) + prod(p.window.size) * p.input.depth * p.bias),
    ),
    Mistake("bias-subtracted", "with the bias {b} subtracted", _biased, lambda p: plain(_sum(p) - p.bias)),
    Mistake("first-channel-only", "from channel 1 alone, out of {D}", _deep, lambda p: plain(p.sums()[0] + p.bias)),
    Mistake(
        "channels-averaged",
        "with the {D} channels averaged, not added",
        _deep,
        lambda p: plain(Fraction(_sum(p)) / p.input.depth + p.bias),
    ),
    Mistake(
        "kernel-flipped",
        "with the kernel turned by 180° (a true convolution)",
        lambda p: not p.flip and _turned(p),
        _cell(kernels=_kernels(rotated)),
    ),
    Mistake(
        "kernel-not-flipped",
        "without turning the kernel by 180°",
        lambda p: p.flip and _turned(p),
        _cell(kernels=_kernels(rotated)),
    ),
    Mistake(
        "kernel-transposed",
        "with rows and columns of the kernel exchanged",
        _not_symmetric,
        _cell(kernels=_kernels(_transposed)),
    ),
    Mistake(
        "kernel-mirrored",
        "with the kernel mirrored left to right",
        _changes(_mirrored),
        _cell(kernels=_kernels(_mirrored)),
    ),
    Mistake(
        "kernel-mirrored",
        "with the kernel upside down",
        _changes(_upside_down),
        _cell(kernels=_kernels(_upside_down)),
    ),
    Mistake(
        "stride-ignored",
        "with a window that moves by 1 a step in place of {S}",
        _skipped,
        lambda p: replace(p, stride=Pair(1, 1)).answer(),
    ),
    Mistake(
        "off-by-one",
        "one row and one column further on (counting from 0)",
        lambda p: not p.show_window,
        _elsewhere(1, 1),
    ),
    Mistake("off-by-one", "one row and one column before", lambda p: not p.show_window, _elsewhere(-1, -1)),
    Mistake(
        "row-column-swapped",
        "in row {j}, column {i}: row and column exchanged",
        lambda p: not p.show_window and p.at.row != p.at.column,
        lambda p: replace(p, at=Target(p.at.column, p.at.row, p.at.filter)).answer(),
    ),
    Mistake(
        "padding-ignored",
        "with the window put on the input without its padding",
        lambda p: p.padding.left > 0 or p.padding.top > 0 or _touches_padding(p),
        lambda p: replace(p, padding=Sides()).answer(),
    ),
    Mistake(
        "edge-padding",
        "with the border copied into the padding in place of zeros",
        _touches_padding,
        _cell(windows=_nearest_inside),
    ),
    Mistake(
        "signs-lost", "without the minus signs of the kernel", _changes(_unsigned), _cell(kernels=_kernels(_unsigned))
    ),
    Mistake(
        "kernel-ignored", "by adding up the window, without the kernel", _changes(_ones), _cell(kernels=_kernels(_ones))
    ),
    Mistake(
        "matrix-product",
        "by multiplying window and kernel as matrices, not cell by cell",
        lambda p: _square(p) and p.window.size.across > 1,
        _matrix_products,
    ),
    Mistake(
        "averaged",
        "by dividing the sum by the cells of the window",
        lambda p: prod(p.window.size) > 1,
        lambda p: plain(Fraction(_sum(p)) / prod(p.window.size) + p.bias),
    ),
    Mistake("largest-product", "with the largest product in place of the sum", _several_products, _largest_product),
    # ReLU changes negative numbers only, so these three apply where there is one to change.
    Mistake("relu-applied", "after a ReLU that was not asked for", lambda p: p.answer() < 0, lambda p: 0),
    Mistake(
        "relu-before-bias",
        "with a ReLU before the bias {b}",
        lambda p: _biased(p) and _sum(p) < 0,
        lambda p: p.bias,
    ),
    Mistake(
        "relu-per-channel",
        "with a ReLU on each channel's sum",
        lambda p: _deep(p) and min(p.sums()) < 0,
        lambda p: plain(sum(max(0, sum_) for sum_ in p.sums()) + p.bias),
    ),
    Mistake(
        "channels-crossed",
        "with the filter's slices on the wrong channels",
        lambda p: p.kernels() != p.kernels()[::-1],
        _cell(kernels=lambda p: p.kernels()[::-1]),
    ),
    Mistake(
        "other-filter",
        "with another filter than filter {k}",
        lambda p: len(p.filters) > 1,
        lambda p: replace(p, at=p.at._replace(filter=_other_filter(p))).answer(),
    ),
    Mistake(
        "other-bias",
        "with another filter's bias",
        lambda p: p.filters[_other_filter(p) - 1].bias != p.bias,
        lambda p: plain(_sum(p) + p.filters[_other_filter(p) - 1].bias),
    ),
)
