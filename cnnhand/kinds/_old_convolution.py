"""What the kinds that compute with a convolution share: its givens, their checks, and how they are drawn.

x are the inputs under the window, w the weights of a filter, b its bias, D the number of channels, K that of filters,
F the filter side, S the stride, P the padding on one side, d the dilation.
"""

from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from math import prod

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, rotated
from cnnhand.exact.shapes import Conv, Pair, Sides, Window, check_window, floored_volume
from cnnhand.exact.values import Filter, Grid, Rows, Volume
from cnnhand.kinds import OnePart
from cnnhand.kinds._grids import channel_views, check_filters, check_room, draw_grid
from cnnhand.kinds._layers import listed, moves_text, plural, size_text
from cnnhand.page import Beside, Frame, GridView, Page, Region, Text, say


@dataclass(frozen=True)  # without slots: what is cached stands beside the fields
class Convolution(OnePart):
    """An input volume, filters with their biases, and how they slide.

    `flip` asks for a true convolution, with the kernel turned by 180°.
    """

    group = "forward"

    input: Grid
    filters: tuple[Filter, ...]
    _: KW_ONLY
    stride: Pair = Pair(1, 1)
    padding: Sides = Sides()
    dilation: Pair = Pair(1, 1)
    flip: bool = False

    def __post_init__(self) -> None:
        if not self.filters:
            raise GivenError("filters", "a convolution has at least one filter")
        check_filters(self.filters)
        depth = self.filters[0].weights.depth
        if depth != self.input.depth:
            raise GivenError(
                "filters",
                f"the filters are {plural(depth, 'channel')} deep and the input is "
                f"{plural(self.input.depth, 'channel')} deep; both must agree",
            )
        check_window(self.input.width, self.input.height, self.window)
        check_room(self.input.volume, self.padding)

    @cached_property
    def window(self) -> Window:
        """How the filters slide."""
        return Window.of_kernel(self.filters[0].weights, self.stride, self.padding, self.dilation)

    @property
    def layer(self) -> Conv:
        """The filters as a layer, without their numbers."""
        return Conv(len(self.filters), self.window)

    @cached_property
    def output(self) -> Volume:
        """The size of all maps; rows and columns left over at the end are never read."""
        return floored_volume(self.input.volume, self.layer)

    def asked(self) -> tuple[Filter, ...]:
        """The filters that the answer depends on."""
        return self.filters

    def corners(self) -> tuple[Place, Place]:
        """The first and the last cell that are asked."""
        return Place(1, 1), Place(self.output.height, self.output.width)

    def on_window(self, filter: Filter) -> tuple[Rows, ...]:
        """A filter's weights as they lie on the window, channel by channel."""
        return tuple(map(rotated, filter.weights.channels)) if self.flip else filter.weights.channels

    def givens(self, padding: Sides = Sides(), marked: Region | None = None) -> Page:
        """The filters in words, the input (with a marked window where it is given) and the filters' numbers."""
        several = len(self.filters) > 1
        name, turned = ("A true convolution", "turned by 180° before it slides") if self.flip else _AS_IT_IS
        inputs = channel_views(self.input, "input", padding, marked)
        kernels = tuple(
            filter_picture(filter, f"filter {number}" if several else "filter")
            for number, filter in enumerate(self.filters, 1)
        )
        return (
            Text(
                f"{name}: {plural(len(self.filters), 'filter')} of {size_text(self.window.size)}"
                f"{f' over {self.input.depth} channels' if self.input.depth > 1 else ''}, {moves_text(self.window)}, "
                f"{bias_text(self.filters)}. The kernel is {turned}."
            ),
            *((Beside((*inputs, *kernels)),) if self.input.depth == 1 else (Beside(inputs), Beside(kernels))),
        )

    def letters(self) -> dict[str, object]:
        axis = self.window.across
        return {
            "bias": bias_text(self.asked()),
            "D": self.input.depth,
            "K": len(self.filters),
            "n": self.window.area,
            "F": axis.filter,
            "S": axis.stride,
            "P": axis.before,
            "d": axis.dilation,
        }


_AS_IT_IS = "A convolution", "not flipped"


def filter_picture(filter: Filter, name: str) -> GridView | Frame:
    """A filter in one frame, its channels beside each other, with its bias where it has one."""
    return kernel_picture(filter.weights, name, f"bias {say(filter.bias)}" if filter.bias else "")


def kernel_picture(kernel: Grid, name: str, note: str = "") -> GridView | Frame:
    """The weights of a filter in one frame."""
    views = channel_views(kernel, name if kernel.depth == 1 else "channel", numbered=False)
    return views[0]._replace(note=note) if kernel.depth == 1 else Frame(name, views, note)


def bias_text(filters: tuple[Filter, ...]) -> str:
    """`bias −2`, or `biases −2 and 1`."""
    return f"{'biases' if len(filters) > 1 else 'bias'} {listed(filter.bias for filter in filters)}"


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a convolution that is to be drawn."""

    input: Pair
    kernel: Pair
    stride: Pair = Pair(1, 1)
    padding: Sides = Sides()
    dilation: Pair = Pair(1, 1)
    depth: int = 1
    filters: int = 1

    def draw(self, dice: Dice, most: int, weight: int) -> tuple[Grid, tuple[Filter, ...]] | None:
        """An input of numbers up to `most`, and filters of weights up to `weight` on both sides of 0, with biases.

        None where a kernel is the same when it is turned, or more than a third of it is 0.
        """
        filters = tuple(
            Filter(draw_grid(dice, *self.kernel, -weight, weight, self.depth), dice.choice((-3, -2, -1, 1, 2, 3)))
            for _ in range(self.filters)
        )
        kernels = [kernel for filter in filters for kernel in filter.weights.channels]
        zeros = max(sum(row.count(0) for row in kernel) for kernel in kernels)
        if 3 * zeros > prod(self.kernel) or any(rotated(kernel) == kernel for kernel in kernels):
            return None
        return draw_grid(dice, *self.input, 0, most, self.depth), filters
