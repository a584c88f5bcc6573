"""What the parts share in which filters make maps: the filters, and a step of the board with the products of a cell."""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar

from cnnhand.exact.cells import Place
from cnnhand.exact.values import Rational, Rows
from cnnhand.layers.conv import bias_text
from cnnhand.page import Step
from cnnhand.questions.maps.sliding import SlidingMap
from cnnhand.questions.traced import added, channel_sums, step_of, sum_text, traced_filters, traced_grid


class MapPart(SlidingMap):
    """A layer with filters whose numbers are given."""

    nothing: ClassVar[str] = ""
    """What is said of a cell that nothing comes into."""

    @property
    def many(self) -> int:
        return len(self.layer.weights)

    @property
    def counts(self) -> dict[str, int]:
        return {"K": self.many, "D": self.depth, "G": self.layer.groups}

    @property
    def depth(self) -> int:
        """The channels of a filter."""
        return int(self.layer.weights[0].weights.depth)

    @property
    def biased(self) -> bool:
        """Whether a bias that is asked is not 0."""
        return any(self.biases())

    @property
    def square(self) -> bool:
        """Whether the kernel is as wide as it is high, and larger than a cell."""
        across, down = self.layer.size
        return bool(across == down > 1)

    def biases(self) -> list[Rational]:
        """The biases of the filters whose maps are asked."""
        return [self.layer.weights[k - 1].bias for k in self.numbers]

    def letters(self) -> dict[str, object]:
        first = self.places[0] if self.at and self.fits else Place(1, 1)
        filters = tuple(self.layer.weights[k - 1] for k in self.numbers)
        cell = {"i": first.row, "j": first.column, "k": self.numbers[0], "other": self.numbers[0] % self.many + 1}
        return super().letters() | cell | {"bias": bias_text(filters)}

    def with_kernels(self, change: Callable[[Rows], Rows]) -> Any:
        """The same question with each channel's kernel changed, as it lies there."""
        return self.with_filters(lambda filter: replace(filter, weights=filter.weights.by_channel(change)))

    def with_filters(self, change: Callable[[Any], Any]) -> Any:
        """The same question with other filters."""
        return replace(self, layer=self.layer.with_(weights=tuple(map(change, self.layer.weights))))

    @abstractmethod
    def formula(self) -> str:
        """How a cell comes about, in letters."""

    def rule(self) -> str:
        return self.formula() if self.single else f"{self.formula()}, in every cell"

    @abstractmethod
    def pictures(self, number: int, place: Place, cell: Any) -> tuple[Any, ...]:
        """What to look at while a cell is computed."""

    @cached_property
    def traced(self) -> Any:
        """The same with numbers that know where they come from."""
        layer, x = self.laid
        return replace(self, layer=layer.with_(weights=traced_filters(layer.weights)), x=traced_grid(x))

    def step(self, number: int, place: Place) -> Step:
        """One cell on one step: the products of each channel on a line, then the bias."""
        cell = self.traced.cell(number, place)
        sums = channel_sums(cell)
        name = f"filter {number}, " if len(self.layer.weights) > 1 else ""
        note = "" if sums else self.nothing
        note = f"{added(sums)} from the channels" if len(sums) > 1 else note
        step = step_of(f"{name}{place}", cell, note, *self.pictures(number, place, cell))
        return step._replace(expression=sum_text(cell))
