"""Drawing: a problem's code is read and printed, the same code is the same problem, a series takes kinds in turn."""

import re
from fractions import Fraction
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnhand import kinds
from cnnhand.errors import UnknownNameError
from cnnhand.exact.values import Grid
from cnnhand.kinds import LEVELS
from cnnhand.kinds.codes import LEAST, MAX_NUMBER, MAX_SEED, OTHERS, Code, draw, mistakes_shown, series, wanted_kinds
from cnnhand.page import Page
from cnnhand.questions.contract import Question
from cnnhand.questions.gradients.bias import BiasGradient

# ---- codes ----------------------------------------------------------------------------------------------------------


def test_code_as_it_is_printed() -> None:
    """A code names kind, level, seed and number."""
    assert str(Code("conv-cell", "hard", 7, 3)) == "conv-cell/hard/7.3"


codes = st.builds(
    Code,
    st.sampled_from(kinds.names()),
    st.sampled_from(LEVELS),
    st.integers(0, MAX_SEED),
    st.integers(1, MAX_NUMBER),
)


@settings(deadline=None)
@given(codes)
def test_code_reads_back(code: Code) -> None:
    """Every code that is printed is read as itself."""
    assert code == Code.parse(str(code))


def test_version_stands_in_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """From a kind's second way of drawing on, codes say which it was, and codes of another way are refused."""
    load = kinds.load
    monkeypatch.setattr(kinds, "load", lambda name: load(name)._replace(version=2))
    code = Code("conv-cell", "hard", 7, 3)
    assert str(code) == "conv-cell@2/hard/7.3"
    assert code == Code.parse("conv-cell@2/hard/7.3")
    with pytest.raises(UnknownNameError, match="was drawn by version 1 of conv-cell; this cnnhand draws version 2"):
        Code.parse("conv-cell/hard/7.3")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "one looks like conv-cell/hard/7.3"),
        ("conv-cell", "one looks like conv-cell/hard/7.3"),
        ("conv-cell/hard", "one looks like conv-cell/hard/7.3"),
        ("conv-cell/hard/7", "one looks like conv-cell/hard/7.3"),
        ("conv-cell/hard/7.3 ", "one looks like conv-cell/hard/7.3"),
        ("conv-cell/hard/7.3\n", "one looks like conv-cell/hard/7.3"),
        ("conv-cell/hard/-7.3", "one looks like conv-cell/hard/7.3"),
        ("conv-cell/hard/٧.٣", "one looks like conv-cell/hard/7.3"),
        ("conv-cell/hard/" + "9" * 5000 + ".1", "one looks like conv-cell/hard/7.3"),
        ("conv-cel/hard/7.3", "there is no kind 'conv-cel'; did you mean conv-cell?"),
        ("zzz/hard/7.3", "there is no kind 'zzz'; `cnnhand kinds` lists them"),
        ("conv-cell/impossible/7.3", "there is no level 'impossible'; the levels are easy, medium, hard"),
        ("conv-cell/hard/7.0", "the number from 1 to 1000000"),
        ("conv-cell/hard/7.1000001", "the number from 1 to 1000000"),
        ("conv-cell/hard/1000000001.1", "the seed goes up to 1000000000"),
        ("conv-cell@2/hard/7.3", "was drawn by version 2 of conv-cell; this cnnhand draws version 1"),
    ],
)
def test_refusals(text: str, message: str) -> None:
    """What is no code is refused with what would be right."""
    with pytest.raises(UnknownNameError, match=re.escape(message)):
        Code.parse(text)


@settings(deadline=None)
@given(st.text() | st.from_regex(r"[a-z-]{1,12}(@\d)?/(easy|hard)/\d{1,12}\.\d{1,8}", fullmatch=True))
def test_any_text_is_a_code_or_refused(text: str) -> None:
    """Nothing but a code or an error that a user can act on comes out of a text."""
    try:
        assert Code.parse(text).kind in kinds.names()
    except UnknownNameError as error:
        assert str(error)


# ---- drawing --------------------------------------------------------------------------------------------------------


def test_other_numbers_other_problems() -> None:
    """Seed, number and level each make another problem."""
    drawn = [("easy", 1, 1), ("easy", 1, 2), ("easy", 2, 1), ("hard", 1, 1)]
    assert len({draw(Code("conv-cell", level, seed, number)).problem for level, seed, number in drawn}) == 4


class Alone(BiasGradient, Question):
    """A gradient that is a question by itself."""

    def question(self) -> Page:
        return ()


HIDING = Alone(gradient=Grid.of([[0, 0], [0, 4]]))
"""The sum is 4, as it is without the signs, without negative numbers, and as the largest: of five mistakes two show."""


def test_mistakes_shown() -> None:
    """A problem is refused where too small a share of the mistakes that can be made on it changes the answer."""
    assert mistakes_shown(draw(Code("output-size", "hard", 1, 1)).problem, LEAST["hard"])
    shown = mistakes_shown(HIDING, Fraction(2, 5))
    assert shown is not None
    assert {"mean-not-sum", "one-cell"} == shown.made
    assert None is mistakes_shown(HIDING, Fraction(1, 2))


ALIKE = Alone(gradient=Grid.of([[1, 2], [3, -2]]))
"""The sum is 4; its mean, 4/4, is the first cell too. The largest number is 3; 8 without signs, 6 without the −2."""


def test_pairs_told_apart() -> None:
    """Of the ten pairs that five mistakes make, all but one give two different numbers."""
    shown = mistakes_shown(ALIKE)
    assert shown is not None
    assert {"mean-not-sum", "one-cell", "maximum-over-places", "signs-lost", "negative-left-out"} == shown.made
    assert Fraction(9, 10) == shown.apart


def test_a_clearer_problem_of_the_same_sort_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one on which the same mistakes can be made; where others can be made, it is another sort of problem."""
    other_sort = Alone(gradient=Grid.of([[2, 1], [5, 4]]))  # nothing is negative: 12, not 3, 2 or 5
    clear = Alone(gradient=Grid.of([[2, 1], [3, -2]]))  # 4, not 1, 2, 3, 8 or 6
    assert [1, 1] == [getattr(mistakes_shown(problem), "apart", None) for problem in (other_sort, clear)]
    outcomes = iter([ALIKE, None, other_sort, *[clear] * OTHERS])
    kind = kinds.Kind("bias-gradient", "", "backward", 1, lambda level, dice: next(outcomes))
    monkeypatch.setattr(kinds, "load", lambda name: kind)
    assert clear == draw(Code("bias-gradient", "easy", 1, 1)).problem


def test_draws_that_hide_a_mistake_are_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A draw that fell badly is made again, and at hard so is one on which too few mistakes show."""
    showing = draw(Code("output-size", "hard", 1, 1)).problem
    outcomes = iter((None, HIDING, None, *[showing] * (1 + OTHERS)))
    kind = kinds.Kind("output-size", "", "sizes", 1, lambda level, dice: next(outcomes))
    monkeypatch.setattr(kinds, "load", lambda name: kind)
    assert showing == draw(Code("output-size", "hard", 1, 1)).problem


# ---- series ---------------------------------------------------------------------------------------------------------


def test_series_takes_the_kinds_in_turn() -> None:
    """A series goes through its kinds over and over, its problems counted from 1; the seed decides who is first."""
    orders = {
        seed: [exercise.code for exercise in islice(series(["max-pool", "output-size"], "easy", seed), 3)]
        for seed in range(1, 9)
    }
    assert all(
        codes
        in (
            [f"max-pool/easy/{seed}.1", f"output-size/easy/{seed}.2", f"max-pool/easy/{seed}.3"],
            [f"output-size/easy/{seed}.1", f"max-pool/easy/{seed}.2", f"output-size/easy/{seed}.3"],
        )
        for seed, codes in orders.items()
    )
    assert {"max-pool", "output-size"} == {str(codes[0]).partition("/")[0] for codes in orders.values()}


def test_without_a_kind_a_first_course_is_asked() -> None:
    """And a group stands for all its kinds."""
    assert sorted(kinds.FIRST_COURSE) == wanted_kinds(None)
    assert set(kinds.FIRST_COURSE) <= set(kinds.names())
    assert {"sizes"} == {kinds.load(name).group for name in wanted_kinds(["sizes"])}
    assert ["max-pool"] == wanted_kinds(["max-pool", "max-pool"])


def test_series_is_its_codes() -> None:
    """Each exercise of a series can be had by its code alone, and the same seed gives the same series."""
    exercises = list(islice(series(["parameter-count"], "hard", 5), 4))
    assert exercises == [draw(Code.parse(str(exercise.code))) for exercise in exercises]
    assert exercises == list(islice(series(["parameter-count"], "hard", 5), 4))
