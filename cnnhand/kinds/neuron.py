"""One neuron: its inputs times their weights, added up with the bias, and a ReLU where there is one.

x are the inputs, w the weights, b the bias, n the number of inputs; z = b + Σ w·x, and the output is max(0, z) with a
ReLU.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.cells import average, magnitude, relu, weighted_sum
from cnnhand.exact.values import Form, Rational, plain
from cnnhand.kinds import Level, Mistake, OnePart
from cnnhand.kinds._layers import plural
from cnnhand.kinds._mistakes import belonging
from cnnhand.page import Page, Step, Table, Text, Working, factor, say


@dataclass(frozen=True, slots=True)
class Neuron(OnePart):
    """The inputs of a neuron, a weight for each of them, its bias, and whether a ReLU follows."""

    summary = "the output of one neuron, b + Σ w·x, with and without ReLU"
    group = "forward"
    form = Form.NUMBER

    inputs: tuple[Rational, ...]
    weights: tuple[Rational, ...]
    bias: Rational = 0
    relu: bool = False

    def __post_init__(self) -> None:
        if not self.inputs:
            raise GivenError("inputs", "a neuron has at least one input")
        if len(self.inputs) != len(self.weights):
            what = f"there must be one weight for each of the {plural(len(self.inputs), 'input')}"
            raise GivenError("weights", f"{what}, not {len(self.weights)}")

    def weighted(self) -> Rational:
        """Σ w·x, without the bias."""
        return plain(weighted_sum((self.inputs,), (self.weights,)))

    def score(self) -> Rational:
        """z, before any ReLU."""
        return plain(self.weighted() + self.bias)

    def answer(self) -> Rational:
        return relu(self.score()) if self.relu else self.score()

    def question(self) -> Page:
        rows = (("input x", *map(say, self.inputs)), ("weight w", *map(say, self.weights)))
        asked = "its output after the ReLU" if self.relu else "z = b + Σ w·x, without any activation"
        return (
            Text(f"A neuron with {plural(len(self.inputs), 'input')} and bias b = {say(self.bias)}."),
            Table(("", *map(str, range(1, len(self.inputs) + 1))), rows),
            Text(f"What is {asked}?"),
        )

    def letters(self) -> dict[str, object]:
        return {"bias": f"bias {say(self.bias)}", "n": len(self.inputs)}

    def working(self) -> Working:
        products = " + ".join(f"{factor(w)}·{factor(x)}" for x, w in zip(self.inputs, self.weights, strict=True))
        score = self.score()
        steps: tuple[Step, ...] = (
            Step("Σ w·x", products, self.weighted()),
            Step("with the bias", f"{say(self.bias)} + {factor(self.weighted())}", score),
        )
        if self.relu:
            steps += (Step("ReLU", f"max(0, {say(score)})", self.answer()),)
        formula = "z = b + Σ w·x" + (", y = max(0, z)" if self.relu else "")
        return Working(formula, f"z = {say(self.bias)} + {products}", steps)

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: three inputs. Medium: four or five, with a ReLU or without. Hard: halves and quarters, with a ReLU."""
        count = {"easy": 3, "medium": dice.integer(4, 5), "hard": dice.integer(3, 4)}[level]
        below = dice.choice((2, 4)) if level == "hard" else 1
        most = 4 if level == "easy" else 9

        def number(low: int) -> Rational:
            return dice.choice([n for n in range(low, most + 1) if n])

        inputs = tuple(number(-most if level == "hard" else 1) for _ in range(count))
        weights = tuple(plain(Fraction(number(-most), below)) for _ in range(count))
        problem = cls(
            inputs,
            weights,
            dice.choice((-3, -2, -1, 1, 2, 3)),
            level == "hard" or (level == "medium" and dice.integer(0, 1) == 1),
        )
        # A ReLU makes 0 of every second sum; so often, 0 would be worth a guess. At hard it hides most of the mistakes,
        # and such a problem is seldom kept.
        often = level == "medium" and dice.integer(1, 3) > 1
        return None if often and problem.relu and problem.score() <= 0 else problem


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _biased(problem: Neuron) -> bool:
    return problem.bias != 0


def _below(problem: Neuron) -> bool:
    """Whether a ReLU makes a difference."""
    return problem.score() < 0


def _several(problem: Neuron) -> bool:
    return len(problem.inputs) > 1


def _products(problem: Neuron) -> list[Rational]:
    return [x * w for x, w in zip(problem.inputs, problem.weights, strict=True)]


def _shows(problem: Neuron, score: Rational) -> bool:
    """Whether another z can be told from the right one: a ReLU makes 0 of both where both are negative."""
    return not problem.relu or max(problem.score(), score) > 0


def _changed(
    id: str,
    sentence: str,
    applies: Callable[[Neuron], bool],
    change: Callable[[Neuron], Neuron],
    common: bool = False,
) -> Mistake:
    """The right procedure on changed givens, where the ReLU does not hide it."""
    return Mistake.changed(id, sentence, lambda p: applies(p) and _shows(p, change(p).score()), change, common)


def _summed(id: str, sentence: str, procedure: Callable[[Neuron], Rational]) -> Mistake:
    """Something else in place of Σ w·x; then the bias and the ReLU, where that does not hide it."""

    def score(problem: Neuron) -> Rational:
        return plain(procedure(problem) + problem.bias)

    return Mistake(
        id,
        sentence,
        lambda p: _several(p) and _shows(p, score(p)),
        lambda p: relu(score(p)) if p.relu else score(p),
    )


Neuron.mistakes = (
    _changed("bias-forgotten", "without the {bias}", _biased, lambda p: replace(p, bias=0), common=True),
    _changed("bias-subtracted", "with the {bias} subtracted", _biased, lambda p: replace(p, bias=-p.bias)),
    _changed(
        "bias-per-product",
        "with the {bias} added to each of the {n} products",
        lambda p: _biased(p) and _several(p),
        lambda p: replace(p, bias=p.bias * len(p.inputs)),
    ),
    _changed(
        "signs-lost",
        "without the minus signs of the weights",
        lambda p: any(w < 0 for w in p.weights),
        lambda p: replace(p, weights=tuple(map(magnitude, p.weights))),
    ),
    _changed(
        "weights-ignored",
        "with the inputs added up, as if every weight were 1",
        lambda p: any(w != 1 for w in p.weights),
        lambda p: replace(p, weights=(1,) * len(p.weights)),
    ),
    _changed(
        "weights-reversed",
        "with the weights in the opposite order",
        lambda p: p.weights != p.weights[::-1],
        lambda p: replace(p, weights=p.weights[::-1]),
    ),
    _summed(
        "sums-multiplied",
        "with the sum of the inputs times the sum of the weights in place of Σ w·x",
        lambda p: sum(p.inputs) * sum(p.weights),
    ),
    _summed("averaged", "with Σ w·x divided by {n}", lambda p: average(_products(p))),
    _summed("largest-product", "with the largest product in place of the sum", lambda p: max(_products(p))),
    *belonging(
        lambda p: p.relu,
        Mistake.changed("relu-forgotten", "without the ReLU", _below, lambda p: replace(p, relu=False), common=True),
        Mistake(
            "relu-before-bias",
            "with the ReLU before the {bias}",
            lambda p: _biased(p) and p.weighted() < 0,
            lambda p: plain(relu(p.weighted()) + p.bias),
        ),
        Mistake(
            "relu-per-product",
            "with a ReLU on each product",
            lambda p: min(_products(p)) < 0,
            lambda p: plain(sum(map(relu, _products(p))) + p.bias),
        ),
        Mistake(
            "absolute-value",
            "with the minus sign dropped in place of a 0",
            _below,
            lambda p: magnitude(p.score()),
        ),
    ),
    *belonging(
        lambda p: not p.relu,
        Mistake.changed("relu-applied", "after a ReLU that was not asked for", _below, lambda p: replace(p, relu=True)),
    ),
)
