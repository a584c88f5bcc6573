"""The weights after one step of gradient descent: new w = w − η·dw, where η is the learning rate."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.values import Grid, Rational, Value, plain
from cnnhand.page import Step, say
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Mistake, with_place
from cnnhand.questions.gradients.part import GradientPart
from cnnhand.questions.traced import step_of, traced, traced_grid


@dataclass(frozen=True, kw_only=True)
class Updated(GradientPart):
    """The problem that asks for the gradient, the weights (or biases) as they are, laid out like it, and the rate η."""

    of: Any
    weights: Grid
    rate: Rational
    letter: str = "w"

    def __post_init__(self) -> None:
        if self.rate <= 0:
            raise GivenError("rate", f"the learning rate must be larger than 0, not {self.rate}")

    @cached_property
    def made(self) -> Grid:
        return self.stepped(self.weights, self.of.made, self.against_slope)

    def against_slope(self, w: Any, dw: Any) -> Any:
        """The step."""
        return w - self.rate * dw

    @property
    def name(self) -> str:
        return f"new {self.letter}"

    def stepped(self, weights: Grid, slopes: Grid, rule: Callable[[Rational, Rational], Rational]) -> Grid:
        """A number made of each weight and its slope; `GivenError` where there are not as many of these."""
        if weights.volume != slopes.volume:
            raise GivenError("size", "there are not as many slopes as weights")
        return Grid.from_cells((plain(number) for number in map(rule, weights.cells(), slopes.cells())), weights.volume)

    def picked(self, grid: Grid) -> Value:
        found: Value = self.of.picked(grid)
        return found

    def by(self, rule: Callable[[Any, Rational, Rational], Rational]) -> Value:
        """What is asked, by another rule for each weight and its slope."""
        return self.picked(self.stepped(self.weights, self.of.made, partial(rule, self)))

    def with_slope(self, slope: Value) -> Value:
        """What is asked, with other numbers in the place of the gradient."""
        both: Any = (self.picked(self.weights), slope)
        weights, slopes = (one if isinstance(one, Grid) else Grid.of([[one]]) for one in both)
        found = self.stepped(weights, slopes, self.against_slope)
        return found if isinstance(slope, Grid) else next(found.cells())

    @cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The usual mistakes in a step, and in the gradient that it needs."""
        return (*STEP, *map(_in_slope, self.of.mistakes))

    def letters(self) -> dict[str, object]:
        of: dict[str, object] = self.of.letters()
        weight = self.picked(self.weights)
        kind = {"w": "weight", "b": "bias"}[self.letter]
        shown = f"the {kind}s" if isinstance(weight, Grid) else f"the {kind} {say(weight)}"
        return of | {"w": shown, "η": say(self.rate), "dw": f"d{self.letter}"}

    def rule(self) -> tuple[str, str]:
        weight, rate = self.picked(self.weights), f"η = {say(self.rate)}"
        known = rate if isinstance(weight, Grid) else f"{self.letter} = {say(weight)}, {rate}"
        return f"new {self.letter} = {self.letter} − η·d{self.letter}, with {self.of.rule()[0].split(':')[0]}", known

    def pictures(self) -> Any:
        return self.of.pictures()

    def steps(self) -> Iterator[Step]:
        """The gradient, then the step."""
        slope, weight, answer = self.of.answer(), self.picked(self.weights), self.answer()
        dw = self.of.name if isinstance(slope, Grid) else f"d{self.letter}"
        *steps, last = self.of.finished(self.of.steps())
        yield from (*steps, last._replace(label=dw))
        if isinstance(slope, Grid) and isinstance(weight, Grid):
            made = self.stepped(weight, traced_grid(slope), self.against_slope).map(lambda w: str(w).replace(" ", ""))
            yield Step(self.name, str(made), answer, "against the slope")
        else:
            new = self.against_slope(traced(weight), traced(slope))
            yield step_of(f"η·{dw}", new.of[1])
            yield step_of(self.name, new.worked, "against the slope")


def _in_slope(mistake: Mistake) -> Mistake:
    """A mistake in the gradient, carried on to the weight after the step."""
    return mistake.inside(
        lambda part: part.of,
        lambda part, slope: part.with_slope(slope),
        lambda part, of: replace(part, of=of),
        with_place(mistake.sentence, "in {dw}"),
    )


STEP = rules(
    """
    step-added*: with η·{dw} added: uphill => w + p.rate * dw
    step-only: with the step −η·{dw} alone, without {w} => -p.rate * dw
    gradient-only: with {dw} alone, without a step => dw
    learning-rate-forgotten*: without the learning rate {η} [replace(p, rate=1)]
    """,
    "p, w, dw",
)
