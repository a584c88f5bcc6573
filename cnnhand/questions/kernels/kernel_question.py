"""What the questions about kernels share: small grids are shown, something is asked of them, and the board goes through it."""

from abc import abstractmethod
from collections.abc import Iterable
from itertools import groupby
from typing import Any, ClassVar

from cnnhand.exact.cells import weighted_sum
from cnnhand.exact.values import Grid, Rows
from cnnhand.page import Beside, Page, Step, Text, Working, say
from cnnhand.questions.contract import Question
from cnnhand.questions.traced import traced_grid


class KernelQuestion(Question):
    """Grids, and what is asked of them."""

    ending: ClassVar[str] = "kernel"
    """What a grid is called that the board ends with."""

    @abstractmethod
    def said(self) -> tuple[str, ...]:
        """What is told before the grids, and then what is asked."""

    @abstractmethod
    def pictures(self) -> tuple[Beside, ...]:
        """The grids."""

    @abstractmethod
    def rule(self) -> tuple[str, str]:
        """The formula, and what it comes to here."""

    @abstractmethod
    def steps(self) -> Iterable[Step]:
        """The board, to the end where it ends with a number or a word."""

    def question(self) -> Page:
        told, *asked = self.said()
        return (Text(told), *self.pictures(), *map(Text, asked))

    def working(self) -> Working:
        answer = self.answer()
        ended = (Step(self.ending, say(answer), answer),) if isinstance(answer, Grid) else ()
        return Working(*self.rule(), (*self.steps(), *ended), self.pictures())


def response(window: Rows, kernel: Rows) -> Any:
    """Σ x·w of a window and the kernel that lies on it, which knows how it came about."""
    return weighted_sum(traced_grid(Grid((window,))).rows, kernel)


def products(of: Any) -> str:
    """The products of a response that are not 0, one line a row: `2·1 + 3·(−1)`; 0 where there are none."""
    rows = groupby(filter(lambda term: term.value, of.terms), key=lambda term: term.read[0].place.row)
    return "\n+ ".join(" + ".join(map(str, row)) for _, row in rows) or "0"
