"""The gradient of a convolution's weights: for each weight the sum, over all places, of dY times the input met there.

dW is the input correlated with dY. D is the number of channels, F the side of the filter, S the stride, P the padding
on one side, K the number of filters; dY has one map a filter.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from cnnhand.dice import Dice
from cnnhand.exact.cells import Place, added, average, pairs, reading_order, rotated, window_at
from cnnhand.exact.gradients import sliding_window, weight_gradient
from cnnhand.exact.shapes import Axis, Conv, Pair, Sides, Window, floored_volume
from cnnhand.exact.values import Form, Grid, Rational, Rows, Volume, plain
from cnnhand.kinds import Level, Mistake, OnePart
from cnnhand.kinds._gradients import check_filter, check_gradient, gradient_views, several_places, sum_text
from cnnhand.kinds._grids import as_in, channel_names, channel_views, draw_grid, region
from cnnhand.kinds._layers import moves_text, plural, size_text
from cnnhand.page import Beside, Page, Step, Text, Working, say


@dataclass(frozen=True, slots=True)
class WeightGradient(OnePart):
    """The input X, the gradient dY of all maps, the filters' size and how they slide, and which filter is asked."""

    summary = "the gradient dW of a convolution's weights"
    group = "backward"
    form = Form.GRID

    input: Grid
    gradient: Grid
    size: Pair
    stride: Pair = Pair(1, 1)
    padding: Sides = Sides()
    dilation: Pair = Pair(1, 1)
    filter: int = 1

    def __post_init__(self) -> None:
        check_gradient(self.gradient, self.input.volume, Conv(self.gradient.depth, self.window))
        check_filter(self.filter, self.gradient)

    @property
    def window(self) -> Window:
        """How the filters slide."""
        return Window.of(self.size, self.stride, self.padding, self.dilation)

    @property
    def sliding(self) -> Window:
        """How dY slides over the padded input."""
        return sliding_window(self.window, self.gradient)

    @property
    def map(self) -> Rows:
        """dY of the filter that is asked."""
        return self.gradient.channels[self.filter - 1]

    def weights(self) -> list[Place]:
        """The cells of the filter, in reading order."""
        return reading_order(*self.size)

    def met(self, rows: Rows, weight: Place) -> Rows:
        """What a weight met in a channel of the padded input, at every place of dY."""
        return window_at(rows, weight, self.sliding)

    def products(self, rows: Rows, weight: Place) -> list[Rational]:
        """The products of a weight in a channel, one a place."""
        return [x * dy for x, dy in pairs(self.met(rows, weight), self.map)]

    def terms(self, rows: Rows, weight: Place) -> list[list[tuple[Rational, Rational]]]:
        """What a weight met in a channel, each with its dY, row by row of dY."""
        return [list(zip(*lines, strict=True)) for lines in zip(self.met(rows, weight), self.map, strict=True)]

    def answer(self) -> Grid:
        return weight_gradient(self.input, self.map, self.sliding, self.size)

    def question(self) -> Page:
        several = self.gradient.depth > 1
        which = f" for filter {self.filter}" if several else ""
        deep = self.input.depth > 1
        return (
            Text(
                f"A convolution with {plural(self.gradient.depth, 'filter')} of {size_text(self.size)}"
                f"{f' and {self.input.depth} channels' if deep else ''}, {moves_text(self.window)}; the kernel is not "
                "flipped. X is the input, and dY the gradient of the loss with respect to the output."
            ),
            Beside((*channel_views(self.input, "X"), *gradient_views(self.gradient, each="filter"))),
            Text(
                f"What is dW{which}, the gradient with respect to the weights? Type its rows, "
                f"{as_in('6 0; 4 7', self.input.depth)}"
            ),
        )

    def letters(self) -> dict[str, object]:
        axis = self.window.across
        return {
            "D": self.input.depth,
            "F": axis.filter,
            "S": axis.stride,
            "P": axis.before,
            "K": self.gradient.depth,
            "k": self.filter,
            "m": self.filter % self.gradient.depth + 1,
            "n": self.gradient.width * self.gradient.height,
        }

    def working(self) -> Working:
        steps: tuple[Step, ...] = ()
        dy = Grid((self.map,))
        name = f"dY, filter {self.filter}" if self.gradient.depth > 1 else "dY"
        views = channel_views(self.input, "X", self.padding)
        for channel, rows, view in zip(channel_names(self.input.depth), self.input.channels, views, strict=True):
            for weight in self.weights():
                marked = view._replace(window=region(weight, self.sliding))
                steps += (
                    Step(
                        f"{channel}{weight}",
                        sum_text(self.terms(rows, weight)),
                        plain(sum(self.products(rows, weight))),
                        picture=(Beside((marked, *gradient_views(dy, name=name))),),
                    ),
                )
        answer = self.answer()
        padded = "the padded " if self.window.padded else ""
        apart = "" if self.stride == (1, 1) else f", its numbers {self.stride} apart"
        zeros = "" if all(dy.cells()) else "; the zeros of dY are left out"
        further = "" if self.dilation == (1, 1) else f"; each next weight is {self.dilation} further"
        return Working(
            "dw = Σ x·dy over all places: the x that the weight met there, times that place's dy",
            f"for the weight in row i, column j put dY on {padded}X, from row i, column j on{apart}{further}{zeros}",
            (*steps, Step("dW", say(answer), answer)),
            (Beside((*views, *gradient_views(dy, name=name))),),
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: a 3×3 input and a 2×2 kernel. Medium: 4×4, stride 2. Hard: filters, channels, padding."""
        side, filter, stride, padding, depth = dice.choice(
            {
                "easy": ((3, 2, 1, 0, 1),),
                "medium": ((4, 3, 1, 0, 1), (4, 2, 2, 0, 1), (4, 2, 1, 0, 1)),
                "hard": ((3, 3, 2, 1, 2), (4, 2, 2, 0, 2), (4, 2, 2, 1, 1)),
            }[level]
        )
        outputs = Axis(filter, stride, padding, padding).outputs(side)
        filters = 2 if level == "hard" else 1
        most = 2 if level == "easy" else 3
        problem = cls(
            draw_grid(dice, side, side, 0, most + 2, depth),
            draw_grid(dice, outputs, outputs, -most, most, filters, zero=False),
            Pair(filter, filter),
            Pair(stride, stride),
            Sides.around(padding),
            filter=dice.integer(1, filters),
        )
        return problem if len(set(problem.answer().cells())) > 1 and _turns(problem) else None


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _each(procedure: Callable[[list[Rational]], Rational]) -> Callable[[WeightGradient], Grid]:
    """Another number made of the products of each weight, one a place."""

    def value(problem: WeightGradient) -> Grid:
        maps, weights = problem.input.channels, problem.weights()
        numbers = (plain(procedure(problem.products(rows, weight))) for rows in maps for weight in weights)
        return Grid.from_cells(numbers, Volume(*problem.size, problem.input.depth))

    return value


def _unpadded(problem: WeightGradient) -> Grid:
    """dY slid over the input alone, as far as it goes."""
    sliding = problem.sliding.unpadded()
    size = floored_volume(problem.input.volume, Conv(1, sliding))
    return weight_gradient(problem.input, problem.map, sliding, Pair(size.width, size.height))


def _several_filters(problem: WeightGradient) -> bool:
    return problem.gradient.depth > 1


def _turns(problem: WeightGradient) -> bool:
    """Whether turning dY by 180° makes another of it."""
    return rotated(problem.map) != problem.map


WeightGradient.mistakes = (
    Mistake(
        "one-patch-only",
        "from the first place alone, not from the sum over all {n}",
        several_places,
        _each(lambda products: products[0]),
        common=True,
    ),
    Mistake(
        "mean-over-places",
        "with the sums divided by the {n} places",
        several_places,
        _each(average),
        common=True,
    ),
    Mistake(
        "maximum-over-places",
        "with the largest product of each weight in place of the sum",
        several_places,
        _each(max),
    ),
    Mistake.changed(
        "gradient-flipped",
        "with dY turned by 180°; in dX it is the kernel that is turned, and in dW nothing",
        _turns,
        lambda p: replace(p, gradient=p.gradient.by_channel(rotated)),
        common=True,
    ),
    Mistake(
        "gradient-ignored",
        "by adding up the inputs that each weight met, without dY",
        lambda p: any(number != 1 for row in p.map for number in row),
        lambda p: replace(p, gradient=p.gradient.map(lambda dy: 1)).answer(),
    ),
    Mistake(
        "stride-ignored",
        "with a window that moves by 1 a step in place of {S}",
        lambda p: max(p.stride) > 1 and several_places(p),
        lambda p: weight_gradient(p.input, p.map, p.sliding.with_(dilation=1), p.size),
        common=True,
    ),
    Mistake(
        "padding-ignored",
        "with dY slid over the input without its padding",
        lambda p: p.window.padded,
        _unpadded,
        common=True,
    ),
    Mistake(
        "channels-added",
        "with the {D} channels added up into one",
        lambda p: p.input.depth > 1,
        lambda p: Grid((added(p.answer().channels),)),
    ),
    Mistake.changed(
        "other-filter",
        "with dY of filter {m} in place of filter {k}",
        _several_filters,
        lambda p: replace(p, filter=p.filter % p.gradient.depth + 1),
        common=True,
    ),
    Mistake.changed(
        "filters-added",
        "with dY of the {K} filters added up",
        _several_filters,
        lambda p: replace(p, gradient=Grid((added(p.gradient.channels),)), filter=1),
        common=True,
    ),
)
