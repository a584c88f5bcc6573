"""Problem + wrong value -> the mistakes that give it: all of it, all that is wrong in it, or a good part of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cnnhand.answers import same, same_number
from cnnhand.errors import GivenError
from cnnhand.exact.values import Grid, Value, Volume
from cnnhand.kinds import Mistake, OnePart
from cnnhand.page import say


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake that gives what was typed, or the part of it that `about` names.

    `sentence` completes "… is what you get". `mistake` is the mistake, where it is a single one. A `hint` is no
    diagnosis: it only says where to look.
    """

    id: str
    sentence: str
    about: str = ""
    mistake: Mistake | None = None
    hint: bool = False


Wrong = list[tuple[Mistake, Value]]

MOST_HINTS = 2
"""So many hints are given at the most."""


def numbers(value: Value) -> tuple[Any, ...]:
    """The numbers of a volume or a grid, in reading order; none for a single number."""
    return tuple(value) if isinstance(value, Volume) else tuple(value.cells()) if isinstance(value, Grid) else ()


def shape(value: Value) -> object:
    """Equal for two values whose numbers can be compared one by one."""
    return value.volume if isinstance(value, Grid) else type(value)


def agreeing(typed: Value, value: Value) -> list[bool]:
    """Which numbers of a volume or a grid agree; nothing where the shapes differ or there is only one number."""
    if shape(typed) != shape(value):
        return []
    return list(map(same_number, numbers(typed), numbers(value)))


def begins(typed: Value, answer: Value) -> bool:
    """Whether what was typed is the first maps of several, with the others left out."""
    if not isinstance(typed, Grid) or not isinstance(answer, Grid) or typed.depth >= answer.depth:
        return False
    return same(typed, Grid(answer.channels[: typed.depth]))


def diagnose(part: OnePart, typed: Value) -> tuple[Finding, ...]:
    """The findings on a wrong answer, those of the first sort that there are any of.

    1. mistakes that give all of it; 2. mistakes that give all that is wrong in it; 3. of a volume, mistakes for each
    side; 4. two common mistakes at once; 5. of a map, mistakes that give most of what is wrong; 6. of a map of a wrong
    size, the mistakes that give this size; 7. as a hint, what gives a single wrong cell, or a slip.
    """
    answer, letters = part.answer(), part.letters()
    wrong, right = _wrong_answers(part), agreeing(typed, answer)
    found = [
        Finding(mistake.id, mistake.explain(letters), mistake=mistake) for mistake, value in wrong if same(typed, value)
    ]
    if not found and begins(typed, answer):
        return ()  # what is there is right, and the learner hears that
    if not found and right:
        high = isinstance(typed, Volume) and right == [True, False, True]  # only the height is wrong
        own = part.side_letters("height") if high else letters
        found = [
            Finding(mistake.id, mistake.explain(own), "what is wrong in it", mistake)
            for mistake, value in _closest(typed, answer, wrong)
        ]
    if not found and isinstance(typed, Volume):
        found = list(_sides(part, typed, right, wrong))
    if not found:
        found = list(_pairs(part, typed, answer))
    if not found and isinstance(typed, Grid):
        found = list(_most_cells(typed, answer, wrong, letters) if right else _wrong_size(part, typed, wrong))
    if not found and isinstance(typed, Grid) and right.count(False) == 1 < len(right):
        found = list(_one_cell(typed, right, wrong, letters))
    return tuple(found or _slips(part, typed))


@lru_cache(maxsize=1)  # each attempt at a part asks for them again
def _wrong_answers(part: OnePart) -> Wrong:
    """What each mistake that can be made on the part gives, where it is wrong."""
    answer = part.answer()
    return [(mistake, value) for mistake, value in part.wrong_answers() if value != answer]


def _closest(typed: Value, answer: Value, wrong: Wrong) -> Wrong:
    """The mistakes that give all that is wrong; in a map, of these only the ones that also give most of the rest."""
    many = agreeing(typed, answer).count(False)
    fits = [(mistake, value) for mistake, value in wrong if _explained(typed, answer, value) == many]
    if isinstance(typed, Volume):
        return fits
    best = max((sum(agreeing(typed, value)) for _, value in fits), default=0)
    return [(mistake, value) for mistake, value in fits if sum(agreeing(typed, value)) == best]


def _explained(typed: Value, answer: Value, value: Value) -> int:
    """How many of the wrong numbers a mistake gives; of a map none if the rest of it speaks against this mistake.

    Who makes a mistake makes it in most cells, and writes down more than zeros for it: in one cell of many a slip gives
    its number by chance, and a number that was forgotten is like any mistake that leaves nothing there.
    """
    cells = zip(numbers(typed), agreeing(typed, value), agreeing(value, answer), strict=False)  # none of another shape
    changed = [(own, number) for number, own, right in cells if not right]
    given = [number for own, number in changed if own]
    if isinstance(typed, Volume) or len(given) == len(changed) or (2 * len(given) >= len(changed) and any(given)):
        return len(given)
    return 0


def _sides(part: OnePart, typed: Volume, right: Sequence[bool], wrong: Wrong) -> Iterator[Finding]:
    """For each wrong side of a volume the mistakes that give it; width and height together where they are alike."""

    def explained(index: int) -> list[tuple[Mistake, str]]:
        side = Volume._fields[index]
        return [
            (mistake, mistake.explain(part.side_letters(side)))
            for mistake, value in wrong
            if isinstance(value, Volume) and same_number(typed[index], value[index])
        ]

    sides = {side: explained(index) for index, side in enumerate(Volume._fields) if right and not right[index]}
    if typed.width == typed.height and sides.get("width") == sides.get("height", []):
        sides = {
            "width and height": sides["width"],
            **{side: found for side, found in sides.items() if side == "depth"},
        }
    for side, found in sides.items():
        number = typed.depth if side == "depth" else typed.height if side == "height" else typed.width
        for mistake, sentence in found:
            yield Finding(mistake.id, sentence, f"the {side} {say(number)}", mistake)


def _pairs(part: OnePart, typed: Value, answer: Value) -> Iterator[Finding]:
    """Two common mistakes at once: the second one made on the givens that the first one has changed.

    The second may be one that can only be made there: a wrong depth where nothing came out before.
    """
    common = [mistake for mistake in part.mistakes if mistake.common]
    for first in common:
        for second in common:
            if first.change is None or second.id == first.id or not first.applies(part):
                continue
            if second.change and second.id < first.id and second.applies(part):  # the same two, the other way round
                continue
            try:
                changed = first.change(part)
                value = second.value(changed) if second.applies(changed) else answer
            except GivenError:  # the two together lead nowhere
                continue
            if value != answer and same(typed, value):
                sentence = f"{first.explain(part.letters())}, and {second.explain(changed.letters())}"
                yield Finding(first.id, sentence)
                yield Finding(second.id, "")


def _most_cells(typed: Grid, answer: Value, wrong: Wrong, letters: dict[str, object]) -> Iterator[Finding]:
    """The mistakes that give at least half of a map's wrong cells, and two of them at the least."""
    many = agreeing(typed, answer).count(False)
    for mistake, value in wrong:
        explained = _explained(typed, answer, value)
        if explained >= 2 and 2 * explained >= many:
            about = f"what stands in {explained} of the {many} wrong cells"
            yield Finding(mistake.id, mistake.explain(letters), about, mistake)


def _one_cell(typed: Grid, right: Sequence[bool], wrong: Wrong, letters: dict[str, object]) -> Iterator[Finding]:
    """The mistakes that give the one wrong cell, as a hint: the others are right, so it was hardly made on purpose."""
    at = right.index(False)
    given = [mistake for mistake, value in wrong if agreeing(typed, value)[at : at + 1] == [True]]
    if numbers(typed)[at] and len(given) <= MOST_HINTS:  # more of them fit a number by chance
        for mistake in given:
            yield Finding(mistake.id, f"that cell alone is what you get {mistake.explain(letters)}", "", mistake, True)


def _wrong_size(part: OnePart, typed: Grid, wrong: Wrong) -> Iterator[Finding]:
    """The mistakes that give a map of the size that was typed; of these the ones that give most of its cells too."""
    size = typed.volume
    about = f"the size {size.width}×{size.height}" + (f"×{size.depth}" if size.depth > 1 else "")
    letters = part.letters()
    sized = [(mistake, agreeing(typed, value)) for mistake, value in wrong if shape(value) == shape(typed)]
    best = max((sum(agrees) for _, agrees in sized), default=0)
    for mistake in [mistake for mistake, agrees in sized if sum(agrees) == best]:
        yield Finding(mistake.id, mistake.explain(letters), about)
    sizes = part.size_problem() if not sized else None
    if sizes is not None:
        for mistake, value in sizes.wrong_answers():
            if isinstance(value, Volume) and value[:2] == typed.volume[:2]:
                yield Finding(mistake.id, mistake.explain(sizes.letters()), about)


def _slips(part: OnePart, typed: Value) -> Iterator[Finding]:
    """Where a slip of the pen may be, the first that fits."""
    for sentence, value in part.slips():
        if same(typed, value):
            yield Finding("slip", sentence, hint=True)
            return
