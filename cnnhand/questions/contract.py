"""The contract of every question: a problem of one or more parts, each with its answer, working and usual mistakes."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Literal, TypeAlias, get_args

from cnnhand.errors import GivenError
from cnnhand.exact.cells import reading_order
from cnnhand.exact.formula import Formula, Given, Letters
from cnnhand.exact.letters import OfTheField
from cnnhand.exact.values import DOES_NOT_FIT, NOT_KNOWN, Form, Grid, Value
from cnnhand.page import Page, Step, Working, say
from cnnhand.questions.slips import of_grid, of_number

Level: TypeAlias = Literal["easy", "medium", "hard"]
LEVELS: tuple[Level, ...] = get_args(Level)


def always(_: Any) -> bool:
    """For a mistake that can be made on any givens."""
    return True


@dataclass(frozen=True, slots=True)
class Mistake:
    """A usual wrong procedure: run on the same givens it gives the number that people write down.

    `sentence` completes "… is what you get"; a letter in braces, such as `{S}`, stands for that given of the problem.
    `applies` looks at the givens only, never at what comes out: where a mistake cannot change the answer (no padding,
    a symmetric kernel), it is never reported. `value` may raise `GivenError` where the procedure leads nowhere.
    `change` makes the givens on which the right procedure gives that value, for the mistakes that are of this sort: two
    `common` mistakes at once are the value of one on the givens that the other changed.
    """

    id: str
    sentence: str
    applies: Callable[[Any], bool]
    value: Callable[[Any], Value]
    change: Callable[[Any], "Part"] | None = None
    common: bool = False
    wrong: Formula | None = None  # by which it is made, where it is one

    @classmethod
    def changed(
        cls,
        id: str,
        sentence: str,
        applies: Callable[[Any], bool],
        change: Callable[[Any], "Part"],
        common: bool = False,
    ) -> "Mistake":
        """The right procedure on changed givens."""
        return cls(id, sentence, applies, lambda problem: change(problem).answer(), change, common)

    def inside(
        self,
        of: Callable[[Any], Any],
        around: Callable[[Any, Value], Value],
        put: Callable[[Any, Any], "Part"],
        sentence: str,
    ) -> "Mistake":
        """The same mistake in a larger problem that has this one as a step: a wrong dW, say, in an updated weight.

        `of` takes the step out of the larger problem, `around` says what follows there from a value of the step, and
        `put` is the larger problem with another step in its place.
        """
        change = self.change
        return Mistake(
            self.id,
            sentence,
            lambda problem: self.applies(of(problem)),
            lambda problem: around(problem, self.value(of(problem))),
            change and (lambda problem: put(problem, change(of(problem)))),
            self.common,
        )

    def explain(self, letters: Mapping[str, object] | None = None) -> str:
        """The sentence with a problem's numbers in it, or with the bare letters.

        >>> Mistake("bias-forgotten", "without the bias {b}", bool, int).explain({"b": 3})
        'without the bias 3'
        """
        if letters is None:  # of a letter that is a word the noun is enough
            return re.sub(r"\b(\w{4,}) \1\b", r"\1", self.sentence.format_map(OfTheField()))
        return self.sentence.format_map(letters)


def with_place(sentence: str, where: str) -> str:
    """A mistake's sentence with the place where it was made, behind its first clause.

    >>> with_place("from the first place alone, not from all 9", "in dw")
    'from the first place alone in dw, not from all 9'
    >>> with_place("with row 3, column 2: row and column exchanged", "in dw")
    'with row 3, column 2 in dw: row and column exchanged'
    """
    return re.sub(r"^(?:row \d+, |[^,;:])*", lambda clause: f"{clause[0]} {where}", sentence, count=1)


class Problem(ABC):
    """The givens of one exercise, asked in one or more parts.

    `__post_init__` refuses givens that make no sense with a `GivenError` that names the key.
    """

    @abstractmethod
    def kind(self) -> str:
        """The kind's name."""

    @abstractmethod
    def question(self) -> Page:
        """What the learner sees; it states every convention that the answer depends on."""

    @abstractmethod
    def parts(self) -> tuple[str, ...]:
        """The names of the parts, in the order in which they are asked."""

    asks_first: ClassVar[bool] = False
    """Whether the question ends with what its first part asks."""

    def part_title(self, number: int) -> str:
        """`Part 2 of 3: ReLU`; nothing where there is one part."""
        names = self.parts()
        return f"Part {number + 1} of {len(names)}: {names[number]}" if len(names) > 1 else ""

    @abstractmethod
    def part(self, number: int, earlier: tuple[Value, ...]) -> "Part":
        """The part of this number, counted from 0, given the answers to the parts before it.

        With the learner's own answers as `earlier` it is the problem that the learner then had to solve, so that a
        right step after a wrong one can earn its credit.
        """

    def exact_parts(self) -> "tuple[Part, ...]":
        """Every part, each on the exact answers to the parts before it."""
        return self._exact_parts

    @cached_property
    def _exact_parts(self) -> "tuple[Part, ...]":
        parts: tuple[Part, ...] = ()
        answers: tuple[Value, ...] = ()
        for number in range(len(self.parts())):
            parts += (self.part(number, answers),)
            answers += (parts[-1].answer(),)
        return parts


class Part(ABC):
    """One thing that is asked, with its answer, its working, and the mistakes that are usually made in it."""

    usual: ClassVar[tuple[Mistake, ...]] = ()
    """The usual wrong procedures of every such part, as a table has them."""
    integral: ClassVar[bool] = False
    """Whether the number that is asked can only be a whole one."""
    may_not_fit: ClassVar[bool] = False
    """Whether the layer that is asked about may not fit, whatever this one does."""

    @property
    @abstractmethod
    def form(self) -> Form:
        """What is typed for the answer."""

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The usual wrong procedures of this one."""
        return self.usual

    @property
    def side(self) -> bool:
        """Whether the number that is asked is the side of a square, for which 7×7 may be typed."""
        return False

    @property
    def mostly_zeros(self) -> bool:
        """Whether most cells of the map are 0 whatever the numbers, so that a 0 that is right earns nothing."""
        return False

    @property
    def choices(self) -> tuple[str, ...]:
        """The words to choose from, where the answer is a word."""
        return ()

    @abstractmethod
    def answer(self) -> Value:
        """The exact answer; one of them where several are right."""

    def also_right(self, value: Value) -> bool:
        """Whether another value than `answer()` is right too, found by computing with it."""
        return False

    @property
    def labels(self) -> tuple[str, ...]:
        """What the sides of its answer are called, where it is a volume or a size."""
        return getattr(self.answer(), "_fields", ())

    def as_option(self, value: Value) -> str:
        """An answer as the question writes it, where it can be chosen."""
        return say(value)

    def other_conventions(self) -> Iterator[tuple[str, Value]]:
        """What the answer is where it is counted otherwise, as some sources do: each with words that follow "right"."""
        return iter(())

    def settled_on(self, value: Value) -> "Part":
        """The same where another right value is taken for the answer, so that its working comes to that one."""
        return self

    @abstractmethod
    def working(self) -> Working:
        """The steps that a teacher would write on the board; the last one's value is the answer."""

    @property
    def given(self) -> Given:
        """The numbers by the field's letters: what the formulas of mistakes are worked out with."""
        return {}

    @property
    def givens(self) -> tuple[Given, ...]:
        """The same for each side where there are several; a mistake is possible if it is for one of them."""
        return (self.given,)

    def letters(self) -> dict[str, object]:
        """What stands for the letters in the sentences of the mistakes."""
        return Letters(self.given)

    def side_letters(self, side: str) -> dict[str, object]:
        """The letters for one side of a volume, `width`, `height` or `depth`."""
        return self.letters()

    def size_problem(self) -> "Part | None":
        """For an answer that is a map: the problem that asks for its size, whose mistakes explain a wrong one."""
        return None

    def slips(self) -> Iterator[tuple[str, Value]]:
        """Values that a slip of the pen gives, each with where to look; a hint, for they fit many numbers by chance."""
        answer = self.answer()
        yield from of_number(answer)
        if isinstance(answer, Grid):
            yield from of_grid(answer, tuple(reading_order(answer.width, answer.height)))

    def picked(self, grid: Grid) -> Value:
        """What is asked of a grid."""
        return grid

    @cached_property
    def procedures(self) -> tuple[tuple[Mistake, Value], ...]:
        """The wrong procedures that can be carried out here, each with the value that it gives, right or wrong."""
        found = []
        for mistake in self.mistakes:
            if mistake.applies(self):
                with suppress(GivenError, ZeroDivisionError):  # it cannot be carried out on these givens
                    found.append((mistake, mistake.value(self)))
        return tuple(found)

    def wrong_answers(self) -> Iterator[tuple[Mistake, Value]]:
        """The mistakes that change the answer, each with the value that it gives."""
        answer = self.answer()
        for mistake, value in self.procedures:
            if value != answer and not self.also_right(value):
                yield mistake, value


class Question(Part, Problem):
    """A question with keys of its own, which is its own one and only part."""

    @classmethod
    def kind(cls) -> str:
        """The name of its file, with hyphens."""
        return cls.__module__.rpartition(".")[2].replace("_", "-")

    def parts(self) -> tuple[str, ...]:
        return ("",)

    def part(self, number: int, earlier: tuple[Value, ...]) -> Part:
        return self


@dataclass(frozen=True)
class NotKnown(Part):
    """What is asked behind a layer that does not fit."""

    typed: Form
    """What would have been typed."""

    @property
    def form(self) -> Form:
        return self.typed

    def answer(self) -> Value:
        return NOT_KNOWN

    def also_right(self, value: Value) -> bool:
        return value is DOES_NOT_FIT

    def working(self) -> Working:
        reason = "a layer before this one does not fit, so nothing comes in"
        return Working(reason, str(NOT_KNOWN), (Step("output", "nothing comes in", NOT_KNOWN),))
