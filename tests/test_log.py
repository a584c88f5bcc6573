"""The log: nothing that was answered is lost, and nothing in the file can stop a program."""

import json
import os
import random
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cnnhand.commands import log as shown
from cnnhand.commands.log import keeping
from cnnhand.formats import plain
from cnnhand.memory import log
from cnnhand.memory.log import Answered, append, place, read
from tests.run import cnnhand
from tests.test_quiz import CELL, SIZE, Learner, play

WRITER = """
import sys
from cnnhand.memory.log import Answered, Log, now
log = Log(print)
for number in range(int(sys.argv[2])):
    log.keep(Answered(now(), sys.argv[1], number + 1, 10**9, "", 1, "1 2; " * 40, "right", "1"))
    print(number + 1, flush=True)
"""


def answered(code: str = "conv-cell/easy/1.1", **changed: object) -> Answered:
    """A right answer at once, or what is changed in it."""
    return Answered(**{"time": log.now(), "code": code, "part": 1, "of": 1, "name": "", "attempt": 1, "typed": "7",
                       "outcome": "right", "credit": "1", **changed})  # type: ignore[arg-type]  # fmt: skip


def kept(*typed: str, **options: object) -> list[Answered]:
    """What a quiz leaves in the log."""
    play(*typed, keep=keeping(Learner()), **options)
    return read(place())[0]


def test_an_answer_is_a_line_with_all_that_is_known_of_it() -> None:
    """A second attempt is a line of its own; a wrong one has the mistakes that give it."""
    first, second = kept("?", "9", "10")
    assert ("conv-cell/easy/11.1", 1, 1, 1, "9", "wrong", "0", 1) == (
        first.code, first.part, first.of, first.attempt, first.typed, first.outcome, first.credit, first.hints,
    )  # fmt: skip
    assert ((("bias-forgotten",), ("largest-product",)),) == first.mistakes
    assert (2, "10", "right", "1/2", ()) == (
        second.attempt, second.typed, second.outcome, second.credit, second.mistakes,
    )  # fmt: skip


def test_what_was_skipped_is_a_line_too() -> None:
    """With nothing typed."""
    (only,) = kept("skip")
    assert (None, "skipped", "0") == (only.typed, only.outcome, only.credit)


def test_mistakes_made_together_and_one_of_several_are_told_apart() -> None:
    """Of 31×31×3 the width 28 has one cause or another, and beside it the depth has its own."""
    from cnnhand.kinds import Exercise

    (first,) = kept("28x28x3", exercises=[Exercise(SIZE)])
    assert 2 == len(first.mistakes)
    assert ("no-plus-one",) in first.mistakes[0]
    assert ("depth-of-input",) in first.mistakes[1]


def test_a_line_reads_back_as_what_was_written() -> None:
    """Whatever was typed, a lone surrogate too."""
    one = answered(typed="½\udc80\n", mistakes=((("a", "b"), ("c",)),), aims=("a",), until="2027-01-20")
    append(place(), [one])
    (back,) = read(place())[0]
    assert one.record() == back.record()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("time", "0001-01-01T00:00:00+23:59"),
        ("time", "2026-01-01T12:00:00"),
        ("seconds", float("nan")),
        ("seconds", float("inf")),
        ("mistakes", [[]]),
        ("outcome", "perfect"),
        ("part", None),
    ],
)
def test_a_line_that_makes_no_sense_is_set_aside(name: str, value: object) -> None:
    place().parent.mkdir(parents=True, exist_ok=True)
    place().write_text(json.dumps({**answered().record(), name: value}) + "\n")
    assert ([], [1]) == read(place())


@pytest.mark.parametrize("bad", ["{", "[]", "null", "3", '{"schema": 2}', "\x00\x00", "[" * 9999, '{"schema": 1}'])
def test_a_line_of_another_program_is_set_aside_and_said(bad: str) -> None:
    """The others count."""
    append(place(), [answered()])
    with place().open("a") as file:
        file.write(bad + "\n")
    append(place(), [answered(typed="8")])
    answers, aside = read(place())
    assert (["7", "8"], [2]) == ([one.typed for one in answers], aside)
    assert "line 2 is broken, or of another version or program" in " ".join(plain.text(shown.history()).split())


def test_a_line_that_was_broken_off_does_not_take_the_next_one_with_it() -> None:
    """The next answer begins a new line."""
    append(place(), [answered()])
    with place().open("ab") as file:
        file.write(b'{"schema": 1, "ti')
    append(place(), [answered(typed="8")])
    assert (["7", "8"], [2]) == ([one.typed for one in read(place())[0]], read(place())[1])


def test_two_logs_put_together_are_read_in_the_order_of_time() -> None:
    """A line that is in both counts once."""
    times = [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3)]
    one, two, three = (answered(typed=str(time.day), time=time) for time in times)
    append(place(), [two, three, one, two])
    assert ["1", "2", "3"] == [answer.typed for answer in read(place())[0]]


def test_a_time_to_come_is_taken_for_now() -> None:
    """The clock was wrong then."""
    append(place(), [answered(time=log.now() + timedelta(days=4000))])
    assert read(place())[0][0].time <= log.now()


def test_that_nothing_can_be_written_is_said_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And practice goes on."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CNNHAND_STATE", str(tmp_path / "file" / "below"))
    learner = Learner()
    quiz, _ = play("9", "10", keep=keeping(learner))
    assert 1 == learner.shown.count("What you answer is not kept")
    assert quiz.outcome.results[0].correct


def test_a_full_disk_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a line is set aside."""
    write = os.write
    monkeypatch.setattr("cnnhand.memory.log.os.write", lambda file, data: write(file, data[:20]))
    learner = Learner()
    play("9", "10", keep=keeping(learner))
    assert 1 == learner.shown.count("no space left")
    assert ([], [1, 2]) == read(place())


@pytest.mark.parametrize(
    ("system", "variables", "expected"),
    [
        ("linux", {}, "/home/a/.local/state/cnnhand/log.jsonl"),
        ("linux", {"XDG_STATE_HOME": "/s"}, "/s/cnnhand/log.jsonl"),
        ("darwin", {}, "/home/a/Library/Application Support/cnnhand/log.jsonl"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/cnnhand/log.jsonl"),
        ("linux", {"CNNHAND_STATE": "/own"}, "/own/log.jsonl"),
    ],
)
def test_the_log_is_where_the_system_keeps_such_things(
    monkeypatch: pytest.MonkeyPatch, system: str, variables: dict[str, str], expected: str
) -> None:
    """Or where CNNHAND_STATE says."""
    for name in ("CNNHAND_STATE", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/home/a", **variables}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("cnnhand.memory.log.sys.platform", system)
    assert expected == place().as_posix()


def test_a_program_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    """What it said to have kept is there; a line that it was writing is set aside, and the next one begins anew.

    CNNHAND_KILLS=1000 kills it as often.
    """
    dice = random.Random(1)
    for number in range(int(os.environ.get("CNNHAND_KILLS", "5"))):
        state = tmp_path / str(number)
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, "a", "100000"],
            stdout=subprocess.PIPE,
            env={**os.environ, "CNNHAND_STATE": str(state)},
        )
        assert writer.stdout
        said = [writer.stdout.readline() for _ in range(dice.randint(1, 40))]
        writer.send_signal(signal.SIGKILL)
        said += writer.stdout.read().splitlines(keepends=True)
        writer.wait()
        writer.stdout.close()
        answers, aside = read(state / "log.jsonl")
        assert len([line for line in said if line.endswith(b"\n")]) <= len(answers)
        assert list(range(1, len(answers) + 1)) == sorted(answer.part for answer in answers)
        assert aside in ([], [len(answers) + 1])
        append(state / "log.jsonl", [one := answered()])
        after, set_aside = read(state / "log.jsonl")
        assert ([*answers, one.code], aside) == ([*after[:-1], after[-1].code], set_aside)


def test_the_lines_of_two_programs_do_not_mix() -> None:
    """All answers of both are there."""
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, code, "500"], stdout=subprocess.DEVNULL) for code in "ab"
    ]
    assert [0, 0] == [writer.wait() for writer in writers]
    answers, aside = read(place())
    assert ([500, 500], []) == ([sum(one.code == code for one in answers) for code in "ab"], aside)


def test_of_a_long_log_the_last_answers_are_shown() -> None:
    """And it says how many there are."""
    append(place(), [answered(typed=f"typed{number}") for number in range(100, 130)])
    text = " ".join(plain.text(shown.history()).split())
    assert "30 answers, of which the last 20 are shown" in text
    assert (False, True) == ("typed109" in text, "typed110" in text)


def test_without_a_home_folder_it_is_said_where_the_log_could_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Practice goes on."""

    def no_home() -> Path:
        raise RuntimeError("no home")

    monkeypatch.delenv("CNNHAND_STATE")
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", no_home)
    learner = Learner()
    play("10", keep=keeping(learner))
    assert "CNNHAND_STATE names a folder" in " ".join(learner.shown.split())


def test_the_commands() -> None:
    """A quiz writes the log unless it is told not to; `log` shows it, exports it, empties it."""
    quiz = ("quiz", "--kind", "conv-cell", "--seed", "11", "-n", "1", "--no-follow-up")
    cnnhand(*quiz, "--no-log", typed="10\n")
    assert not place().exists()
    cnnhand(*quiz, typed="10\n")
    assert "conv-cell/easy/11.1" in cnnhand("log").out
    assert ["10"] == [one["typed"] for one in json.loads(cnnhand("log", "--json").out)["answers"]]
    assert "Nothing was answered so far" in cnnhand("log", "--forget").out
    assert 0 == place().stat().st_size


def test_the_exercise_that_follows_a_mistake_says_what_it_was_drawn_for() -> None:
    """So that it can be said later whether the mistake was made again."""
    answers = kept("9", "10", "skip", exercises=[CELL], follows_up=True)
    assert ["bias-forgotten", "largest-product"] == sorted(answers[-1].aims)
