"""What the gradients through pooling share: the window, its words and its letters.

F is the side of the window, S its stride, P the padding on one side; X is what is pooled, dY the gradient of the map.
"""

from abc import abstractmethod
from typing import ClassVar

from cnnhand.exact.shapes import Pair, Pool, Rounding, Sides, Window, output_volume
from cnnhand.exact.values import Form, Grid, Volume
from cnnhand.kinds import OnePart
from cnnhand.kinds._gradients import check_gradient, places
from cnnhand.kinds._layers import layer_text, plural, size_text
from cnnhand.kinds._old_pooling import left_over


class PoolGradient(OnePart):
    """The gradient dY of a pooled map and the window; its stride is its size unless it is given.

    The fields are those of the kinds themselves, which differ in what is said of X.
    """

    group = "backward"
    form = Form.GRID
    how: ClassVar[str]
    """`max` or `average`."""

    gradient: Grid
    size: Pair
    stride: Pair | None
    padding: Sides
    rounding: Rounding

    def __post_init__(self) -> None:
        check_gradient(self.gradient, self.volume, self.layer, self.rounding)

    @property
    @abstractmethod
    def volume(self) -> Volume:
        """The size of X."""

    @property
    def window(self) -> Window:
        """How the window moves."""
        return Window.of(self.size, self.stride or self.size, self.padding)

    @property
    def layer(self) -> Pool:
        """The layer that the gradient goes back through."""
        return Pool(self.how, self.window)

    def in_words(self) -> str:
        """The layer at the beginning of a sentence."""
        words = layer_text(self.layer)
        return f"{words[0].upper()}{words[1:]}"

    def left_over(self) -> str:
        """What becomes of rows and columns that are left over, as a sentence that begins with a space."""
        divides = output_volume(self.volume, self.layer) is not None
        return "" if divides else left_over(self.window, self.rounding)

    def windows_text(self) -> str:
        """How the working counts windows and places."""
        windows = f"{plural(len(places(self.gradient)), 'window')} of {size_text(self.size)}"
        without = "; places are counted in X without its padding" if self.window.padded else ""
        return f"{windows}; window i, j has the number in row i, column j of dY{without}"

    def letters(self) -> dict[str, object]:
        axis = self.window.across
        return {"F": axis.filter, "S": axis.stride, "P": axis.before}


def several(problem: PoolGradient) -> bool:
    """Whether a window has more than one cell."""
    return max(problem.size) > 1
