"""Which part of the network's input a cell of a later map sees, in plain integers.

r is the receptive field (its side), j the jump: how many input cells lie between the fields of two neighbouring cells.
"""

from typing import NamedTuple

from cnnhand.exact.shapes import Axis, Pair, Window


class Reach(NamedTuple):
    """What the cells of a map see along one axis of the network's input."""

    size: int = 1
    """The receptive field r: the input cells that one cell sees, those in the padding too."""
    jump: int = 1
    """The distance j between the fields of neighbouring cells."""
    start: int = 1
    """The first input cell that the first cell sees, counted from 1; 0 and below lie in the padding."""

    def through(self, axis: Axis) -> "Reach":
        """What a cell of the next map sees: r + (F − 1)·j, j·S, and P·j further out.

        Source: Araujo, Norris and Sim 2019, "Computing receptive fields of convolutional neural networks".

        >>> Reach(3, 2, 1).through(Axis(5, stride=2, before=1))  # 3 + (5 − 1)·2, 2·2, 1 − 1·2
        Reach(size=11, jump=4, start=-1)
        """
        return Reach(
            self.size + (axis.reach - 1) * self.jump, self.jump * axis.stride, self.start - axis.before * self.jump
        )

    def joined(self, other: "Reach") -> "Reach | None":
        """What a cell sees that reads two maps at the same place; None where their cells do not stay together."""
        if self.jump != other.jump:
            return None
        start = min(self.start, other.start)
        return Reach(max(self.start + self.size, other.start + other.size) - start, self.jump, start)


class View(NamedTuple):
    """What the cells of a map see of the network's input, and over how many places of a map they stand.

    A flattened map is a vector, but a dense layer on it sees all the places it was made of.
    """

    across: Reach
    down: Reach
    places: Pair
    flat: bool = False

    def through(self, window: Window, output: Pair) -> "View":
        """The view of a map of some places that is made of this one by sliding a window."""
        return View(self.across.through(window.across), self.down.through(window.down), output)

    def joined(self, other: "View") -> "View | None":
        """The view of the sum, or of the concatenation, of two maps; None where it is not the same for every cell.

        A map of one place has no jump of its own, and may be a vector: it goes with every cell.
        """
        one, two = (self, other) if other.places == (1, 1) else (other, self)
        if two.places == (1, 1):
            across, down = (reach._replace(jump=all.jump) for reach, all in zip(two[:2], one[:2], strict=True))
            two = two._replace(across=across, down=down)
        wide, high = one.across.joined(two.across), one.down.joined(two.down)
        spread = any(view.flat and view.places != (1, 1) for view in (one, two))
        if wide is None or high is None or spread:
            return self if self == other else None
        return View(wide, high, one.places, one.flat and two.flat)
