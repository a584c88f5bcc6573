"""The second sentence on the commonest mistakes."""

from cnnhand import kinds
from cnnhand.kinds import LEVELS
from cnnhand.kinds.codes import Code, draw
from cnnhand.questions.contract import Mistake
from cnnhand.questions.reasons import REASONS, reason_of


def test_a_reason_belongs_to_the_meaning_of_an_id() -> None:
    """A bias that is forgotten in a sum is another mistake than one that is forgotten in a count."""
    added = Mistake("bias-forgotten", "without the bias {b}", bool, int)
    counted = Mistake("bias-forgotten", "without the {K} biases", bool, int)
    assert "The bias belongs to every output: it is added once." == reason_of(added)
    assert "Each filter has one number more, its bias." == reason_of(counted)
    assert "" == reason_of(Mistake("rarely-met", "without it", bool, int))
    assert "" == reason_of(Mistake("relu-forgotten", "without the leaky ReLU", bool, int))


def test_every_reason_is_that_of_a_mistake_which_some_question_knows() -> None:
    """None is left over when a sentence of a catalogue changes."""
    drawn = (draw(Code(name, level, 0, 1)).problem for name in kinds.names() for level in LEVELS)
    parts = [part for problem in drawn for part in problem.exact_parts()]
    asked = [problem for part in parts for problem in (part, part.size_problem()) if problem]
    known = {reason_of(mistake) for problem in asked for mistake in problem.mistakes}
    lines = REASONS.strip().split("\n")
    assert [] == [line for line in lines if line.partition(" | ")[2] not in known]
    assert 60 < len(lines)
