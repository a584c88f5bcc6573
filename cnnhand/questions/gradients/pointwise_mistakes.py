"""The usual mistakes in the gradient through activations, of the loss, and where branches come together."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from cnnhand.exact.cells import magnitude
from cnnhand.exact.values import Grid, Rational, Value, plain
from cnnhand.questions.catalogue import values


def _by(rule: Callable[[Rational, Rational], Rational]) -> Callable[[Any], Value]:
    """Another rule for each cell."""
    return lambda part: part.by(rule)


RELU = values(
    {
        "relu-gate-forgotten: with dY passed on as it is, also where x is not positive": _by(lambda x, dy: dy),
        "gate-on-gradient-sign: by stopping negative numbers of dY; it is the sign of x that counts": _by(
            lambda x, dy: max(0, dy)
        ),
        "gate-on-both-signs: by stopping negative numbers of dY as well as those where x is not positive": _by(
            lambda x, dy: dy if x > 0 and dy > 0 else 0
        ),
        "gate-reversed: by passing dY where x is negative, not where it is positive": _by(
            lambda x, dy: dy if x < 0 else 0
        ),
        "gate-open-at-zero: by passing dY where x is 0": _by(lambda x, dy: dy if x >= 0 else 0),
        "gradient-ignored: with the slopes 1 and 0 alone, without dY": _by(lambda x, dy: int(x > 0)),
        "times-input: with dY multiplied by ReLU(x), not by its slope": _by(lambda x, dy: plain(dy * max(0, x))),
        "forward-again: with ReLU(X), the way forward": _by(lambda x, dy: max(0, x)),
        "signs-lost: without the minus signs of dY": _by(lambda x, dy: magnitude(dy) if x > 0 else 0),
    }
)

ACTIVATION = values(
    {
        "slope-forgotten: with dY passed on as it is, without the slopes": _by(lambda x, dy: dy),
        "relu-taken: with a slope of 0 wherever x is not positive, as ReLU has it": _by(
            lambda x, dy: dy if x > 0 else 0
        ),
        "gradient-ignored: with the slopes alone, without dY": lambda part: part.by(
            lambda x, dy: part.layer.slope_at(x)
        ),
        "forward-again: with what the layer makes of X, the way forward": lambda part: part.by(
            lambda x, dy: part.forward(x)
        ),
        "times-output: with dY multiplied by what comes out, not by the slope": lambda part: part.by(
            lambda x, dy: plain(dy * part.forward(x))
        ),
    }
)

LOSS = values(
    {
        "target-minus-output*: with T − O in place of O − T": _by(lambda o, t: plain(t - o)),
        "squared: with the squares of the differences, which are the loss and not its slope": _by(
            lambda o, t: plain((o - t) ** 2)
        ),
        "half-squares: with half the squares of the differences, which are the loss and not its slope": _by(
            lambda o, t: plain(Fraction((o - t) ** 2) / 2)
        ),
        "doubled: with 2·(O − T): the half in the loss takes the 2 away": _by(lambda o, t: plain(2 * (o - t))),
        "halved: with (O − T)/2: the half in the loss takes away the 2 of the square": _by(
            lambda o, t: plain(Fraction(o - t) / 2)
        ),
        "mean-loss: with the differences divided by how many there are: the loss is a sum": lambda part: part.by(
            lambda o, t: plain(Fraction(o - t) / part.x.volume.cells)
        ),
        "signs-lost: without the minus signs of the differences": _by(lambda o, t: plain(magnitude(o - t))),
    }
)


def _of_branch(number: int) -> Callable[[Any], Value]:
    return lambda part: part.picked(part.sent[number])


def _averaged(part: Any) -> Any:
    shares: Grid = part.whole.map(lambda number: plain(Fraction(number) / len(part.sent)))
    return part.picked(shares)


BRANCHES = values(
    {
        "one-branch-only*: from the first branch alone": _of_branch(0),
        "one-branch-only: from the last branch alone": _of_branch(-1),
        "mean-over-branches: with the sum divided by the branches": _averaged,
    }
)
