"""Problem + wrong value -> the mistakes that give it: all of it, all that is wrong in it, or a good part of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import chain, islice, permutations
from typing import Any, NamedTuple

from cnnhand.answers import imprecise, same, same_number
from cnnhand.errors import GivenError
from cnnhand.exact.values import Fit, Grid, Root, Size, Value, Volume, exactly
from cnnhand.kinds import Mistake, Part
from cnnhand.page import say
from cnnhand.questions.choice import Choice
from cnnhand.questions.slips import of_digit, of_whole


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake that gives what was typed, or the part of it that `about` names.

    `sentence` completes "… is what you get". `mistake` is the mistake, where it is a single one; else `also` is the
    one that was made with it. A `hint` is no diagnosis: it only says where to look. `by_chance`: so many mistakes give
    numbers of this size that some other one would be explained as well.
    """

    id: str
    sentence: str
    about: str = ""
    mistake: Mistake | None = None
    hint: bool = False
    by_chance: bool = False
    also: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """Its mistakes."""
        return (self.id, self.also) if self.also else (self.id,)


MOST_HINTS = 2
"""So many mistakes are named in a hint."""
SEEN = (
    "plus-one-twice", "fraction-kept", "plus-one-under-the-line", "sides-swapped", "one-side-for-both",
    "flatten-before-pool", "one-channel-only", "matrix-product", "second-largest", "own-stride-included",
    "last-stride-only", "wrong-place",
)  # fmt: skip
"""Mistakes that were seen in the work of students, and are not common."""
CHANCE = Fraction(1, 8)
"""The share of the numbers of a size that mistakes may give before a single one of them is in doubt."""
LEAST_RANGE = 10


def numbers(value: Value) -> tuple[Any, ...]:
    """The numbers of a volume or a grid, in reading order; none for a single number."""
    return tuple(value) if isinstance(value, Volume | Size) else tuple(value.cells()) if isinstance(value, Grid) else ()


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


def diagnose(part: Part, typed: Value) -> tuple[Finding, ...]:
    """The findings on a wrong answer, those of the first sort that there are any of."""
    if isinstance(part, Choice):
        part = part.of
    wrong = _Wrong(part, typed, part.answer(), part.letters(), _wrong_answers(part))
    for explained_by in (_whole, _all_that_is_wrong, _sides, _pairs, _most_cells, _wrong_size, _one_cell, _slips):
        if found := tuple(explained_by(wrong)):
            return found
        if begins(typed, wrong.answer):
            break  # what is there is right, and the learner hears that
    return ()


def _how_rare(entry: tuple[Mistake, Value]) -> int:
    """0 for a common mistake, 1 for one that was seen, 2 for one that can be made."""
    mistake, _ = entry
    return 0 if mistake.common else 1 if mistake.id in SEEN else 2


class _Wrong(NamedTuple):
    """A wrong answer to a part beside the right one, the part's letters, and what each of its mistakes gives."""

    part: Part
    typed: Value
    answer: Value
    letters: dict[str, object]
    made: list[tuple[Mistake, Value]]

    @property
    def right(self) -> list[bool]:
        """Which numbers of a volume or a map are right; nothing where the size is wrong, or where there is only one."""
        return agreeing(self.typed, self.answer)

    def by_chance(self, mistake: Mistake, at: int | None = None) -> bool:
        """Whether mistakes give so many of the numbers of this size, or those at one side, that it may be chance."""
        if mistake.common or (at is None and numbers(self.typed)):
            return False
        values = [self.typed, self.answer, *(value for _, value in self.made)]
        if at is not None:
            values = [numbers(value)[at] for value in values if shape(value) == shape(self.typed)]
        return _crowded(values)


def _crowded(values: Sequence[Value]) -> bool:
    """Whether the numbers behind the typed and the right one are so many that one of its size is easily among them."""
    if not isinstance(values[0], int | Fraction | Decimal):
        return False
    own, right, *found = (Fraction(one) for one in values if isinstance(one, int | Fraction | Decimal))
    largest = max(abs(own), abs(right), Fraction(LEAST_RANGE))
    near = {number for number in found if abs(number) <= largest}
    span = largest * (2 if any(number < 0 for number in near) else 1) + 1
    return len(near) > CHANCE * span


@lru_cache(maxsize=1)  # each attempt at a part asks for them again
def _wrong_answers(part: Part) -> list[tuple[Mistake, Value]]:
    """What each mistake that can be made on the part gives, where it is wrong, the likeliest first."""
    return sorted(part.wrong_answers(), key=_how_rare)


def _whole(wrong: _Wrong) -> Iterator[Finding]:
    """The mistakes that give all of it."""
    for mistake, value in wrong.made:
        if same(wrong.typed, value):
            said = mistake.explain(wrong.letters)
            if isinstance(value, Fit):  # what does not divide is not rounded
                said = said.translate(dict.fromkeys(map(ord, "⌊⌋")))
            yield Finding(mistake.id, said, mistake=mistake, by_chance=wrong.by_chance(mistake))


def _all_that_is_wrong(wrong: _Wrong) -> Iterator[Finding]:
    """The mistakes that give all that is wrong in it; in a map, of these the ones that also give most of the rest."""
    right, volume = wrong.right, isinstance(wrong.typed, Volume)
    many = right.count(False)
    if not right or (many == 1 and not volume):  # in one cell of a map it is chance
        return
    fits = [(mistake, value) for mistake, value in wrong.made if _explained(wrong, value) == many]
    best = max((sum(agreeing(wrong.typed, value)) for _, value in fits), default=0)
    high = volume and right == [True, False, True]  # only the height is wrong
    letters = wrong.part.side_letters("height") if high else wrong.letters
    for mistake, value in fits:
        if volume or sum(agreeing(wrong.typed, value)) == best:
            by_chance = many == 1 and wrong.by_chance(mistake, right.index(False))
            yield Finding(mistake.id, mistake.explain(letters), "what is wrong in it", mistake, by_chance=by_chance)


def _explained(wrong: _Wrong, value: Value) -> int:
    """How many of the wrong numbers a mistake gives; of a map none if the rest of it speaks against this mistake.

    Who makes one makes it in most cells, and writes more than zeros: one cell of many, or a forgotten one, is chance.
    """
    cells = zip(numbers(wrong.typed), agreeing(wrong.typed, value), agreeing(value, wrong.answer), strict=False)
    changed = [(agrees, cell) for cell, agrees, right in cells if not right]  # none if it gives another size
    given = [cell for agrees, cell in changed if agrees]
    most = len(given) == len(changed) or (2 * len(given) >= len(changed) and any(given))
    return len(given) if most or isinstance(wrong.typed, Volume) else 0


def _sides(wrong: _Wrong) -> Iterator[Finding]:
    """For each wrong side of a volume the mistakes that give it, first what gives several; two alike together."""
    typed = wrong.typed
    if not isinstance(typed, Volume):
        return

    def explained(side: str) -> list[tuple[Mistake, str]]:
        letters = wrong.part.side_letters(side)
        return [
            (mistake, mistake.explain(letters))
            for mistake, value in wrong.made
            if isinstance(value, Volume) and same_number(getattr(typed, side), getattr(value, side))
        ]

    sides = {side: explained(side) for side, right in zip(Volume._fields, wrong.right, strict=False) if not right}
    if typed.width == typed.height and sides.get("width") == sides.get("height", []):
        sides = {"width and height": sides["width"]} | {side: sides[side] for side in sides if side == "depth"}
    known = all(sides.values())  # where a side is a riddle, so may be the others
    alike = isinstance(wrong.answer, Volume) and wrong.answer.width == wrong.answer.height
    often = Counter(mistake for found in sides.values() for mistake in {mistake for mistake, _ in found})
    several = [(side, *entry) for side, found in sides.items() for entry in found]
    for side, mistake, sentence in sorted(several, key=lambda one: -often[one[1]]):
        at = Volume._fields.index(side.rpartition(" ")[2])
        if mistake.common or known:
            odd = not known or (side in ("width", "height") and alike)  # who makes a mistake makes it in both
            by_chance = odd or wrong.by_chance(mistake, at)
            yield Finding(mistake.id, sentence, f"the {side} {say(typed[at])}", mistake, by_chance=by_chance)


def _pairs(wrong: _Wrong) -> Iterator[Finding]:
    """Two common mistakes at once: the second one made on the givens that the first one has changed.

    The second may be one that can only be made there: a wrong depth where nothing came out before.
    """
    part = wrong.part
    common = sorted((mistake for mistake in part.mistakes if mistake.common), key=lambda mistake: mistake.id)
    values: list[Value] = [wrong.typed, wrong.answer]
    found: list[tuple[Mistake, Mistake, str]] = []
    made = set[tuple[Mistake, Mistake]]()
    for first, second in permutations(common, 2):
        if first.change is None or second.id == first.id or not first.applies(part) or (second, first) in made:
            continue
        try:
            changed = first.change(part)
            value = second.value(changed) if second.applies(changed) else wrong.answer
        except GivenError:  # the two together lead nowhere; the other way round perhaps they do not
            continue
        made.add((first, second))
        values.append(value)
        if value != wrong.answer and same(wrong.typed, value):
            try:
                letters = changed.letters()
            except GivenError:  # they are of what comes out, where the first alone leads nowhere
                letters = wrong.letters
            found.append((first, second, f"{first.explain(wrong.letters)}, and {second.explain(letters)}"))
    by_chance = bool(found) and _crowded(values)
    for first, second, said in found:
        yield Finding(first.id, said, by_chance=by_chance, also=second.id)


def _most_cells(wrong: _Wrong) -> Iterator[Finding]:
    """The mistakes that give at least half of a map's wrong cells, and two; or as a hint what is wrong everywhere."""
    many = wrong.right.count(False) if isinstance(wrong.typed, Grid) else 0
    if many and (said := next(of_whole(exactly(wrong.typed), exactly(wrong.answer)), "")):
        yield Finding("slip", said, hint=True)
        return
    explained = [(mistake, _explained(wrong, value)) for mistake, value in wrong.made] if many else []
    most = max((cells for _, cells in explained), default=0)
    for mistake, cells in explained:
        if cells == most >= 2 and 2 * cells >= many:
            about = f"what stands in {cells} of the {many} wrong cells"
            by_chance = cells == 2 or 2 * cells == many
            yield Finding(mistake.id, mistake.explain(wrong.letters), about, mistake, by_chance=by_chance)


def _wrong_size(wrong: _Wrong) -> Iterator[Finding]:
    """The mistakes that give a map of the size that was typed; of these the ones that give most of its cells too."""
    if not isinstance(wrong.typed, Grid) or wrong.right:
        return
    size = wrong.typed.volume
    about = f"the size {size.width}×{size.height}" + (f"×{size.depth}" if size.depth > 1 else "")
    sized = [
        (mistake, sum(agreeing(wrong.typed, value)))
        for mistake, value in wrong.made
        if shape(value) == shape(wrong.typed)
    ]
    for mistake, agrees in sized:
        if agrees == max(most for _, most in sized):
            by_chance = not mistake.common and 2 * agrees < len(numbers(wrong.typed))
            yield Finding(mistake.id, mistake.explain(wrong.letters), about, by_chance=by_chance)
    sizes = wrong.part.size_problem() if not sized else None
    for mistake, value in sorted(sizes.wrong_answers(), key=_how_rare) if sizes else ():
        if sizes and isinstance(value, Volume) and value[:2] == size[:2]:
            yield Finding(mistake.id, mistake.explain(sizes.letters()), about, by_chance=not mistake.common)


def _one_cell(wrong: _Wrong) -> Iterator[Finding]:
    """As a hint, a likely mistake that gives the one wrong cell of a map, where the others are right."""
    right = wrong.right
    if not isinstance(wrong.typed, Grid) or right.count(False) != 1 or len(right) == 1:
        return
    at = right.index(False)
    given = [entry for entry in wrong.made if agreeing(wrong.typed, entry[1])[at : at + 1] == [True]]
    likely = [entry[0] for entry in given if _how_rare(entry) < 2 or not wrong.by_chance(entry[0], at)]
    if numbers(wrong.typed)[at] and 0 < len(likely) <= MOST_HINTS:  # more of them fit a number by chance
        sentence = f"that cell alone may be what you get {likely[0].explain(wrong.letters)}"
        yield Finding(likely[0].id, sentence, mistake=likely[0], hint=True)


def _slips(wrong: _Wrong) -> Iterator[Finding]:
    """As a hint, how it is right and not rounded as asked, or by what convention; or a slip of the pen that fits."""
    if inexact := imprecise(wrong.typed, wrong.answer):
        yield Finding("rounded", f"a decimal is {inexact}", hint=True)
        return
    sides = wrong.typed if isinstance(wrong.typed, Volume | Size) else ()
    if any(isinstance(side, Root) or side != int(side) for side in sides):
        yield Finding("fraction", "a side is a whole number of cells", hint=True)
        return
    other = ((f"it is right {words}, which is not asked", value) for words, value in wrong.part.other_conventions())
    tries = chain(other, wrong.part.slips(), of_digit(wrong.answer))
    for sentence in islice((sentence for sentence, value in tries if same(wrong.typed, value)), 1):
        yield Finding("slip", sentence, hint=True)
