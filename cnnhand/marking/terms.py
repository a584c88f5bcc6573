"""Typed working, term by term: `3·2 + 1·1 + 2·2` beside the terms that belong there."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnnhand import answers
from cnnhand.answers import Expected, number
from cnnhand.answers.signs import one_spelling
from cnnhand.answers.volumes import outside_brackets
from cnnhand.errors import AnswerFormatError
from cnnhand.exact.values import Grid, TypedNumber, Value, Volume
from cnnhand.kinds import Part
from cnnhand.marking.diagnosis import agreeing
from cnnhand.page import Step, Working, factor, say
from cnnhand.questions.grids import cell_steps

MOST = 2
"""So many terms may differ; with more of them it is another sum, and no slip in this one."""
NAMES = {"x·w": ("input", "weight"), "w·x": ("weight", "input"), "x·dy": ("input", "dY"), "w·dy": ("weight", "dY")}
"""What the two factors of a product are, by what stands in the formula."""


class TypedTerm(NamedTuple):
    """A term of a sum, or a factor of a product: what it comes to, its own factors, and what it has above a line."""

    value: TypedNumber
    factors: tuple[TypedNumber, ...] = ()
    above: str = ""

    def __str__(self) -> str:
        first, *others = self.factors or (self.value,)
        return "·".join([say(first), *map(factor, others)])


class WrongTerms(NamedTuple):
    """Where a typed sum leaves the right one: in how many terms, and whether in a product among others.

    `score` is larger the more terms agree; nothing is `said` where it is another sum.
    """

    score: Fraction = Fraction(0)
    said: str = ""
    many: int = 0
    product: bool = False


def slip(part: Part, typed: Value, text: str) -> WrongTerms:
    """Where a typed sum leaves the right one, at the first number of a part that is wrong."""
    if not re.search(r"[\d)]\s*[-+*·×/x]", text):
        return WrongTerms()
    working, answer = part.working(), part.answer()
    if not isinstance(answer, Volume | Grid):
        found = slip_in(text, working, working.steps[-1])
        others = (slip_in(text, working, step) for step in working.steps[-2::-1] if not found.said)
        return max((found, *(other for other in others if other.score > 0)), key=lambda one: one.score)
    texts = answers.number_texts(text, Expected.of(part))
    wrong = [at for at, agrees in enumerate(agreeing(typed, answer)) if not agrees]
    if not wrong or len(texts) <= wrong[0]:
        return WrongTerms()
    if isinstance(answer, Grid):
        cells = cell_steps(working)
        return slip_in(texts[wrong[0]], working, cells[wrong[0]], alone=True) if cells else WrongTerms()
    sides = [step for step in working.steps if step.label == Volume._fields[wrong[0]]]
    return slip_in(texts[wrong[0]], working, sides[-1]) if sides else WrongTerms()


def slip_in(text: str, working: Working, step: Step, alone: bool = False) -> WrongTerms:
    """Where a typed sum leaves the one that a step of a working stands for.

    The sum may be typed as the step has it, or, unless the step stands alone, down to the products that the steps
    before it come to.
    """
    typed = max(map(terms, one_spelling(text).split("=")), key=len, default=())
    steps = (step,) if alone else working.steps[: working.steps.index(step) + 1]
    names = next((names for product, names in NAMES.items() if product in working.formula), ())
    found = [_compared(typed, terms(right), names) for right in dict.fromkeys(_written_out(steps))]
    return max(found, key=lambda one: one.score)


def _plain(expression: str) -> str:
    """An expression of a working as it may be typed; nobody types how a quotient is rounded."""
    return one_spelling(expression).replace("\n", "").translate(str.maketrans("⌊⌋⌈⌉", "()()"))


def _written_out(steps: Sequence[Step]) -> Iterator[str]:
    """The last of some steps as it stands, and then with the steps before it in place of what they come to.

    Which number is which step's only the numbers tell, so the first steps choose first, and then the last ones.
    """
    for order in (range(len(steps)), range(len(steps) - 1, -1, -1)):
        written = [[*re.split(r"(\(-\d+(?:/\d+)?\)|^-\d+|\d+)", _plain(step.expression))] for step in steps]
        inside: dict[tuple[int, int], int] = {}
        for later in order:
            for earlier in set(range(later)) - set(inside.values()):
                value = str(steps[earlier].value)
                places = [at for at, piece in enumerate(written[later]) if piece.strip("()") == value]
                if free := [at for at in places if (later, at) not in inside]:
                    inside[later, free[0]] = earlier
        yield from (_text(len(steps) - 1, depth, written, inside) for depth in range(len(steps)))


def _text(number: int, depth: int, written: list[list[str]], inside: Mapping[tuple[int, int], int]) -> str:
    """A step with those inside it written out, so many deep."""
    pieces = list(written[number])
    for at in range(len(pieces)) if depth else ():
        if (number, at) in inside:
            pieces[at] = f"({_text(inside[number, at], depth - 1, written, inside)})"
    return "".join(pieces)


def terms(text: str) -> tuple[TypedTerm, ...]:
    """The terms of a sum of one spelling, also those in brackets; none where it is no plain arithmetic.

    >>> [str(term) for term in terms("3*2+(1*-1-4)")]
    ['3·2', '1·(−1)', '−4']
    """
    found: list[TypedTerm] = []
    try:
        for piece in _pieces(re.sub(r"\s", "", text), "-+"):
            inner = _inside(piece.removeprefix("+"))
            if len(_pieces(inner, "-+")) > 1:
                found += terms(inner)
            else:
                above, line, _ = inner.rpartition(")/")
                found.append(TypedTerm(number(inner), tuple(_factors(inner)), f"{above})" if line else ""))
    except AnswerFormatError:
        return ()
    return tuple(found)


def _factors(text: str) -> Iterator[TypedNumber]:
    """The factors of a product, those of products in brackets too."""
    pieces = [_inside(piece.lstrip("*x")) for piece in _pieces(text, "*x")]
    for piece in pieces:
        if len(pieces) > 1 and len(_pieces(piece, "-+")) == 1 < len(_pieces(piece, "*x")):
            yield from _factors(piece)
        else:
            yield number(piece)


def _inside(text: str) -> str:
    """What stands in the brackets that are around all of a text."""
    while text[:1] == "(" and len(_pieces(text, "-+*x/^√")) == 1 and text[-1:] == ")":
        text = text[1:-1]
    return text


def _pieces(text: str, signs: str) -> list[str]:
    """What stands between some signs outside of brackets; a sign stays before its piece."""
    return outside_brackets(text, rf"(?<=[^-+*x/^(√])(?=[{signs}])")


def _compared(typed: Sequence[TypedTerm], right: Sequence[TypedTerm], names: Sequence[str]) -> WrongTerms:
    """How many more terms agree than differ, and what is said of those."""
    if [term.value for term in typed] == [term.value for term in right]:
        return WrongTerms(Fraction(len(typed) + 1))  # it is the rounding that was left out
    one_product = len(typed) == len(right) == 1
    if one_product:
        typed, right = ([TypedTerm(value) for value in one[0].factors] for one in (typed, right))
    places = list(range(len(typed)))
    if len(typed) != len(right):  # what adds or multiplies nothing may be left out
        places = [at for at in places if typed[at].value != one_product]
        typed, right = ([term for term in one if term.value != one_product] for one in (typed, right))
    moved = [at for at, (a, b) in enumerate(zip(typed, right, strict=False)) if a.value != b.value]
    if len(typed) == len(right) and len(moved) <= MOST:
        wrong, missing = moved, list(moved)
    else:
        wrong, missing = _surplus(typed, right), _surplus(right, typed)
    agree = len(typed) - len(wrong)
    if not agree or max(len(wrong), len(missing)) > min(MOST, agree) or len(typed) < 2:
        return WrongTerms(Fraction(-len(typed) - len(right)))
    if len(wrong) == len(missing) == 1 and typed[wrong[0]].above and right[missing[0]].above:
        inner = _compared(terms(typed[wrong[0]].above), terms(right[missing[0]].above), names)
        return inner._replace(score=agree + inner.score, said=f"above the line {inner.said}" if inner.said else "")
    nouns = ["factor" if one_product else "product" if len(term.factors) > 1 else "term" for term in typed]
    yours = [f"your {_ordinal(at + 1)} {noun}" for at, noun in zip(places, nouns, strict=True)]
    pairs = list(zip(wrong, missing, strict=False))
    sentences = [f"{yours[at]} is {typed[at]}; {_there(typed[at], right[other], names)}" for at, other in pairs]
    sentences += [f"{yours[at]}, {typed[at]}, does not belong there" for at in wrong[len(missing) :]]
    sentences += [f"{right[at]} is missing in what you typed" for at in missing[len(wrong) :]]
    alike = sum(len({*typed[at].factors} & {*right[other].factors} - {1}) for at, other in pairs)
    score = agree - 2 * max(len(wrong), len(missing)) + Fraction(alike, alike + 1)
    in_product = "product" in (nouns[at] for at in wrong)
    return WrongTerms(score, ", and ".join(sentences), len(sentences), in_product)


def _surplus(terms: Sequence[TypedTerm], others: Sequence[TypedTerm]) -> list[int]:
    """The terms, by index, for which there is no equal one among the others."""
    left, found = Counter(term.value for term in others), []
    for at, term in enumerate(terms):
        left[term.value] -= 1
        if left[term.value] < 0:
            found.append(at)
    return found


def _there(typed: TypedTerm, right: TypedTerm, names: Sequence[str]) -> str:
    """`the weight there is −2`, where the other factor is right; else all of it."""
    if len(names) == len(right.factors) == len(typed.factors):
        other = [at for at, value in enumerate(right.factors) if value not in typed.factors]
        if len(other) == 1:
            return f"the {names[other[0]]} there is {factor(right.factors[other[0]]).strip('()')}"
    many = [value for value in right.factors if value != 1]
    return f"there it is {right._replace(factors=tuple(many)) if len(many) > 1 else right}"


def _ordinal(count: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{count}{endings.get(count % 10, 'th') if count // 10 % 10 != 1 else 'th'}"
