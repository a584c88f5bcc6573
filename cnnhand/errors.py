"""One family of exceptions: each is a sentence that tells a user what is wrong and what would be right."""

from collections.abc import Iterable, Sequence
from typing import Any


class CnnhandError(Exception):
    """Anything that a file or a person can cause; its text, mostly a line, is shown without a traceback."""

    def __str__(self) -> str:
        """A line for each of the things that are wrong; what they quote breaks none and steers no terminal."""
        return "\n".join(printable(str(line)) for line in self.args)


class GivenError(CnnhandError):
    """A given of a problem or a layer that no arithmetic can be done with.

    `key` is the name of the given (`stride`, `padding`, `input` …), so that whoever read it from a file or from an
    option can say where it stands.
    """

    def __init__(self, key: str, what: str) -> None:
        super().__init__(what)
        self.key = key


class AnswerFormatError(CnnhandError):
    """Something typed that cannot be read as an answer; it says where, and costs the learner nothing."""


class TwoReadingsError(AnswerFormatError):
    """Something typed that can be read in two ways; it names both, and which to type for each."""


class ProblemFileError(CnnhandError):
    """A problem file that cannot be used, or not all of it: `FILE:LINE: KEY: what is wrong, and what would be right`.

    Several faults stand on lines of their own; `usable` has the problems of the file that are all right.
    """

    def __init__(self, *what: str, usable: Sequence[Any] = ()) -> None:
        super().__init__(*what)
        self.usable = usable


class UnknownNameError(CnnhandError):
    """A name (of a kind, a level, a bundled exercise, a problem's code) that stands for nothing."""


class MisuseError(CnnhandError):
    """Options that do not go together."""


def reason(error: OSError) -> str:
    """Why a file cannot be read or written, as the end of a sentence."""
    return (error.strerror or str(error)).lower()


def meant(word: str, known: Iterable[str], otherwise: str) -> str:
    """What would be right for a word that is not known: the one that is nearest to it, or else what is to be said.

    >>> meant("conf", ["conv", "relu"], "there are conv and relu")
    'did you mean conv?'
    """
    from difflib import get_close_matches  # seldom needed

    near = get_close_matches(word, list(known), 1)
    return f"did you mean {near[0]}?" if near else otherwise


def printable(text: str) -> str:
    """A text that can be shown on a line: no sign of it steers a terminal.

    >>> printable("a\\n\\x1b[31m")
    'a��[31m'
    """
    return text if text.isprintable() else "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def shown(text: str, most: int = 40) -> str:
    """The beginning of a text that may be long."""
    return text if len(text) <= most else text[: most - 1] + "…"
