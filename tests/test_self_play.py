"""The program plays against itself: every kind, every level, many seeds."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

import pytest

from cnnhand import answers, kinds
from cnnhand.answers import Expected
from cnnhand.errors import AnswerFormatError, GivenError
from cnnhand.exact.values import Fit, Form, Grid, Value, Volume
from cnnhand.kinds import LEVELS, Level, Part, Problem
from cnnhand.marking.verdict import counted, mark, mark_part
from tests.draws import PLAYED, drawn
from tests.writers import plainly, written

every_kind = pytest.mark.parametrize("name", kinds.names())
every_level = pytest.mark.parametrize("level", LEVELS)


def problems(name: str, level: Level) -> list[Problem]:
    """Some of the drawn problems of a kind and level."""
    return [exercise.problem for exercise in drawn(name, level)[:PLAYED]]


def typed(part: Part, value: Value) -> Value:
    """A value typed as it is written, and read again."""
    return answers.read(plainly(value), Expected(part.form, part.choices))


@every_kind
@every_level
def test_the_right_answer_earns_everything(name: str, level: Level) -> None:
    """However it is typed: as it is written, and as it reads back."""
    for problem in problems(name, level):
        for part in problem.exact_parts():
            verdict = mark(part, typed(part, part.answer()))
            assert (True, Fraction(1), ()) == (verdict.correct, verdict.share, verdict.findings)


@every_kind
@every_level
def test_each_applicable_mistake_is_wrong_and_is_named(name: str, level: Level) -> None:
    """Alone, or among those that give the same value; and none is named that does not apply."""
    for problem in problems(name, level):
        for part in problem.exact_parts():
            made = [(mistake, value) for mistake, value in part.wrong_answers() if can_be_typed(part, value)]
            for mistake, value in made:
                verdict = mark(part, typed(part, value))
                assert not verdict.correct
                assert mistake.id in verdict.mistakes
                assert set(verdict.mistakes) == {other.id for other, same in made if same == value}


@every_kind
@every_level
def test_what_anybody_writes_is_read_as_what_it_was_made_of(name: str, level: Level) -> None:
    """Or is asked about where it may be meant in two ways; the right answer and those of two mistakes."""
    for problem in problems(name, level)[: max(2, PLAYED // 4)]:
        for part in problem.exact_parts():
            asked = Expected.of(part)
            for value in (part.answer(), *(value for _, value in islice(part.wrong_answers(), 2))):
                for by, text, sure in written(value, bool(asked.whole)) if can_be_typed(part, value) else ():
                    try:
                        read = answers.read(text, asked)
                    except AnswerFormatError as error:
                        assert not sure, f"{by}: {text!r}: {error}"
                    else:
                        assert answers.same(read, value), f"{by}: {text!r} is read as {read}, and {value} is meant"


def can_be_typed(part: Part, value: Value) -> bool:
    """Whether the form that is asked allows this value at all; a wrong procedure may give what cannot be typed."""
    try:
        return typed(part, value) == value
    except AnswerFormatError:
        return False


@every_kind
@every_level
def test_a_right_step_after_a_wrong_one_earns_its_credit(name: str, level: Level) -> None:
    """In a problem of several parts the next part is marked against one's own earlier answer too."""
    for problem in problems(name, level):
        exact = [part.answer() for part in problem.exact_parts()]
        for number in range(1, len(exact)):
            own = exact[: number - 1]
            for _, value in problem.part(number - 1, tuple(own)).wrong_answers():
                try:
                    follows = problem.part(number, (*own, value)).answer()
                except GivenError:  # with this answer there is no next part
                    continue
                verdict = mark_part(problem, number, exact[:number], [*own, value], follows)
                trivial = isinstance(value, Fit) or (isinstance(value, Grid) and not any(value.cells()))
                assert verdict.correct or trivial
                assert verdict.followed == (verdict.correct and follows != exact[number])


@every_kind
@pytest.mark.parametrize("garbage", ["", "?!", "nan", "inf", "x" * 10_000, "1;2;", "٣", "[[1,2]", "\x00", "1 2\n3"])
def test_garbage_is_a_format_error(name: str, garbage: str) -> None:
    """It says so, or it is read as something that is wrong; it is never right, and nothing else happens."""
    for part in problems(name, "easy")[0].exact_parts():
        try:
            value = answers.read(garbage, Expected(part.form, part.choices))
        except AnswerFormatError as error:
            assert 1 == len(str(error).splitlines())
            continue
        assert not mark(part, value).correct


@every_kind
@every_level
def test_another_number_is_never_right(name: str, level: Level) -> None:
    """One number of the answer made one larger: wrong, with a share that says how much is right."""
    for problem in problems(name, level):
        for part in problem.exact_parts():
            for value in neighbours(part.answer()):
                verdict = mark(part, value)
                if not part.also_right(value):
                    many = len(counted(part, value))
                    assert not verdict.correct
                    assert verdict.share == (Fraction(many - 1, many) if many else 0)


def neighbours(value: Value) -> Iterator[Value]:
    """The value with one of its numbers, or each of its first two, made one larger."""
    match value:
        case int() | Fraction():
            yield value + 1
        case Volume():
            yield value._replace(width=value.width + 1)
            yield value._replace(depth=value.depth + 1)
        case Grid() if all(isinstance(number, int | Fraction) for number in value.cells()):
            rows = [[list(row) for row in channel] for channel in value.channels]
            rows[0][0][0] += 1
            yield Grid.of(*rows)


def test_a_long_answer_is_refused_at_once() -> None:
    """A grid of 500×500 is no answer that a person typed."""
    with pytest.raises(AnswerFormatError, match="characters long"):
        answers.read("; ".join(["1 " * 500] * 500), Expected(Form.GRID))
