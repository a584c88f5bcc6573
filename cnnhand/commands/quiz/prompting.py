"""One answer from the keyboard: commands, rows one by one, what cannot be read, and what is asked back for free."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from shutil import get_terminal_size
from typing import NamedTuple

from cnnhand import answers
from cnnhand.answers import Expected
from cnnhand.answers.rows import Rows, is_first_row, is_whole
from cnnhand.commands.quiz.deadline import Deadline, TimeIsUp
from cnnhand.commands.quiz.doubts import form_doubt, value_doubt
from cnnhand.commands.quiz.results import Ending
from cnnhand.commands.stepping import part_frames, walk
from cnnhand.commands.walking import HELP, HINT, QUIT, SKIP, ends, typed_for
from cnnhand.errors import AnswerFormatError
from cnnhand.exact.values import Form, Grid, Value
from cnnhand.formats import Screen
from cnnhand.kinds import Part
from cnnhand.marking.steps import SubStep
from cnnhand.page import Page, Text, Tone

COMMANDS = {*HINT, *SKIP, *QUIT, *HELP, "w", "show", "back"}

TYPING = Text("Type the answer and press Enter. Numbers are exact: 6, -3, 9/4, 2.25 or a sum such as 4+0+1+1.")
ROWS = Text("A grid: a row a line, then an empty line. back takes the last row away.")
HOW = (
    Text("?      why an answer was wrong, free; then the next hint (the credit is then half)"),
    Text("w      walk through the working of the last answer; after a wrong one that ends the question"),
)
EXAM_HOW = (Text("There is one attempt, there are no hints, and the end explains what was wrong."),)
FOR_ALL = (
    Text("skip   go on without an answer; its working is shown, in an exam at the end"),
    Text("show   the question once more"),
    Text("quit   end here, with the summary"),
    Text("help   this text"),
)
LEAVE = Text("A step has no hint: type what comes out, or press Enter to leave the steps.")


class Typed(NamedTuple):
    """What was typed, and its value."""

    text: str
    value: Value


@dataclass(slots=True)
class Prompt:
    """Asks for answers on a screen, and shows what is told of them; `ended` says how the talk came to its end.

    At its deadline what stands there is taken, and nothing more is asked.
    """

    screen: Screen
    exam: bool = False
    deadline: Deadline | None = None
    ended: Ending | None = None
    done: Part | None = None
    """The part that was answered last, whose working may be seen."""
    tells: bool = True
    """Whether the working of the part that is asked may be seen."""
    rest: Sequence[Part] = ()
    """The part that is asked and those after it, which may be answered on the same line."""
    ahead: list[str] = field(default_factory=list)
    """What was typed for the parts after it."""
    _rows: Rows | None = None
    _read_before: Rows | None = None
    _exact: Grid | None = None
    _doubted: str = field(default="")
    _rows_explained: bool = False
    _unread: int = 0
    """So many lines were shown since something was typed."""

    def show(self, page: Page) -> None:
        """Show a page; at a terminal it waits for Enter if it would push off what has not been read."""
        lines = self.screen.lines(page) if self.screen.interactive else 0
        if self._unread and not self.exam and self._unread + lines >= get_terminal_size().lines:
            self.let_read("what follows")
        self._unread += lines
        self.screen.show(page)

    def answer(
        self, part: Part, question: Page, hints: list[Page], wrong: Sequence[Value], more: Page = ()
    ) -> Typed | None:
        """The next answer to a part that can be read; none of the wrong ones typed before, for that is free.

        So is `more` about the last of them, which comes before a hint. None where the learner would see the working (in
        an exam, go on), or where the talk has ended.
        """
        asked = Expected.of(part)
        self._doubted, self._read_before = "", None
        self._rows = Rows(asked) if part.form is Form.GRID and self.screen.interactive else None
        self._exact = exact if isinstance(exact := part.answer(), Grid) and not self._rows else None
        while (line := self._next(asked)) is not None:
            word = line.strip().lower()
            if not word:
                continue
            if word not in COMMANDS or word in part.choices:  # a choice may be called like a command
                if (value := self._value(line, asked, part, wrong)) is not None:
                    return Typed(line.strip(), value)
            elif word in HINT and more:
                self.show((*more, Text("The next ? is a hint, and halves the credit.", Tone.NOTE)))
                more = ()
            elif word in HINT:
                no_more = "There are no hints in an exam." if self.exam else "There is no further hint."
                self.show(hints.pop(0) if hints else (Text(no_more),))
            elif word in SKIP:
                return None
            elif word == "w" and wrong and self.tells:
                self._walk(part)
                return None
            else:
                self._command(word, asked, question)
        return None

    def _command(self, word: str, asked: Expected, question: Page) -> None:
        match word:
            case _ if word in QUIT:
                self.ended = Ending.QUIT
            case "show":
                self.show(question)
            case _ if word in HELP:
                how = EXAM_HOW if self.exam else HOW
                self.show((TYPING, ROWS, *how, *FOR_ALL, Text(f"Here: {asked.example}.")))
            case "w" if self.done:
                self._walk(self.done)
                self.show(question)
            case "w":
                self._say("There is no working to walk through before an answer.")
            case "back":
                if self._read_before and self._rows and not self._rows.begun:
                    self._rows, self._read_before = self._read_before, None
                if not (self._rows and self._rows.back()):
                    self._say("There is no row to take away.")

    def _walk(self, part: Part) -> None:
        """Its working a step at a time; in a pipe all of it."""
        if self.screen.interactive:
            walk(list(part_frames(part, ())), self.screen)
        else:
            self.show(part.working().whole)

    def _value(self, line: str, asked: Expected, part: Part, wrong: Sequence[Value]) -> Value | None:
        """The value of a line; None where it is to be typed again, which is said and costs nothing."""
        value = self._read(line, asked)
        if value is None or self.ended:
            return value
        if value in wrong:
            self._say("That is the answer that was not right; it costs nothing a second time.")
            return None
        exact = part.answer()
        inexact = "" if self.exam else answers.imprecise(value, exact)
        if inexact:
            self._say(f"A decimal is {inexact}. That costs nothing.")
            return None
        if self.exam:  # what is asked back may not tell whether it is right
            doubt = form_doubt(value, asked, line)
        else:
            doubt = "" if part.also_right(value) else value_doubt(value, exact)
        if doubt and self._doubted != " ".join(line.split()):
            self._doubted = " ".join(line.split())
            self._say(doubt)
            return None
        return value

    def _read(self, line: str, asked: Expected) -> Value | None:
        try:
            return answers.read(line, asked)
        except AnswerFormatError as error:
            self._unreadable(error)
            return None

    def _say(self, text: str) -> None:
        self.show((Text(text),))

    def _unreadable(self, error: AnswerFormatError) -> None:
        said = str(error).removeprefix("row 1: ")
        self._say(f"{said[0].upper()}{said[1:]}. That costs nothing.")

    def step(self, step: SubStep) -> str:
        """What is typed for a step of a working; nothing for an empty line, which leaves it, and at the end."""
        self._rows = None
        typed = typed_for(step, self._asked, self.show, LEAVE)
        if typed is None:
            self.ended = self.ended or Ending.QUIT
        return typed or ""

    # ---- lines

    def _next(self, asked: Expected) -> str | None:
        """What is typed for this part; what stands behind it on the line is kept for the parts that are left."""
        if self.ahead and len(self.ahead) == len(self.rest):
            return self.ahead.pop(0)
        line = self._line(asked)
        if line and len(self.rest) > 1 and all(part.form is not Form.GRID for part in self.rest):
            pieces = answers.apart(line, self.rest)
            if len(pieces) == len(self.rest) and (set("x×") & set(line) or not self._readable(line, asked)):
                line, *self.ahead = pieces
        return line

    def _readable(self, line: str, asked: Expected) -> bool:
        """Whether all of a line is an answer to one part."""
        with suppress(AnswerFormatError):
            return bool(answers.read(line, asked))
        return False

    def _line(self, asked: Expected) -> str | None:
        """A typed answer or a command: one line, or at a terminal the rows of a grid; None at the end."""
        rows = self._rows
        if rows is None:
            line = self._asked("> ")
            if line is None or not (self._exact and is_first_row(line, asked, self._exact)):
                return line
            rows = self._rows = Rows(asked, self._exact.height)
            rows.add(line)
        if not self._rows_explained and not asked.vector and not rows.height:
            self._rows_explained = True
            self.screen.show((ROWS._replace(tone=Tone.NOTE),))
        if rows.complete:  # it was read and is to be typed again, or its rows are to be changed
            self._read_before, rows = rows, Rows(asked)
            self._rows = rows
        while not rows.complete:
            line = self._asked(rows.prompt)
            if line is None:
                if (self.ended is not Ending.TIME_UP and not rows.height) or not rows.text:
                    return None
                break  # the rows that were there at the end of the time, or of a pipe, count
            if line.strip().lower() in COMMANDS:
                return line
            if rows.height and is_whole(line):
                self._rows = None
                return line
            try:
                rows.add(line)
            except AnswerFormatError as error:
                self._unreadable(error)
        rows.complete = True
        self._rows = None if rows.height else rows
        return rows.text

    def _asked(self, prompt: str) -> str | None:
        """A line; None where the talk has ended. One that was typed when the time was up is the last."""
        if self.ended:
            return None
        self._unread = 0
        line = self._before_the_end(prompt)
        if self.deadline and self.deadline.left <= 0:
            self.ended = Ending.TIME_UP
            kept = self.screen.interactive and (line or (self._rows and self._rows.text))
            late = " What was typed last came too late and does not count." if line and not kept else ""
            self._say(f"The time is up.{' What was typed so far counts.' if kept else late}")
            return line if kept and line else None
        if line is None:
            self.ended = Ending.END_OF_INPUT
        return line

    def _before_the_end(self, prompt: str) -> str | None:
        """What is typed, or what stands there when the time ends."""
        if not self.deadline or not self.screen.interactive:
            return self.screen.ask(prompt)
        try:
            with self.deadline.watching(prompt, self.screen.clock):
                return self.screen.ask(prompt)
        except TimeIsUp as up:
            self._say("")
            return up.typed

    def let_read(self, what: str) -> None:
        """Leave what is on the screen until it has been read."""
        if not self.screen.interactive or self.ended:
            return
        walks = "; w walks through this one" if self.done else ""
        while (line := self._asked(f"Press Enter for {what}{walks}. ")) and line.strip().lower() == "w" and self.done:
            self._walk(self.done)
        if line is not None and ends(line):
            self.ended = Ending.QUIT
        self.screen.show(())
