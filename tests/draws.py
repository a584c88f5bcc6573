"""The problems that the tests draw, each once: `CNNHAND_DRAWS=200` draws as many of each kind and level as CI does."""

import os
from functools import cache

from cnnhand.kinds import Exercise, Level
from cnnhand.kinds.codes import Code, draw

DRAWN = int(os.environ.get("CNNHAND_DRAWS", "4"))
"""Of each kind and level."""
PLAYED = max(1, DRAWN // 10)
"""Of these, answered with every mistake."""


@cache
def drawn(name: str, level: Level) -> tuple[Exercise, ...]:
    """The problems of the first codes of a seed."""
    return tuple(draw(Code(name, level, 1, number)) for number in range(1, DRAWN + 1))
