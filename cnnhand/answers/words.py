"""A word that is chosen from some, with what people write around it."""

import re
from collections.abc import Sequence

from cnnhand.errors import AnswerFormatError, shown
from cnnhand.exact.kernels import ALSO

_AROUND = re.compile(r"^[\s\"'`(\[<^*_]+|[\s\"'`)\]>^*_.,;:!]+$")
_FILLERS = "the|it|is|its|it's|class|kernel|filter|map|option|letter|answer|choice|detector"


def word(text: str, choices: Sequence[str]) -> str:
    """One of the choices, in capitals or not, with blanks or hyphens, alone or as in `it is the kernel a`."""
    by_key = {_key(other): name for other, name in ALSO.items() if name in choices}
    by_key |= {_key(choice): choice for choice in reversed(choices)}
    plain = _AROUND.sub("", text.casefold())
    plain = _AROUND.sub("", plain.rpartition("=")[2].rpartition(":")[2])
    bare = re.sub(rf"^(?:(?:{_FILLERS})\s+)+|(?:\s+(?:{_FILLERS}))+$", "", plain)
    for candidate in (plain, bare):
        if found := by_key.get(_key(candidate)):
            return found
    raise AnswerFormatError(f"{shown(text)!r} is none of the choices: {', '.join(choices)}")


def _key(text: str) -> str:
    """What two spellings of one word have in common."""
    return re.sub(r"[\s_-]+", "", text.casefold())
