"""The wrong values that people give, each with all that may have led to it."""

from cnnhand.exact.values import Value
from cnnhand.kinds import Part


def by_value(part: Part) -> dict[Value, list[str]]:
    """The wrong values that the usual mistakes give, the commonest first, each with the sentences of all."""
    found: dict[Value, list[str]] = {}
    for mistake, value in sorted(part.wrong_answers(), key=lambda made: not made[0].common):
        sentence = mistake.explain(part.letters())
        if sentence not in found.setdefault(value, []):
            found[value].append(sentence)
    return found
