"""Sigmoid and tanh of each number, to some decimals: σ(z) = 1/(1 + e^−z), tanh z = (e^z − e^−z)/(e^z + e^−z)."""

from abc import abstractmethod
from typing import ClassVar

from cnnhand.exact.cells import reading_order
from cnnhand.exact.softmax import exponential, sigmoid, tanh
from cnnhand.exact.values import Grid, Rational
from cnnhand.page import Step, Working, factor, say
from cnnhand.questions.catalogue import rules
from cnnhand.questions.maps.softmax import PLACES, RoundedMap

DIGITS = PLACES + 2
"""The places of a power in a working, as a calculator gives it."""
FEW = 5
"""So many numbers are said again in the line below the formula."""


class CurveMap(RoundedMap):
    """What one of the two makes of each number."""

    alone = True
    asked = f"What comes out{{of}}, to {PLACES} decimals?"
    formula: ClassVar[str]

    @staticmethod
    @abstractmethod
    def curve(number: Rational, places: int) -> Rational:
        """What it makes of a number."""

    @staticmethod
    @abstractmethod
    def written(number: Rational) -> str:
        """The powers put into the formula."""

    def to_places(self, places: int) -> Grid:
        rounded: Grid = self.x.map(lambda number: self.curve(number, places))
        return rounded

    def board(self) -> Working:
        places = reading_order(self.x.width, self.x.height)
        cells = [(channel, place) for channel in range(self.x.depth) for place in places]
        steps = [
            Step(
                f"channel {channel + 1}, " * (self.x.depth > 1) + place.among(self.x.volume),
                self.written(number),
                self.curve(number, PLACES),
            )
            for (channel, place), number in zip(cells, self.x.cells(), strict=True)
        ]
        filled = f"z = {', '.join(map(say, self.x.cells()))}" if len(cells) < FEW else "in every cell"
        return Working(self.formula, filled, self.finished(steps))


class SigmoidMap(CurveMap):
    """σ(z) of each number."""

    formula = "σ(z) = 1/(1 + e^(−z))"
    curve = staticmethod(sigmoid)  # type: ignore[assignment]  # a decimal, which is rounded

    @staticmethod
    def written(number: Rational) -> str:
        return f"1/(1 + e^{factor(-number)}) = 1/{exponential(-number, DIGITS) + 1}"


class TanhMap(CurveMap):
    """tanh of each number."""

    formula = "tanh z = (e^z − e^(−z))/(e^z + e^(−z))"
    curve = staticmethod(tanh)  # type: ignore[assignment]  # a decimal, which is rounded

    @staticmethod
    def written(number: Rational) -> str:
        up, down = exponential(number, DIGITS), exponential(-number, DIGITS)
        return f"({up} − {down})/({up} + {down})"


SigmoidMap.usual = rules(
    """
    sign-reversed*: with e^z in place of e^(−z) [p.with_x(lambda x: x.map(lambda z: -z))]
    tanh-for-sigmoid: with tanh in place of the sigmoid := TanhMap(p.layer, p.x).made
    one-forgotten: without the 1 below the line: e^z := p.x.map(lambda z: exponential(z, PLACES))
    relu-taken: with ReLU in place of the sigmoid := p.x.map(relu)
    slope-taken: with the slope σ(z)·(1 − σ(z)) := p.x.map(lambda z: (sigmoid(z, DIGITS) * (1 - sigmoid(z, DIGITS))).quantize(sigmoid(z, PLACES)))
    """
)
TanhMap.usual = rules(
    """
    sign-reversed: with the sign of z reversed [p.with_x(lambda x: x.map(lambda z: -z))]
    sigmoid-for-tanh*: with the sigmoid in place of tanh := SigmoidMap(p.layer, p.x).made
    half-angle: with σ(z) in 2·σ(z) − 1, which is tanh of z/2 [p.with_x(lambda x: x.map(lambda z: Fraction(z) / 2))]
    relu-taken: with ReLU in place of tanh := p.x.map(relu)
    """
)
