"""cnnhand: the arithmetic of convolutional neural networks, by hand and exact.

From Python, a question is drawn, marked, and explained with four functions; docs/python.md has examples.
"""

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cnnhand.exact.values import Value
    from cnnhand.kinds import Exercise

__version__ = "0.1.0"


class Marked(NamedTuple):
    """What a typed answer is worth, from 0 to 1, and why the rest of it is wrong."""

    right: bool
    credit: Fraction
    mistakes: tuple[str, ...]
    because: tuple[str, ...]


def draw(code: str) -> "Exercise":
    """The question of a code, the same for ever; `UnknownNameError` where it is none.

    >>> draw("output-size/easy/7.1").problem.parts()
    ('',)
    """
    from cnnhand.kinds import codes

    return codes.draw(codes.Code.parse(code))


def mark(exercise: "Exercise", typed: str, part: int = 0) -> Marked:
    """What was typed for a part, counted from 0; `AnswerFormatError` where it cannot be read.

    >>> mark(draw("conv-cell/easy/11.1"), "10").right
    True
    """
    from cnnhand import answers
    from cnnhand.answers import Expected
    from cnnhand.marking import verdict

    asked = exercise.problem.exact_parts()[part]
    found = verdict.mark(asked, answers.read(typed, Expected.of(asked)))
    because = tuple(finding.sentence for finding in found.findings if not finding.hint)
    return Marked(found.correct, found.share, found.mistakes, because)


def mistakes(exercise: "Exercise", part: int = 0) -> "dict[Value, list[str]]":
    """The wrong values that the usual mistakes give, the commonest first, each with the sentences of all.

    >>> mistakes(draw("conv-cell/easy/11.1"))[9]
    ['without the bias 1', 'with the largest product in place of the sum']
    """
    from cnnhand.marking.distractors import by_value

    return by_value(exercise.problem.exact_parts()[part])


def working(exercise: "Exercise", part: int = 0) -> str:
    """How a part is worked out, as text; its last line is the answer."""
    from cnnhand.formats import plain
    from cnnhand.formats.workings import at_a_glance

    return plain.text(at_a_glance(exercise.problem.exact_parts()[part].working()))
