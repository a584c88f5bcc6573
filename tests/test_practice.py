"""`cnnhand practice`, `progress`, and `cnnhand` alone, over several days of a clock that can be set."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from cnnhand.commands import practice, progress
from cnnhand.commands.log import keeping
from cnnhand.commands.practice import Past, Practice
from cnnhand.errors import CnnhandError
from cnnhand.formats import plain
from cnnhand.kinds.codes import Code, draw
from cnnhand.memory.log import place, read
from cnnhand.page import say
from tests.run import cnnhand
from tests.test_quiz import Learner

FIRST = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets the clock to a day, a second further at every answer."""

    def set_to(day: int) -> None:
        seconds = iter(range(10**6))

        def now() -> datetime:
            return FIRST + timedelta(days=day, seconds=next(seconds))

        for module in ("commands.quiz.results", "commands.practice", "memory.log"):
            monkeypatch.setattr(f"cnnhand.{module}.now", now)

    set_to(0)
    return set_to


def practised(*typed: str, until: date | None = None, many: int | None = None) -> str:
    """What is shown to somebody who types this."""
    learner = Learner(*typed)
    session = Practice(learner, Past.of_log(until), keeping(learner), many=many)
    session.run()
    learner.show(session.summary())
    return learner.shown


class Knowing(Learner):
    """A learner who types the right answer to what is asked last where `right` is planned."""

    def ask(self, prompt: str) -> str | None:
        typed = super().ask(prompt)
        if typed != "right":
            return typed
        code = re.findall(r"[a-z-]+/easy/7\.\d+", self.shown)[-1]
        after, problem = self.shown.rpartition(code)[2], draw(Code.parse(code)).problem
        alone, parts = re.findall(r"Only this is asked: (.*)\.", after), re.findall(r"Part (\d) of", after)
        names = problem.parts()
        last = 0 if "Which step is wrong?" in after else len(names) - 1  # what is right is asked again by itself
        at = names.index(alone[0]) if {*alone} & {*names} else int(parts[-1]) - 1 if parts else last
        return say(problem.exact_parts()[at].answer())


@pytest.mark.parametrize(
    ("day", "typed", "said"),
    [
        (0, "right", "1 question, 1 right at once;"),
        (0, "?.right", "1 question, 0 right at once;"),
        (0, "9999.right", "1 question, 0 right at once;"),
        (0, "9999.8888.right.right", "2 questions, 1 right at once; 1 follow-up, 1 right at once;"),
        (0, "9999.8888.9999.right.skip", "2 questions, 0 right at once; 1 follow-up, 0 right at once;"),
        (1, "right.right", "1 question, 1 right at once;"),
        (1, "right.9999.8888.right", "1 question, 0 right at once; 1 follow-up, 1 right at once;"),
        (1, "right", "1 question, 0 right at once;"),
    ],
)
def test_the_end_counts_what_the_log_has(
    on_day: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, day: int, typed: str, said: str
) -> None:
    """Questions and follow-ups, of which all was right at the first attempt and without a hint; on a second day a
    mistake is asked for, and then what is right."""
    monkeypatch.setattr(practice, "randrange", lambda _: 7)
    practised(*["skip"] * 3 * day)
    on_day(day)
    before = len(read(place())[0])
    learner = Knowing(*typed.split("."))
    session = Practice(learner, Past.of_log(), keeping(learner))
    session.run()
    assert said in plain.text(session.summary())
    kept = read(place())[0][before:]
    clean = {one.code for one in kept} - {one.code for one in kept if one.credit != "1" or one.of > len(kept)}
    assert sum(map(int, re.findall(r"(\d+) right", said))) == len(clean)


@pytest.mark.usefixtures("on_day")
def test_the_first_day_begins_with_one_kind() -> None:
    """It says that it is new, and what teaches it."""
    shown = practised("skip", "skip", "skip", "skip")
    assert "New: conv-cell. If you have never seen it, quit and type cnnhand learn conv-cell." in " ".join(
        shown.split()
    )
    kinds = [one.code.split("/")[0] for one in read(place())[0]]
    assert ["conv-cell"] * 3 + ["feature-map"] == kinds


def test_what_was_answered_counts_on_the_next_day(on_day: Callable[[int], None]) -> None:
    """What went wrong is due."""
    practised("skip")
    on_day(1)
    assert "Due today: conv-cell." in plain.text(progress.three_lines(Past.of_log()))
    assert "Due again." in practised()


@pytest.mark.usefixtures("on_day")
def test_what_went_wrong_is_followed_at_once() -> None:
    """By a question that was not asked before; what was skipped is not."""
    shown = practised("12345", "54321", "skip", "skip")
    assert 1 == shown.count("Follow-up to question")
    assert [1, 500_400, 2] == [int(one.code.rpartition(".")[2]) for one in read(place())[0] if one.attempt == 1]


def test_on_the_second_day_somebody_else_has_answered(on_day: Callable[[int], None]) -> None:
    """And the mistake is asked for."""
    practised(*["skip"] * 3)
    on_day(1)
    shown = practised()
    assert "Due again. This time somebody else has answered." in shown
    assert "Which step is wrong?" in shown


def test_no_question_comes_twice(on_day: Callable[[int], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where the seed is the same by chance."""
    monkeypatch.setattr(practice, "randrange", lambda _: 7)
    for day in range(3):
        on_day(day)
        practised(*["skip"] * 8)
    questions = [one.question for one in read(place())[0] if one.part == 1]
    assert len(questions) == len(set(questions)) > 18


@pytest.mark.usefixtures("on_day")
def test_the_time_ends_it_between_two_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked may be answered in peace."""
    now = iter([0.0, 0.0, 601.0])
    monkeypatch.setattr(practice, "monotonic", lambda: next(now))
    assert "1 question, 0 right at once" in practised("skip", "skip")


@pytest.mark.usefixtures("on_day")
def test_so_many_questions_may_be_wanted() -> None:
    """What follows a mistake is not one of them."""
    assert "2 questions, 0 right at once; 1 follow-up" in practised("9999", "8888", *["skip"] * 5, many=2)


@pytest.mark.usefixtures("on_day")
def test_the_three_lines_stay_short() -> None:
    """Of many kinds two are named."""
    from cnnhand.kinds import FIRST_COURSE
    from cnnhand.memory.log import append
    from tests.test_schedule import answer

    append(place(), [answer(kind, "wrong", day=-3) for kind in FIRST_COURSE])
    lines = plain.text(progress.three_lines(Past.of_log())).splitlines()
    assert ["Due today: conv-cell, feature-map, 9 more.", "Not sure yet: nothing."] == lines[:2]
    assert 3 == len(lines)


def test_the_day_of_the_examination_is_remembered_until_it_has_passed(on_day: Callable[[int], None]) -> None:
    """It stands in the log."""
    until = date(2026, 1, 7)
    practised("skip", until=until)
    assert until == Past.of_log().study.until
    on_day(3)
    assert Past.of_log().study.until is None


@pytest.mark.usefixtures("on_day")
@pytest.mark.parametrize("text", ["2026-01-04", "tomorrow", "1/20/2026", "2026-02-30", ""])
def test_a_day_that_has_passed_or_is_none_is_refused(text: str) -> None:
    """With one that would be right."""
    with pytest.raises(CnnhandError, match="a day from today on is wanted, such as 2026-02-04"):
        practice.day_to_come(text)


@pytest.mark.usefixtures("on_day")
def test_the_plan_says_how_many_questions_a_day() -> None:
    """Three right ones at every level of every kind, and less where some are there."""
    shown = plain.text(practice.plan(Past.of_log().study, date(2026, 1, 16)))
    assert "11 days left: about 9 questions a day, and what is due." in shown


@pytest.mark.usefixtures("on_day")
def test_progress_names_the_mistakes_that_come_back() -> None:
    """In words, with how often and when."""
    from cnnhand.memory.log import append
    from tests.test_schedule import answer

    append(place(), [answer("conv-cell", "wrong", mistakes=((("bias-forgotten",),),))])
    shown = plain.text(progress.standing(Past.of_log()))
    assert "without the bias" in shown
    assert "05 Jan" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_the_commands() -> None:
    """Each ends well with the input closed; a broken line is said."""
    assert 0 == cnnhand("practice").status
    assert 0 == cnnhand("practice", typed="?\nskip\nquit\n").status
    with place().open("a") as file:
        file.write("{")
    alone = cnnhand()
    assert "line 2 is broken" in " ".join(alone.out.split())
    assert ["Due today: nothing.", "Not sure yet: conv-cell."] == alone.out.splitlines()[-3:-1]
    assert ["conv-cell"] == [kind["kind"] for kind in json.loads(cnnhand("progress", "--json").out)["kinds"]]
    refused = cnnhand("practice", "--until", "2020-01-01")
    assert (1, 1) == (refused.status, len(refused.err.splitlines()))


def test_only_some_kinds_may_be_practised() -> None:
    """Also when they are closed, and those that are not of the course; what is none of them is refused in a line."""
    cnnhand("practice", "kernel-name", "neuron", "-n", "9", typed="skip\n" * 9)
    assert {"kernel-name", "neuron"} == {one.code.split("/")[0] for one in read(place())[0]}
    from cnnhand.memory.log import append
    from tests.test_schedule import answer

    append(place(), [answer("max-pool") for _ in range(3)])
    assert "Question 2 · max pool" in cnnhand("practice", "max-pool", "-n", "2", typed="skip\nskip\n").out
    assert "there is no kind 'max-pol'; did you mean max-pool?" in cnnhand("practice", "max-pol").err


def test_a_log_that_cannot_be_read_is_said_and_practice_goes_on() -> None:
    place().mkdir(parents=True)
    run = cnnhand("practice", "-n", "1", typed="skip\n")
    assert (0, "") == (run.status, run.err)
    assert "What was answered so far does not count." in run.out and "1 question, 0 right" in run.out
    assert (1, 1) == (cnnhand("progress").status, cnnhand("log").status)


@pytest.mark.parametrize(
    ("words", "ended", "said"),
    [
        (("practice",), "practice.Practice.run", "Nothing was answered."),
        (("solve", "conv-cell/easy/1.1", "--ask"), "walking.ask_step", "0 of 0 steps right."),
    ],
)
def test_a_signal_leaves_the_summary(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], ended: str, said: str
) -> None:
    for end, status in ((KeyboardInterrupt(), 130), (SystemExit(143), 143)):

        def run(*_: object, end: BaseException = end) -> None:
            raise end

        monkeypatch.setattr(f"cnnhand.commands.{ended}", run)
        done = cnnhand(*words)
        assert (status, "") == (done.status, done.err)
        assert said in done.out
