"""What the kinds share whose parts are never asked alone."""

from typing import Self

from cnnhand.dice import Dice
from cnnhand.kinds import Level, OnePart


class Part(OnePart):
    """One part of a problem, which is drawn with the whole of it: it needs no `summary` and no `group`."""

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Never by itself."""
        return None
