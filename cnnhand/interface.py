"""What `import cnnhand` offers: a question is drawn, marked, and explained with four functions."""

from fractions import Fraction
from typing import NamedTuple

from cnnhand import answers
from cnnhand.answers import Expected
from cnnhand.exact.values import Value
from cnnhand.formats import plain
from cnnhand.formats.workings import at_a_glance
from cnnhand.kinds import Exercise, codes
from cnnhand.marking import verdict
from cnnhand.marking.distractors import by_value
from cnnhand.version import VERSION

__version__ = VERSION


class Marked(NamedTuple):
    """What a typed answer is worth, from 0 to 1, and why the rest of it is wrong."""

    right: bool
    credit: Fraction
    mistakes: tuple[str, ...]
    because: tuple[str, ...]


def draw(code: str) -> Exercise:
    """The question of a code, the same for ever; `UnknownNameError` where it is none.

    >>> draw("output-size/easy/7.1").problem.parts()
    ('',)
    """
    return codes.draw(codes.Code.parse(code))


def mark(exercise: Exercise, typed: str, part: int = 0) -> Marked:
    """What was typed for a part, counted from 0; `AnswerFormatError` where it cannot be read.

    >>> mark(draw("conv-cell/easy/11.1"), "10").right
    True
    """
    asked = exercise.problem.exact_parts()[part]
    found = verdict.mark(asked, answers.read(typed, Expected.of(asked)))
    because = tuple(finding.sentence for finding in found.findings if not finding.hint)
    return Marked(found.correct, found.share, found.mistakes, because)


def mistakes(exercise: Exercise, part: int = 0) -> dict[Value, list[str]]:
    """The wrong values that the usual mistakes give, the commonest first, each with the sentences of all.

    >>> mistakes(draw("conv-cell/easy/11.1"))[9]
    ['without the bias 1', 'with the largest product in place of the sum']
    """
    return by_value(exercise.problem.exact_parts()[part])


def working(exercise: Exercise, part: int = 0) -> str:
    """How a part is worked out, as text; its last line is the answer."""
    return plain.text(at_a_glance(exercise.problem.exact_parts()[part].working()))
