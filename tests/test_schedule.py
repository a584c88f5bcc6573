"""What is due, weak and new: the rules one by one, and a student over many days."""

import time
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count

import pytest

from cnnhand import kinds
from cnnhand.commands.fresh import fresh
from cnnhand.memory.asked import asked
from cnnhand.memory.log import Answered, fingerprint
from cnnhand.memory.schedule import Study, Want
from tests.student import HABITS, Student

DAY = date(2026, 1, 5)
NUMBERS = count(1)


def answer(kind: str, outcome: str = "right", day: int = 0, **changed: object) -> Answered:
    """An answer to a question of its own."""
    number = next(NUMBERS)
    when = datetime(2026, 1, 5, 12, tzinfo=UTC) + timedelta(days=day, seconds=number)
    code = f"{kind}/{changed.pop('level', 'easy')}/1.{number}"
    given = {"part": 1, "of": 1, "name": "", "attempt": 1, "typed": "7", "credit": "1", **changed}
    return Answered(time=when, code=code, outcome=outcome, question=code, **given)  # type: ignore[arg-type]


def study(*answers: Answered, until: date | None = None) -> Study:
    """What follows from these answers."""
    return Study.of(asked(answers), until)


def test_somebody_new_begins_with_the_first_kind() -> None:
    """And gets three of it together."""
    assert Want("conv-cell", "easy", "new") == study().next(DAY)
    assert Want("conv-cell", "easy", "new") == study(answer("conv-cell")).next(DAY, "conv-cell")
    assert "feature-map" == study(*[answer("conv-cell") for _ in range(3)]).next(DAY, "conv-cell").kind  # type: ignore[union-attr]


def test_three_right_at_once_close_a_kind_until_it_is_due_and_the_level_goes_up() -> None:
    """A hint or a second attempt counts less, and two wrong ones bring the level down."""
    three = [answer("conv-cell") for _ in range(3)]
    assert (True, "medium") == (study(*three).standings["conv-cell"].closed, study(*three).standings["conv-cell"].level)
    assert [] == study(*three).weak()
    helped = study(*three[:2], answer("conv-cell", hints=1)).standings["conv-cell"]
    assert (False, "easy") == (helped.closed, helped.level)
    wrong = [answer("conv-cell", "wrong", level="medium") for _ in range(2)]
    assert ["medium", "easy"] == [study(*three, *wrong[:n]).standings["conv-cell"].level for n in (1, 2)]


def test_what_is_due_comes_before_what_is_weak_and_that_before_what_is_new() -> None:
    """The days between grow as long as it goes well."""
    after = study(*[answer("conv-cell") for _ in range(3)], *[answer("max-pool", "wrong") for _ in range(3)])
    assert ["max-pool", "feature-map"] == [want.kind for want in after.wants(DAY)]
    due = after.due_of("conv-cell")
    assert DAY + timedelta(days=1) < due
    assert ["max-pool", "conv-cell", "max-pool", "feature-map"] == [want.kind for want in after.wants(due)]
    again = study(*[answer("conv-cell", day=day) for day in (0, (due - DAY).days)])
    assert again.due_of("conv-cell") - due > due - DAY


def test_another_kind_comes_each_time() -> None:
    """Unless there is no other."""
    both = study(*[answer(kind, "wrong") for kind in ("conv-cell", "max-pool") for _ in range(3)])
    assert ["conv-cell", "max-pool"] == [both.next(DAY, before).kind for before in ("max-pool", "conv-cell")]  # type: ignore[union-attr]


def test_nothing_is_due_later_than_on_the_day_that_is_practised_for() -> None:
    """And on that day it is asked once."""
    until = DAY + timedelta(days=1)
    assert until == study(*[answer("conv-cell") for _ in range(3)], until=until).due_of("conv-cell")
    assert until < study(answer("conv-cell"), answer("conv-cell", day=1), until=until).due_of("conv-cell")


A, B, AB, AC = (("a",),), (("b",),), (("a",), ("b",)), (("a",), ("c",))


def habits(*answers: Answered) -> set[str]:
    """The mistakes that come back."""
    return {habit.id for habit in study(*answers).habits.values() if habit.open}


def test_a_mistake_comes_back_where_it_is_known_which_one_it_was() -> None:
    """One alone; one that two answers share; of two made together both."""
    assert {"a"} == habits(answer("conv-cell", "wrong", mistakes=(A,)))
    assert set() == habits(answer("conv-cell", "wrong", mistakes=(AB,)))
    assert {"a"} == habits(*[answer("conv-cell", "wrong", mistakes=(which,)) for which in (AB, AC)])
    assert set() == habits(answer("conv-cell", "wrong", mistakes=(AB,)), answer("max-pool", "wrong", mistakes=(AC,)))
    assert {"a", "b"} == habits(answer("conv-cell", "wrong", mistakes=((("a", "b"),),)))


def test_a_mistake_is_gone_when_it_was_not_made_on_three_days() -> None:
    """On questions on which it would have shown; made again it begins anew."""
    made = answer("conv-cell", "wrong", mistakes=(A,))
    passed = [answer("conv-cell", day=day, aims=("a",)) for day in (1, 1, 4, 9)]
    assert [{"a"}, {"a"}, {"a"}, set()] == [habits(made, *passed[:n]) for n in (1, 2, 3, 4)]
    assert {"a"} == habits(made, *passed, answer("conv-cell", "wrong", day=10, mistakes=(A,)))
    assert {"a"} == habits(made, *[answer("conv-cell", "skipped", typed=None, day=n, aims=("a",)) for n in (1, 2, 3)])


def test_a_right_pipeline_counts_for_its_parts() -> None:
    """For those that were met."""
    names = ("the map of layer 1, convolution 2×2", "the map of layer 2, ReLU", "the map of layer 3, max pooling 2×2")
    pipeline = [
        answer("pipeline", day=1, part=number, of=3, name=name)._replace(code="pipeline/easy/1.1")
        for number, name in enumerate(names, 1)
    ]
    before, after = study(answer("relu-map")), study(answer("relu-map"), *pipeline)
    assert before.due_of("relu-map") < after.due_of("relu-map")
    assert {"relu-map", "pipeline"} == set(after.standings)


def test_a_question_that_was_left_says_nothing() -> None:
    """Unless something in it was wrong."""
    assert {} == study(answer("pipeline", part=1, of=3)).standings
    assert 1 == study(answer("pipeline", "wrong", part=1, of=3)).standings["pipeline"].met


def test_a_question_that_is_asked_again_is_another_one() -> None:
    """Also where one part of it follows a mistake; a second attempt, or the next part, goes on with the same."""
    first = answer("pipeline", "wrong", part=2, of=3)
    second = first._replace(time=first.time + timedelta(days=1))
    attempt, part = second._replace(attempt=2), second._replace(part=3, outcome="right")
    assert [1, 3] == [len(one.answers) for one in asked([first, second, attempt, part])]


def test_every_third_question_of_a_kind_is_for_a_mistake_from_the_second_day_on() -> None:
    """It counts for the kind; of a kind without such questions it is one as always."""
    for kind, finds in (("conv-cell", [False, True, False]), ("kernel-name", [False] * 3)):
        first = [answer(kind, "wrong") for _ in range(3)]
        later = study(*first, answer(f"mistake-in-{kind}", "wrong", day=1)) if finds[1] else study(*first)
        after = [study(*first).wants(DAY), study(*first).wants(DAY + timedelta(days=1)), later.wants(DAY)]
        assert finds == [next(wants).find for wants in after]
        assert [kind] == list(later.standings)


def test_what_follows_a_mistake_counts_for_the_mistake_and_not_for_the_kind() -> None:
    """It came right after the working of another."""
    wrong = answer("conv-cell", "wrong", mistakes=(A,))
    follow_up = answer("conv-cell", "wrong", mistakes=(B,))._replace(code="conv-cell/easy/1.500001")
    assert 1 == study(wrong, follow_up).standings["conv-cell"].met
    assert {"a", "b"} == habits(wrong, follow_up)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the system has one clock for all programs")
def test_a_day_is_that_of_the_place_where_somebody_practises(monkeypatch: pytest.MonkeyPatch) -> None:
    """Noon in London is the next day in Auckland; a line that was written in another zone is the same moment."""
    noon = answer("conv-cell")
    there = noon._replace(time=noon.time.astimezone(timezone(timedelta(hours=-9))))
    for zone, day in (("UTC0", DAY), ("NZDT-13", DAY + timedelta(days=1))):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert [day, day] == [one.day for written in (noon, there) for one in asked([written])]
    monkeypatch.undo()
    time.tzset()


def test_a_review_is_a_problem_on_which_the_mistake_shows_alone() -> None:
    """And never one that was asked."""
    want, before = Want("conv-cell", "easy", "due", "bias-forgotten"), set[str]()
    for first in (1, 1, 1):
        exercise = fresh(want, before, 1, first)
        assert ("bias-forgotten",) == exercise.aims
        (part,) = exercise.problem.exact_parts()
        values = {mistake.id: value for mistake, value in part.wrong_answers()}
        assert ["bias-forgotten"] == [id for id, value in values.items() if value == values["bias-forgotten"]]
        before.add(fingerprint(exercise.problem.question()))
    assert 3 == len(before)


def test_a_student_is_rid_of_three_mistakes() -> None:
    """In a month each is named, asked for again on every day on which it is due until it is gone, and no problem is
    asked twice."""
    student = Student()
    for day in range(30):
        after = student.practise(day, 10)
    assert HABITS <= set(after.habits)
    assert student.due <= student.aimed
    assert HABITS <= student.gone
    questions = [one.question for one in student.answers if one.part == 1]
    assert len(set(questions)) == len(questions)
    assert set(kinds.FIRST_COURSE) == set(after.standings)
