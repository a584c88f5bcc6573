"""The parts of a classifier: the flattened vector, the scores of a dense layer, the best class, and softmax.

x are the numbers of the vector, w the weights of a class, b its bias, z its score, K the number of classes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.cells import exchanged, magnitude, relu, upside_down
from cnnhand.exact.softmax import exponential, rounded, softmax
from cnnhand.exact.values import Form, Grid, Rational, Rows, Value
from cnnhand.kinds import Mistake, always
from cnnhand.kinds._grids import pictures, products
from cnnhand.kinds._layers import listed
from cnnhand.kinds._parts import Part
from cnnhand.kinds.neuron import Neuron
from cnnhand.page import Page, Step, Text, Working, factor, say

PLACES = 3
"""The decimals that a softmax is asked to."""

MAX_SCORE = 1000
"""The largest score of a softmax: e^1000 has 435 digits; more is a slip in a number, and nobody's exercise."""


@dataclass(frozen=True, slots=True)
class Flatten(Part):
    """Maps whose numbers become one vector: channel by channel, row by row."""

    form = Form.GRID

    input: Grid

    def answer(self) -> Grid:
        return Grid.of([self.input.cells()])

    def question(self) -> Page:
        return (pictures(self.input, "input"), Text("Which vector do these make, channel by channel and row by row?"))

    def letters(self) -> dict[str, object]:
        return {"D": self.input.depth}

    def working(self) -> Working:
        answer = self.answer()
        volume = self.input.volume
        return Working(
            "the numbers channel by channel, row by row",
            f"{volume.width}·{volume.height}·{volume.depth} = {volume.cells} numbers",
            (Step("vector", say(answer), answer),),
        )


def _in_every_map(change: Callable[[Rows], Rows]) -> Callable[[Flatten], Grid]:
    """The vector with the rows of each map changed before."""
    return lambda p: Flatten(Grid(tuple(map(change, p.input.channels)))).answer()


def _winding(rows: Rows) -> Rows:
    """Every second row from right to left."""
    return tuple(row[::-1] if index % 2 else row for index, row in enumerate(rows))


def _channels_last(problem: Flatten) -> Grid:
    """Place by place, the channels of each together, as some frameworks keep them."""
    numbers, places = list(problem.input.cells()), problem.input.width * problem.input.height
    return Grid.of([[number for place in range(places) for number in numbers[place::places]]])


def _two_ways(problem: Flatten) -> bool:
    return problem.input.width > 1 and problem.input.height > 1


def _deep(problem: Flatten) -> bool:
    return problem.input.depth > 1


Flatten.mistakes = (
    Mistake("columns-first", "by reading column by column", _two_ways, _in_every_map(exchanged)),
    Mistake(
        "rows-winding",
        "by reading every second row from right to left",
        _two_ways,
        _in_every_map(_winding),
    ),
    Mistake(
        "rows-upside-down",
        "by reading from the last row up",
        lambda p: p.input.height > 1,
        _in_every_map(upside_down),
    ),
    Mistake("channels-last", "by reading place by place, the {D} channels of each together", _deep, _channels_last),
    Mistake(
        "channels-reversed",
        "with the channels in the opposite order",
        _deep,
        lambda p: Flatten(Grid(p.input.channels[::-1])).answer(),
    ),
    Mistake(
        "flatten-without-channels",
        "from channel 1 alone, out of {D}",
        _deep,
        lambda p: Flatten(Grid(p.input.channels[:1])).answer(),
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
        return [Neuron(inputs, weights, bias) for weights, bias in zip(rows, self.biases, strict=True)]

    def answer(self) -> Grid:
        return Grid.of([[neuron.answer() for neuron in self.neurons()]])

    def question(self) -> Page:
        return (Text("Which score does each class get?"),)

    def letters(self) -> dict[str, object]:
        return {"bias": f"biases {listed(self.biases)}", "n": self.vector.volume.cells}

    def working(self) -> Working:
        answer = self.answer()
        steps = tuple(
            Step(name, f"{products((neuron.weights,), (neuron.inputs,))} + {factor(neuron.bias)}", neuron.answer())
            for name, neuron in zip(self.classes, self.neurons(), strict=True)
        )
        return Working(
            "z = Σ w·x + b for each class",
            f"x = {say(self.vector)}; b = {', '.join(map(say, self.biases))}",
            (*steps, Step("scores", say(answer), answer)),
        )


def _in_every_score(mistake: Mistake) -> Mistake:
    """A mistake of one neuron, made in every one where it can be made."""

    def value(problem: Scores) -> Grid:
        scores: list[Any] = [mistake.value(n) if mistake.applies(n) else n.answer() for n in problem.neurons()]
        return Grid.of([scores])

    return Mistake(mistake.id, mistake.sentence, lambda p: any(map(mistake.applies, p.neurons())), value)


def _weights_transposed(problem: Scores) -> Grid:
    """The scores with the weights read down the columns, as many as there are inputs to a class."""
    columns = Grid((exchanged(problem.weights.channels[0]),))
    return replace(problem, weights=Grid.from_cells(columns.cells(), problem.weights.volume)).answer()


Scores.mistakes = (
    *(_in_every_score(mistake) for mistake in Neuron.mistakes if mistake.belongs(Neuron((1,), (1,)))),  # no ReLU
    Mistake(
        "weights-transposed",
        "with the weights read down the columns of the table",
        lambda p: p.weights.height > 1 and p.weights.width > 1,
        _weights_transposed,
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

    def best(self) -> list[str]:
        """Every class whose score is the largest."""
        largest = max(self.scores.cells())
        return [name for name, z in zip(self.classes, self.scores.cells(), strict=True) if z == largest]

    def answer(self) -> str:
        return self.best()[0]

    def also_right(self, value: Value) -> bool:
        return value in self.best()

    def question(self) -> Page:
        return (Text(f"Which class has the largest score: {', '.join(self.classes)}?"),)

    def letters(self) -> dict[str, object]:
        return {"K": len(self.classes)}

    def working(self) -> Working:
        pairs = zip(self.classes, self.scores.cells(), strict=True)
        scores = ", ".join(f"{name} {say(z)}" for name, z in pairs)
        return Working("the class with the largest z", scores, (Step("class", self.answer(), self.answer()),))


def _best_by(measure: Callable[[Rational], Rational]) -> Callable[[BestClass], str]:
    """The best class if something else than the score itself were to be large."""
    return lambda p: replace(p, scores=p.scores.map(measure)).answer()


BestClass.mistakes = (
    Mistake("smallest-score", "with the smallest score", always, _best_by(lambda z: -z)),
    Mistake(
        "largest-magnitude",
        "with the score furthest from zero",
        lambda p: max(map(magnitude, p.scores.cells())) > max(p.scores.cells()),
        _best_by(magnitude),
    ),
)


@dataclass(frozen=True, slots=True)
class Softmax(Part):
    """The scores, whose softmax is asked to three decimals."""

    form = Form.GRID

    scores: Grid

    def __post_init__(self) -> None:
        furthest = max(self.scores.cells(), key=magnitude)
        if magnitude(furthest) > MAX_SCORE:
            raise GivenError("weights", f"a softmax takes scores from -{MAX_SCORE} to {MAX_SCORE}, not {furthest}")

    def shares(self, places: int) -> tuple[Decimal, ...]:
        """The softmax, rounded to so many places."""
        return softmax(tuple(self.scores.cells()), places)

    def answer(self) -> Grid:
        return Grid.of([self.shares(PLACES)])

    def also_right(self, value: Value) -> bool:
        """More places than are asked are right where they are."""
        if not isinstance(value, Grid) or value.volume != self.scores.volume:
            return False
        typed = list(value.cells())
        places = [-int(share.as_tuple().exponent) if isinstance(share, Decimal) else 0 for share in typed]
        return min(places) >= PLACES and typed == [self.shares(count)[i] for i, count in enumerate(places)]

    def question(self) -> Page:
        return (Text(f"What is the softmax of the scores, to {PLACES} decimals?"),)

    def letters(self) -> dict[str, object]:
        return {"K": self.scores.volume.cells}

    def working(self) -> Working:
        answer, scores = self.answer(), list(self.scores.cells())
        powers = [exponential(z, PLACES + 2) for z in scores]
        total = sum(powers, Decimal(0))
        quotients = ", ".join(f"{power}/{total}" for power in powers)
        return Working(
            "p = e^z / (the sum of all e^z)",
            ", ".join(f"e^{factor(z)}" for z in scores) + ", and each over their sum",
            (
                Step("e^z", " ".join(map(str, powers)), Grid.of([powers]), "rounded, as a calculator gives it"),
                Step("sum", " + ".join(map(str, powers)), total),
                Step("softmax", say(answer), answer, f"{quotients}, rounded to {PLACES} decimals"),
            ),
        )


def _of_scores(change: Callable[[Rational], Rational]) -> Callable[[Softmax], Grid]:
    """The softmax of other scores."""
    return lambda p: replace(p, scores=p.scores.map(change)).answer()


def _shares(procedure: Callable[[list[Fraction]], list[Fraction]]) -> Callable[[Softmax], Grid]:
    """The share of each class by another procedure, which gives fractions; they are rounded."""

    def value(problem: Softmax) -> Grid:
        shares = procedure([Fraction(z) for z in problem.scores.cells()])
        return Grid.of([[rounded(share, PLACES) for share in shares]])

    return value


def _over_sum(numbers: list[Fraction]) -> list[Fraction]:
    """Each number over their sum."""
    total = sum(numbers)
    if not total:
        raise GivenError("scores", "nothing can be divided by a sum of 0")
    return [number / total for number in numbers]


Softmax.mistakes = (
    Mistake("exponential-forgotten", "by dividing each score by the sum of the scores", always, _shares(_over_sum)),
    Mistake(
        "relu-before-softmax",
        "after a ReLU on the scores that was not asked for",
        lambda p: min(p.scores.cells()) < 0,
        _of_scores(relu),
    ),
    Mistake(
        "two-for-e",
        "with powers of 2 in place of e",
        lambda p: all(z.denominator == 1 for z in p.scores.cells()),
        _shares(lambda scores: _over_sum([Fraction(2) ** int(z) for z in scores])),
    ),
    Mistake(
        "hard-maximum",
        "with 1 for the largest score and 0 for the others",
        always,
        _shares(lambda scores: [Fraction(z == max(scores)) for z in scores]),
    ),
    Mistake(
        "signs-lost",
        "without the minus signs of the scores",
        lambda p: min(p.scores.cells()) < 0,
        _of_scores(magnitude),
    ),
    Mistake("sign-reversed", "with e^(−z) in place of e^z", always, _of_scores(lambda z: -z)),
)
