"""What stands at several ? together: all that do it, or one way of those that can be chosen from."""

from dataclasses import dataclass, replace

from cnnhand.exact.values import Form, Grid, Value
from cnnhand.page import Step, Working
from cnnhand.questions.contract import Part
from cnnhand.questions.sizes.fill_forward import forward
from cnnhand.questions.sizes.fill_search import LETTERS, Filling, OpenNetwork


@dataclass(frozen=True)
class EveryFilling(Part):
    """All that can stand at the ?, one row for each way where several numbers go together."""

    problem: OpenNetwork

    form = Form.GRID

    @property
    def rows(self) -> list[tuple[int, ...]]:
        """The ways to fill it in, in order."""
        return sorted(self.problem.solutions)

    def answer(self) -> Value:
        if len(self.problem.unknowns) == 1:
            return Grid.of([[number for (number,) in self.rows]])
        return Grid.of(self.rows)

    def also_right(self, value: Value) -> bool:
        if not isinstance(value, Grid) or value.depth > 1:
            return False
        alone = len(self.problem.unknowns) == 1  # single numbers may stand in a row or in a column
        return sorted([(cell,) for cell in value.cells()] if alone else value.channels[0]) == self.rows

    def working(self) -> Working:
        letters = ", ".join(LETTERS[option] for _, option in self.problem.unknowns)
        text = str(self.answer())
        step = Step(letters, text, self.answer(), "each gives what is wanted")
        return Working(f"try every {letters}", text, (step,))


@dataclass(frozen=True)
class OneFilling(EveryFilling):
    """One of the ways, as a row of its numbers."""

    row: Filling | None = None

    def answer(self) -> Grid:
        return Grid.of([self.row or self.problem.solutions[0]])

    @property
    def letters_asked(self) -> list[str]:
        """What is asked, by its letters."""
        return [LETTERS[option] for _, option in self.problem.unknowns]

    def also_right(self, value: Value) -> bool:
        return isinstance(value, Grid) and value.volume[1:] == (1, 1) and value.channels[0][0] in self.rows

    def settled_on(self, value: Value) -> "OneFilling":
        return replace(self, row=tuple(value.cells())) if isinstance(value, Grid) else self

    def as_option(self, value: Value) -> str:
        numbers = value.cells() if isinstance(value, Grid) else ()
        return ", ".join(map("{}={}".format, self.letters_asked, numbers)) or super().as_option(value)

    def working(self) -> Working:
        values = tuple(self.answer().cells())
        steps = forward(self.problem, values, len(values) - 1)
        letters = ", ".join(self.letters_asked)
        step = Step(letters, str(self.answer()), self.answer(), "gives what is wanted")
        return Working(f"put in {letters}", self.as_option(self.answer()), (*steps, step))
