"""What `cnnhand quiz` does: choose the questions, ask them, and say how it went, however it ends."""

import sys
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import NamedTuple

from cnnhand.commands import signals
from cnnhand.commands.asking import Words
from cnnhand.commands.log import keeping
from cnnhand.commands.quiz.choosing import Chosen, choose, names_kinds
from cnnhand.commands.quiz.quiz import Quiz
from cnnhand.commands.quiz.summary import summary
from cnnhand.errors import CnnhandError, MisuseError
from cnnhand.formats import screen
from cnnhand.formats.json_text import document
from cnnhand.kinds import Level
from cnnhand.memory.log import begun
from cnnhand.page import Text, Tone


class Request(NamedTuple):
    """Which questions are wanted: given ones, by a name or by their words, or drawn ones."""

    source: str | None
    words: Words
    kinds: Sequence[str] | None
    level: Level | None
    many: int | None
    seed: int | None
    mistakes: Sequence[str]

    @property
    def by_default(self) -> bool:
        """Whether nothing is said of them."""
        return self.source is None and not (any(self.words) or self.kinds or self._of_drawn)

    @property
    def _of_drawn(self) -> str:
        """The first option that only drawn problems have."""
        options = {"--level": self.level, "--seed": self.seed, "--mistake": self.mistakes or None}
        return next((option for option, value in options.items() if value is not None), "")

    def chosen(self) -> Chosen:
        """These questions; a `MisuseError` where what is said of them does not go together."""
        drawn = self._of_drawn
        if self.source is not None and drawn and not names_kinds(self.source):
            what = f"{drawn} is for problems that are drawn, and {self.source} stands for given ones; leave it out"
            raise MisuseError(what)
        own = self.words.exercises(self.source)
        if own and (drawn or self.kinds):
            what = f"{drawn or '--kind'} is for problems that are drawn, and this one is given; leave it out"
            raise MisuseError(what)
        if own:
            return Chosen(own, len(own), f"cnnhand quiz{self.words.again}")
        return choose(self.source, self.kinds, self.level, self.many, self.seed, self.mistakes)


class Manner(NamedTuple):
    """How they are asked, as it was typed."""

    attempts: int | None
    follows_up: bool
    exam: bool
    minutes: int | None
    review: Path | None


def sit(wanted: Request, how: Manner, log: bool, as_json: bool, plain: bool) -> int:
    """Ask the questions; the exit status is that of the signal which ended it, if one did."""
    if how.exam and how.attempts not in (None, 1):
        what = f"--attempts {how.attempts} is for practice: an exam gives one attempt; leave it or --exam out"
        raise MisuseError(what)
    if how.review is not None and how.review.exists():
        raise CnnhandError(f"{how.review} is there already; choose another name for the review")
    chosen = wanted.chosen()
    shown = screen(to_stderr=as_json, plain=plain)
    if chosen.faults:
        shown.show(tuple(Text(line, Tone.WRONG) for line in chosen.faults.splitlines()))
    quiz = Quiz(shown, how.attempts or 2, how.follows_up, how.exam, how.minutes, how.review)
    if log:
        quiz.first = wanted.by_default and not how.exam and not begun()
        quiz.keep = keeping(shown)
    status = 0
    with suppress(OSError) if as_json else nullcontext():  # what is said on the way may be lost, the result not
        if status := signals.to_its_end(lambda: quiz.run(chosen.exercises, chosen.count)):
            quiz.write_review()
        quiz.screen.show(summary(quiz.outcome, chosen.again))
    if as_json:
        sys.stdout.write(document("quiz", **quiz.outcome.record()))
    return status or int(bool(chosen.faults)) or int(how.review is not None and not how.review.exists())
