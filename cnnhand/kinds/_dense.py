"""The parts of a classifier: the flattened vector, the scores of a dense layer, the best class, and softmax.

x are the numbers of the vector, w the weights of a class, b its bias, z its score, K the number of classes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.cells import magnitude, relu
from cnnhand.exact.softmax import exponential, rounded, softmax
from cnnhand.exact.values import Form, Grid, Rational, Value
from cnnhand.kinds import Mistake, always
from cnnhand.kinds._grids import pictures
from cnnhand.kinds._layers import listed
from cnnhand.kinds._parts import Part
from cnnhand.kinds.neuron import Neuron
from cnnhand.page import Page, Step, Text, Working, factor, say

PLACES = 3
"""The decimals that a softmax is asked to."""


def row_of(*numbers: Any) -> Grid:
    """A vector as a grid of one row."""
    return Grid.of([numbers])


@dataclass(frozen=True, slots=True)
class Flatten(Part):
    """Maps whose numbers become one vector: channel by channel, row by row."""

    form = Form.GRID

    input: Grid

    def answer(self) -> Grid:
        return row_of(*self.input.cells())

    def question(self) -> Page:
        return (pictures(self.input, "input"), Text("Which vector do these make, channel by channel and row by row?"))

    def letters(self) -> dict[str, object]:
        return {"D": self.input.depth}

    def working(self) -> Working:
        answer = self.answer()
        width, height, depth = self.input.volume
        return Working(
            "the numbers channel by channel, row by row",
            f"{width}·{height}·{depth} = {width * height * depth} numbers",
            (Step("vector", say(answer), answer),),
        )


def _ordered(change: Callable[[Grid], Iterator[Any]]) -> Callable[[Flatten], Grid]:
    """The numbers in another order."""
    return lambda p: row_of(*change(p.input))


def _columns(grid: Grid) -> Iterator[Any]:
    return (number for rows in grid.channels for column in zip(*rows, strict=True) for number in column)


def _places(grid: Grid) -> Iterator[Any]:
    """Place by place, the channels of each together, as some frameworks keep them."""
    lines = zip(*grid.channels, strict=True)
    return (number for rows in lines for numbers in zip(*rows, strict=True) for number in numbers)


def _winding(grid: Grid) -> Iterator[Any]:
    """Every second row from right to left."""
    lines = [row[::-1] if index % 2 else row for rows in grid.channels for index, row in enumerate(rows)]
    return (number for row in lines for number in row)


def _two_ways(problem: Flatten) -> bool:
    return problem.input.width > 1 and problem.input.height > 1


def _deep(problem: Flatten) -> bool:
    return problem.input.depth > 1


Flatten.mistakes = (
    Mistake("columns-first", "by reading column by column", _two_ways, _ordered(_columns)),
    Mistake("rows-winding", "by reading every second row from right to left", _two_ways, _ordered(_winding)),
    Mistake(
        "rows-upside-down",
        "by reading from the last row up",
        lambda p: p.input.height > 1,
        _ordered(lambda grid: (number for rows in grid.channels for row in rows[::-1] for number in row)),
    ),
    Mistake("channels-last", "by reading place by place, the {D} channels of each together", _deep, _ordered(_places)),
    Mistake(
        "channels-reversed",
        "with the channels in the opposite order",
        _deep,
        _ordered(lambda grid: Grid(grid.channels[::-1]).cells()),
    ),
    Mistake(
        "flatten-without-channels",
        "from channel 1 alone, out of {D}",
        _deep,
        _ordered(lambda grid: Grid(grid.channels[:1]).cells()),
    ),
)


@dataclass(frozen=True, slots=True)
class Scores(Part):
    """A vector, and the neuron of each class that reads it: a row of weights and a bias."""

    form = Form.GRID

    vector: Grid
    weights: Grid
    biases: tuple[Rational, ...]
    classes: tuple[str, ...]

    def neurons(self) -> list[Neuron]:
        """One a class."""
        inputs, (rows,) = tuple(self.vector.cells()), self.weights.channels
        return [Neuron(inputs, row, bias) for row, bias in zip(rows, self.biases, strict=True)]

    def answer(self) -> Grid:
        return row_of(*(neuron.answer() for neuron in self.neurons()))

    def question(self) -> Page:
        return (Text("Which score does each class get?"),)

    def letters(self) -> dict[str, object]:
        return {"bias": f"biases {listed(self.biases)}", "n": len(list(self.vector.cells()))}

    def working(self) -> Working:
        answer = self.answer()
        steps = tuple(
            Step(
                name,
                " + ".join(f"{factor(w)}·{factor(x)}" for x, w in zip(neuron.inputs, neuron.weights, strict=True))
                + f" + {factor(neuron.bias)}",
                neuron.answer(),
            )
            for name, neuron in zip(self.classes, self.neurons(), strict=True)
        )
        return Working(
            "z = Σ w·x + b for each class",
            f"x = {say(self.vector)}; b = {', '.join(map(say, self.biases))}",
            (*steps, Step("scores", say(answer), answer)),
        )


OF_RELU = ("relu-forgotten", "relu-before-bias", "relu-per-product", "absolute-value")
"""The mistakes of a neuron that need a ReLU, which scores have not."""


def _in_every_score(mistake: Mistake) -> Mistake:
    """A mistake of one neuron, made in every one where it can be made."""

    def value(problem: Scores) -> Grid:
        return row_of(*(mistake.value(n) if mistake.applies(n) else n.answer() for n in problem.neurons()))

    return Mistake(mistake.id, mistake.sentence, lambda p: any(map(mistake.applies, p.neurons())), value)


def _turned_round(problem: Scores) -> Grid:
    """The weights read down the columns, as many as there are inputs to a class."""
    numbers = [w for column in zip(*problem.weights.channels[0], strict=True) for w in column]
    return Grid.from_cells(numbers, problem.weights.volume)


Scores.mistakes = (
    *(_in_every_score(mistake) for mistake in Neuron.mistakes if mistake.id not in OF_RELU),
    Mistake(
        "weights-transposed",
        "with the weights read down the columns of the table",
        lambda p: p.weights.height > 1 and p.weights.width > 1,
        lambda p: replace(p, weights=_turned_round(p)).answer(),
    ),
    Mistake(
        "other-bias",
        "with another class's bias",
        lambda p: len(set(p.biases)) > 1,
        lambda p: replace(p, biases=p.biases[1:] + p.biases[:1]).answer(),
    ),
)


@dataclass(frozen=True, slots=True)
class BestClass(Part):
    """The scores, and the class with the largest."""

    form = Form.WORD

    scores: Grid
    classes: tuple[str, ...]

    @property
    def choices(self) -> tuple[str, ...]:
        """The classes."""
        return self.classes

    def chosen(self, score: Callable[[Rational], Rational]) -> str:
        """The first class with the largest score, by another measure of it."""
        scores = [score(z) for z in self.scores.cells()]
        return self.classes[scores.index(max(scores))]

    def answer(self) -> str:
        return self.chosen(lambda z: z)

    def also_right(self, value: Value) -> bool:
        scores = list(self.scores.cells())
        return value in self.classes and scores[self.classes.index(str(value))] == max(scores)

    def question(self) -> Page:
        return (Text(f"Which class has the largest score: {', '.join(self.classes)}?"),)

    def letters(self) -> dict[str, object]:
        return {"K": len(self.classes)}

    def working(self) -> Working:
        pairs = zip(self.classes, self.scores.cells(), strict=True)
        scores = ", ".join(f"{name} {say(z)}" for name, z in pairs)
        return Working("the class with the largest z", scores, (Step("class", self.answer(), self.answer()),))


def _choosing(score: Callable[[Rational], Rational]) -> Callable[[BestClass], str]:
    return lambda p: p.chosen(score)


BestClass.mistakes = (
    Mistake("smallest-score", "with the smallest score", always, _choosing(lambda z: -z)),
    Mistake(
        "largest-magnitude",
        "with the score furthest from zero",
        lambda p: max(map(magnitude, p.scores.cells())) > max(p.scores.cells()),
        _choosing(magnitude),
    ),
)


@dataclass(frozen=True, slots=True)
class Softmax(Part):
    """The scores, whose softmax is asked to three decimals."""

    form = Form.GRID

    scores: Grid
    classes: tuple[str, ...]

    def shares(self, places: int = PLACES) -> Grid:
        """The softmax, rounded to so many places."""
        return row_of(*softmax(tuple(self.scores.cells()), places))

    def answer(self) -> Grid:
        return self.shares()

    def also_right(self, value: Value) -> bool:
        """More places than are asked are right where they are."""
        if not isinstance(value, Grid) or value.volume != self.scores.volume:
            return False
        typed = [number for number in value.cells() if isinstance(number, Decimal)]
        places = [-int(number.as_tuple().exponent) for number in typed]
        if len(typed) < len(self.classes) or min(places) < PLACES:
            return False
        shares = [tuple(self.shares(count).cells())[index] for index, count in enumerate(places)]
        return typed == shares

    def question(self) -> Page:
        return (Text(f"What is the softmax of the scores, to {PLACES} decimals?"),)

    def letters(self) -> dict[str, object]:
        return {"K": len(self.classes)}

    def working(self) -> Working:
        answer, scores = self.answer(), list(self.scores.cells())
        powers = [exponential(z, PLACES + 2) for z in scores]
        total = sum(powers, Decimal(0))
        quotients = ", ".join(f"{power}/{total}" for power in powers)
        return Working(
            "p = e^z / (the sum of all e^z)",
            ", ".join(f"e^{factor(z)}" for z in scores) + ", and each over their sum",
            (
                Step("e^z", " ".join(map(str, powers)), row_of(*powers), "rounded, as a calculator gives it"),
                Step("sum", " + ".join(map(str, powers)), total),
                Step("softmax", say(answer), answer, f"{quotients}, rounded to {PLACES} decimals"),
            ),
        )


def _rounded(procedure: Callable[[list[Fraction]], list[Fraction]]) -> Callable[[Softmax], Grid]:
    """A share of each class by fractions alone, rounded; `GivenError` where something is divided by 0."""

    def value(problem: Softmax) -> Grid:
        shares = procedure([Fraction(z) for z in problem.scores.cells()])
        return row_of(*(rounded(share, PLACES) for share in shares))

    return value


def _of_sum(scores: list[Fraction]) -> list[Fraction]:
    """Each score over their sum."""
    if not sum(scores):
        raise GivenError("scores", "nothing can be divided by a sum of 0")
    return [z / sum(scores) for z in scores]


Softmax.mistakes = (
    Mistake("exponential-forgotten", "by dividing each score by the sum of the scores", always, _rounded(_of_sum)),
    Mistake(
        "relu-before-softmax",
        "after a ReLU on the scores that was not asked for",
        lambda p: min(p.scores.cells()) < 0,
        lambda p: replace(p, scores=p.scores.map(relu)).answer(),
    ),
    Mistake(
        "two-for-e",
        "with powers of 2 in place of e",
        lambda p: all(Fraction(z).denominator == 1 for z in p.scores.cells()),
        _rounded(lambda scores: [Fraction(2) ** int(z) / sum(Fraction(2) ** int(y) for y in scores) for z in scores]),
    ),
    Mistake(
        "hard-maximum",
        "with 1 for the largest score and 0 for the others",
        always,
        _rounded(lambda scores: [Fraction(z == max(scores)) for z in scores]),
    ),
    Mistake(
        "signs-lost",
        "without the minus signs of the scores",
        lambda p: min(p.scores.cells()) < 0,
        lambda p: replace(p, scores=p.scores.map(magnitude)).answer(),
    ),
    Mistake(
        "sign-reversed",
        "with e^(−z) in place of e^z",
        always,
        lambda p: replace(p, scores=p.scores.map(lambda z: -z)).answer(),
    ),
)
