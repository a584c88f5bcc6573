"""The wrong values that people give, each with what may have led to it."""

from cnnhand.exact.values import Value
from cnnhand.kinds import Mistake, Part


def distractors(part: Part) -> list[tuple[Mistake, Value, str]]:
    """The usual mistakes that can be made, each with the value that it gives and its sentence."""
    letters = part.letters()
    return [(mistake, value, mistake.explain(letters)) for mistake, value in part.wrong_answers()]


def by_value(part: Part) -> dict[Value, list[str]]:
    """The wrong values that these give, the commonest first, each with the sentences of all."""
    found: dict[Value, dict[str, None]] = {}
    for _, value, sentence in sorted(distractors(part), key=lambda made: not made[0].common):
        found.setdefault(value, {})[sentence] = None
    return {value: list(sentences) for value, sentences in found.items()}
