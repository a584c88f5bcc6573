"""Which question follows a mistake."""

import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import pytest

from cnnhand import kinds
from cnnhand.commands.quiz.choosing import choose, follow_up
from cnnhand.errors import UnknownNameError
from cnnhand.exact.values import Value
from cnnhand.formats import plain
from cnnhand.kinds import LEVELS, Exercise, Level, codes, load
from cnnhand.kinds.codes import Code, draw
from cnnhand.memory.log import fingerprint

ALIKE = {
    "easy": {("no-plus-one", "plus-one-inside")},  # where the stride divides a, (a + 1)/S rounded down is a/S
    "medium": {("rounded-up", "plus-one-twice")},  # where it does not, both are one more, on both sides of a square
    "hard": set(),
}
"""The pairs of mistakes in an output size that no problem of a level can tell apart; a = W − F + 2P."""


def made(exercise: Exercise) -> dict[str, set[Value]]:
    """What each mistake gives on a problem of one part."""
    (part,) = exercise.problem.exact_parts()
    values: dict[str, set[Value]] = {}
    for mistake, value in part.wrong_answers():
        values.setdefault(mistake.id, set()).add(value)
    return values


@pytest.mark.parametrize("level", LEVELS)
def test_a_size_and_its_follow_up_separate_every_pair(level: Level) -> None:
    """Two mistakes that give one question's number give two numbers in the question that is chosen to follow it."""
    for number in range(1, 16):
        exercise = draw(Code("output-size", level, 9, number))
        values = made(exercise)
        for one, other in combinations(values, 2):
            if not values[one].isdisjoint(values[other]) and (one, other) not in ALIKE[level]:
                chosen = follow_up(exercise, number, (one, other))
                assert chosen is not None
                again = made(chosen)
                assert again[one].isdisjoint(again[other])


def test_no_follow_up_where_the_mistake_cannot_be_made() -> None:
    """Windows drawn for a cell have no gaps, so that nobody can overlook one."""
    assert None is follow_up(draw(Code("conv-cell", "easy", 3, 1)), 1, ("dilation-ignored",))


CODES = "problems:\n- code: max-pool/easy/1.1\n- code: bias-gradient/easy/1.1\n- code: weight-update/easy/1.1\n"


def test_of_a_file_only_the_kinds_that_are_named_are_asked(tmp_path: Path) -> None:
    """By name or by group, with `-n` the first of them, and the command for the same again says so."""
    path = tmp_path / "codes.yaml"
    path.write_text(CODES)
    chosen = choose(str(path), ["bias-gradient", "weight-update"], None, None, None)
    assert ["bias-gradient", "weight-update"] == [exercise.problem.kind() for exercise in chosen.exercises]
    chosen = choose(str(path), ["backward"], None, 1, None)
    assert ["bias-gradient"] == [exercise.problem.kind() for exercise in chosen.exercises]
    assert (1, f"cnnhand quiz {path} --kind backward -n 1") == (chosen.count, chosen.again)


def test_a_file_without_a_problem_of_the_kind_is_refused(tmp_path: Path) -> None:
    """It says which there are; what was not drawn has no kind."""
    path = tmp_path / "codes.yaml"
    path.write_text(CODES)
    with pytest.raises(UnknownNameError, match=r"of the kind relu-map; it has max-pool, bias-gradient, weight-update$"):
        choose(str(path), ["relu-map"], None, None, None)
    with pytest.raises(UnknownNameError, match=r"of the kind max-pool; it has problems of its own$"):
        choose("volume-demo", ["max-pool"], None, None, None)


def test_a_file_name_is_quoted_for_the_shell(tmp_path: Path) -> None:
    """So that the command can be copied."""
    path = tmp_path / "my sheet.yaml"
    path.write_text("code: max-pool/easy/1.1")
    assert f"cnnhand quiz '{path}'" == choose(str(path), None, None, None, None).again


def test_a_kind_or_a_group_may_stand_for_the_source() -> None:
    """A file is meant by its ending or a slash."""
    chosen = choose("conv-cell", None, "hard", 2, 7)
    assert (2, "cnnhand quiz --kind conv-cell --level hard -n 2 --seed 7") == (chosen.count, chosen.again)
    assert ["conv-cell", "conv-cell"] == [exercise.problem.kind() for exercise in chosen.exercises]
    assert {"sizes"} == {
        load(exercise.problem.kind()).group for exercise in choose("sizes", None, None, 4, 1).exercises
    }


def test_a_word_that_is_nearly_a_kind_is_refused_with_it() -> None:
    """Not as a file that is not there."""
    with pytest.raises(UnknownNameError, match=r"'conv-sell'; did you mean conv-cell\?"):
        choose("conv-sell", None, None, None, None)


@pytest.mark.parametrize(
    ("word", "proposed"),
    [
        ("convolution", "conv-cell, true-convolution, transposed-convolution or convolution-matrix"),
        ("params", "parameter-count, parameter-sharing, parameter-stack or params-5x5x3"),
        ("padding", "padded-grid or same-padding"),
        ("flops", "mac-count"),
    ],
)
def test_for_the_name_of_a_subject_its_kinds_are_proposed(word: str, proposed: str) -> None:
    """By a word in their names, or in what they ask; bundled exercises of nearly that name too."""
    with pytest.raises(UnknownNameError, match=rf"{word!r}; did you mean {proposed}\?"):
        choose(word, None, None, None, None)


def test_only_problems_on_which_a_mistake_shows() -> None:
    """And the command for the same again says so."""
    chosen = choose(None, ["conv-cell"], "easy", 3, 5, ["bias-forgotten"])
    assert all("bias-forgotten" in made(exercise) for exercise in chosen.exercises)
    assert "cnnhand quiz --kind conv-cell --level easy --mistake bias-forgotten -n 3 --seed 5" == chosen.again
    with pytest.raises(UnknownNameError, match="no question of these kinds shows the mistake nonsense"):
        list(choose(None, ["conv-cell"], "easy", 1, 5, ["nonsense"]).exercises)


@pytest.mark.parametrize("level", LEVELS)
def test_no_question_comes_twice(level: Level) -> None:
    """Also where a kind is soon at its end, and others go on."""
    words = ["conv-cell", "output-size", "same-padding", "kernel-name"]
    questions = [fingerprint(one.problem.question()) for one in choose(None, words, level, 200, 3).exercises]
    assert 200 == len(set(questions))


def test_a_kind_without_another_question_begins_again() -> None:
    assert 400 == len(list(choose(None, ["same-padding"], "easy", 400, 3).exercises))


def test_what_is_right_is_asked_again_without_the_sentences_to_choose_from() -> None:
    chosen = follow_up(draw(Code("mistake-in-max-pool", "easy", 4, 2)), 1, (), at=1)
    assert chosen and "Which step is wrong?" not in plain.text(chosen.problem.question())


@pytest.fixture
def extra(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A new kind in a new folder, all of whose draws have a mistake that shows on none."""
    monkeypatch.setitem(kinds.FILES, "new-kind", "extra.file")
    monkeypatch.setitem(kinds.KINDS, "extra.file", {"new-kind": "something new"})
    drawn = SimpleNamespace(new_kind=lambda level, dice: load("relu-map").draw(level, dice))
    monkeypatch.setitem(sys.modules, "cnnhand.kinds.extra.file", drawn)
    yield "new-kind"
    load.cache_clear()


def test_a_kind_in_a_new_folder_is_chosen_and_followed(extra: str) -> None:
    """By its name or by that of the folder, and after a mistake."""
    (first,) = choose("extra", None, "easy", 1, 1).exercises
    assert f"{extra}/easy/1.1" == first.code
    again = follow_up(first, 1, ["slope-mistaken"]) or follow_up(first, 1, [])
    assert again is not None


def test_a_kind_without_mistakes_is_refused_and_not_sought_for_ever(
    extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "MOST_MISSED", 20)
    monkeypatch.setattr("cnnhand.questions.find_the_mistake.of_one_mistake", lambda part: [])
    with pytest.raises(UnknownNameError, match="20 draws in a row show no mistake"):
        draw(Code(f"mistake-in-{extra}", "medium", 1, 1))
