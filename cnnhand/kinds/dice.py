"""Random whole numbers out of a hash: the same on every machine and every Python, for ever."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A stream of numbers that depends on a text and on nothing else.

    Python's own generator may change its methods from version to version; SHA-256 does not.

    >>> Dice("conv-cell/hard/7.3").integer(1, 6) == Dice("conv-cell/hard/7.3").integer(1, 6)
    True
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._block = 0
        self._bytes = b""

    def _take(self, count: int) -> int:
        while len(self._bytes) < count:
            self._bytes += sha256(f"{self._text}\n{self._block}".encode()).digest()
            self._block += 1
        taken, self._bytes = self._bytes[:count], self._bytes[count:]
        return int.from_bytes(taken, "big")

    def integer(self, low: int, high: int) -> int:
        """A whole number from low to high, both included, each as likely as the others; one alone is not thrown for."""
        choices = high - low + 1
        if choices == 1:
            return low
        size = 2 if choices <= 1 << 8 else 8
        fair = (1 << 8 * size) // choices * choices  # beyond this, some numbers would come once more than others
        while (number := self._take(size)) >= fair:
            pass
        return low + number % choices

    def choice(self, options: Sequence[T]) -> T:
        """One of the options, each as likely as the others."""
        return options[self.integer(0, len(options) - 1)]

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """The options in another order, each order as likely as the others."""
        order = list(options)
        for last in range(len(order) - 1, 0, -1):
            other = self.integer(0, last)
            order[last], order[other] = order[other], order[last]
        return order
