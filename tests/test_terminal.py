"""The program in a real terminal of 80×24: prompts, Ctrl-C, Ctrl-D, keys, colour."""

import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

pexpect = pytest.importorskip("pexpect", reason="terminals are tested on POSIX")
pyte = pytest.importorskip("pyte")

QUIZ = ("quiz", "--kind", "conv-cell", "--seed", "11", "-n", "2", "--no-follow-up")


class Terminal:
    """A program in a terminal, and what its screen shows."""

    def __init__(self, *arguments: str, program: tuple[str, ...] = ("-m", "cnnhand"), **environment: str) -> None:
        self.child = pexpect.spawn(
            sys.executable,
            ["-W", "error", *program, *arguments],
            dimensions=(24, 80),
            encoding="utf-8",
            timeout=20,
            env={**os.environ, **environment},
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # in the background too
        )
        self.child.delaybeforesend = None
        self.screen = pyte.Screen(80, 24)
        self.stream = pyte.Stream(self.screen)
        self.raw = ""

    def until(self, text: str) -> str:
        """Read up to a text, and give the lines of the screen."""
        self.child.expect_exact(text)
        self._feed(self.child.before + self.child.after)
        return "\n".join(line.rstrip() for line in self.screen.display).strip()

    def end(self) -> tuple[int, str]:
        """Read to the end, and give the exit status and the screen."""
        self.child.expect(pexpect.EOF)
        self._feed(self.child.before)
        self.child.close()
        return self.child.exitstatus, "\n".join(line.rstrip() for line in self.screen.display).strip()

    def _feed(self, text: str) -> None:
        self.raw += text
        self.stream.feed(text)


@contextmanager
def terminal(*arguments: str, program: tuple[str, ...] = ("-m", "cnnhand"), **environment: str) -> Iterator[Terminal]:
    """A program in a terminal, ended whatever happens."""
    opened = Terminal(*arguments, program=program, **environment)
    try:
        yield opened
    finally:
        opened.child.close(force=True)


def test_a_question_is_answered_right() -> None:
    """The question fits the screen, the answer is marked, the summary closes the quiz."""
    with terminal(*QUIZ) as shown:
        screen = shown.until("\n> ")
        assert screen.startswith("Type the answer; ? for a hint, skip, show, quit or help.")
        assert "1 │  3  0  3  1 │" in screen
        shown.child.sendline("10")
        shown.until("✓ 10")
        shown.until("\n> ")
        shown.child.sendline("quit")
        status, screen = shown.end()
        assert 0 == status
        assert "Credit: 1 of 2" in screen


@pytest.mark.parametrize(("key", "expected"), [("c", 130), ("d", 0)])
def test_ctrl_c_and_ctrl_d_close_the_quiz_with_its_summary(key: str, expected: int) -> None:
    """Nothing that was answered is lost, and the prompt's line is ended first."""
    with terminal(*QUIZ) as shown:
        shown.until("\n> ")
        shown.child.sendline("10")
        shown.until("✓ 10")
        shown.until("\n> ")
        shown.child.sendcontrol(key)
        status, screen = shown.end()
        assert expected == status
        assert "\nCredit: 1 of 2\n" in screen
        assert "Traceback" not in shown.raw


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"NO_COLOR": "1", "COLUMNS": "0"}])
def test_no_escape_sequence_where_colour_is_not_wanted(environment: dict[str, str]) -> None:
    """The window is bracketed, so that nothing is lost without colour."""
    with terminal(*QUIZ, **environment) as shown:
        assert "[0 3 1]" in shown.until("Kernels are not flipped.")
        assert "\x1b" not in shown.raw.replace("\x1b[?2004h", "")


def test_colour_marks_the_window_on_a_terminal() -> None:
    """As a filled block, in place of the brackets."""
    with terminal(*QUIZ) as shown:
        screen = shown.until("Kernels are not flipped.")
        assert "[0" not in screen
        assert "\x1b[30;48;5;221m  0  3  1 \x1b[0m" in shown.raw


def test_plain_words_where_they_are_wanted() -> None:
    """By the option or by CNNHAND_PLAIN; the window is said, and nothing is drawn."""
    for arguments, environment in (((*QUIZ, "--plain"), {}), (QUIZ, {"CNNHAND_PLAIN": "1"})):
        with terminal(*arguments, **environment) as shown:
            screen = shown.until("Kernels are not flipped.")
            assert "row 1: 3, 0, 3, 1" in screen
            assert "window: rows 1 to 3, columns 2 to 4" in screen
            assert screen.isascii() and "\x1b" not in shown.raw.replace("\x1b[?2004h", "")


def test_step_slides_the_window_there_and_back() -> None:
    """The space bar goes on, `b` goes back, `q` ends it."""
    with terminal("solve", "--step", "max-pool/easy/1.1") as shown:
        shown.until("1 of 6 · ")
        shown.child.send(" ")
        first = shown.until("2 of 6 · ")
        shown.child.send(" ")
        second = shown.until("3 of 6 · ")
        assert first != second
        assert "max(" in first and "│  ?  ? │" in first
        shown.child.send("b")
        assert first == shown.until("2 of 6 · ")
        shown.child.send("q")
        assert 0 == shown.end()[0]


def test_step_takes_keys_that_arrive_together() -> None:
    """Two spaces in one write are two steps on; a `q` behind them ends it."""
    with terminal("solve", "--step", "max-pool/easy/1.1") as shown:
        shown.until("1 of 6 · ")
        shown.child.send("  ")
        shown.until("3 of 6 · ")
        shown.child.send("  bq")
        status, screen = shown.end()
        assert (0, True) == (status, "4 of 6 · " in screen)


def test_step_is_drawn_again_in_a_window_of_another_size() -> None:
    """And its title stays in sight where there are too few lines for all of it."""
    with terminal("solve", "--step", "max-pool/easy/1.1") as shown:
        shown.until("q quit")
        shown.screen.resize(9, 60)
        shown.child.setwinsize(9, 60)
        screen = shown.until("q quit")
        assert screen.startswith("max-pool/easy/1.1")
        assert 8 >= len(screen.splitlines())
        shown.child.send("q")
        assert 0 == shown.end()[0]


def test_step_ends_with_what_the_published_answers_are_worth() -> None:
    """As without it: two of the four are wrong, the exit status says so, and the mistakes are listed if wanted."""
    with terminal("solve", "--step", "--mistakes", "slides/small-conv") as shown:
        shown.until("1 of ")
        shown.child.send("q")
        status, _ = shown.end()
    assert 1 == status
    end = shown.raw.partition("q quit")[2]
    assert (2, 2) == (end.count("The published answer is wrong"), end.count("is right."))
    assert "bias-forgotten" not in end and "largest-product" in end  # these cells have no bias


def test_step_of_a_problem_without_published_answers_ends_as_it_is() -> None:
    """The last step stays on the screen, with the keys below it."""
    with terminal("solve", "--step", "max-pool/easy/1.1") as shown:
        shown.until("1 of 6 · ")
        shown.child.send("q")
        status, screen = shown.end()
    assert 0 == status
    assert screen.endswith("q quit")


def test_w_steps_through_the_working_of_the_last_answer() -> None:
    """And comes back to where it was."""
    with terminal(*QUIZ[:-3], "-n", "1") as shown:
        shown.until("\n> ")
        shown.child.sendline("10")
        shown.until("Press Enter for the summary; w walks through this one. ")
        shown.child.sendline("w")
        shown.until("q quit")
        shown.child.send("q")
        shown.until("Press Enter for the summary")
        shown.child.sendline("")
        assert "Credit: 1 of 1" in shown.end()[1]


EXAM = """
from cnnhand.formats import screen
from cnnhand.kinds.codes import Code, draw
from cnnhand.commands.quiz.quiz import Quiz

quiz = Quiz(screen(), exam=True, minutes=0.03)
quiz.run([draw(Code("max-pool", "easy", 1, 1)), draw(Code("conv-cell", "easy", 11, 1))], 2)
print("credit", [int(result.credit) for result in quiz.outcome.results], quiz.outcome.ended.value)
"""


def test_the_end_of_the_time_waits_for_nobody_and_loses_nothing() -> None:
    """The rows that were there count, also the one that was not entered yet; a clock stands at the end of its line."""
    with terminal("-c", EXAM, program=(), TERM="xterm") as shown:
        shown.until("row 1> ")
        shown.child.sendline("3 5")
        shown.until("row 2> ")
        shown.child.send("6 7")
        screen = shown.until("The time is up. What was typed so far counts.")
        assert re.search(r"row 2>  6 7 +0:0\d$", screen, re.MULTILINE)
        shown.until("credit [1, 0] time-up")
