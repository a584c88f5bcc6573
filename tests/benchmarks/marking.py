"""How long it takes from what was typed to what is said of it: `python -m tests.benchmarks.marking [KIND …]`.

The right answer and wrong ones in all the forms that people write, sums with a slip in them, and 4,000 signs of a sort.
"""

import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from time import process_time

from cnnhand import answers, kinds
from cnnhand.answers import Expected
from cnnhand.errors import AnswerFormatError
from cnnhand.exact.values import Form
from cnnhand.kinds import LEVELS, Part
from cnnhand.kinds.codes import Code, draw
from cnnhand.marking.verdict import feedback, mark
from tests.writers import written

GOAL = 50
"""Milliseconds an answer."""


def to_mark(part: Part, text: str) -> float:
    """The milliseconds of CPU for one answer."""
    before = process_time()
    with suppress(AnswerFormatError):
        feedback(mark(part, answers.read(text, Expected.of(part)), text), reveal=True)
    return 1000 * (process_time() - before)


def typed(part: Part) -> Iterator[str]:
    """What may be typed for a part."""
    for value in (*(value for _, value in islice(part.wrong_answers(), 3)), part.answer()):
        yield from (one.text for one in written(value))
    yield from (step.expression.replace("\n", "") + " + 7" for step in part.working().steps[-3:])


def main() -> None:
    """Ten problems of every kind and level, and the longest answer of each kind."""
    for kind in sys.argv[1:] or kinds.names():
        problems = [draw(Code(kind, level, 1, number)).problem for level in LEVELS for number in range(1, 11)]
        parts = [part for problem in problems for part in problem.exact_parts()]
        longest, text = max(
            (min(to_mark(part, text) for _ in range(2)), text) for part in parts for text in typed(part)
        )
        print(f"{kind:24} {longest:5.1f} ms  {text[:60]!r}{'' if longest < GOAL else '  too long'}")
    for sign in "([{√-+x*/^=.,;|&'\"\\ ½²│e@_1":
        before = process_time()
        for form in Form:
            with suppress(AnswerFormatError):
                answers.read(sign * 4000, Expected(form, ("edge",)))
        print(f"4,000 of {sign!r}: {1000 * (process_time() - before) / len(Form):.1f} ms")


if __name__ == "__main__":
    main()
