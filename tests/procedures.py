"""What the tests of the mistakes share: the values that a kind's wrong procedures give, by id and by sentence."""

import re
from collections.abc import Iterable

from cnnhand.kinds import Mistake, Part


def found(problem: Part, id: str, fragment: str = "") -> list[str]:
    """What the applicable mistakes of an id (and with a fragment of the sentence) give."""
    return [
        str(value)
        for mistake, value in problem.wrong_answers()
        if mistake.id == id and re.search(fragment, mistake.sentence)
    ]


def left_out(kind: type[Part], rows: Iterable[tuple[str, str]]) -> set[str]:
    """The sentences of the mistakes that no row, an id and a fragment of the sentence, stands for."""
    table = list(rows)

    def stands(mistake: Mistake) -> bool:
        return any(mistake.id == id and re.search(fragment, mistake.sentence) for id, fragment in table)

    return {f"{mistake.id}: {mistake.sentence}" for mistake in kind.usual if not stands(mistake)}
