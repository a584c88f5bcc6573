"""What a question about gradients says besides: where they begin, and which way they take."""

from collections.abc import Iterator
from typing import Any

from cnnhand.layers.pointwise import Relu
from cnnhand.layers.pool import Pool


def about_gradients(problem: Any) -> Iterator[str]:
    """Where the gradients begin, and which way they take where that could be another."""
    if not any("gradient" in ask.quantity or ask.quantity.startswith("updated") for ask in problem.asks):
        return
    if problem.target is not None:
        yield "The loss is half the sum of the squares of what comes out minus the target."
    elif problem.gradient is not None:
        yield f"dY is the gradient of the loss with respect to {_output_of(problem)}."
    else:
        yield f"The gradient of the loss with respect to {_output_of(problem)} is 1."
    if len(problem.layers) > 1:
        names = "dX, dW and db those of its input, weights and biases"
        yield f"In each part X is what goes into its layer, dY the gradient that comes back to it, and {names}."
    if any(isinstance(layer, Pool) and layer.how == "max" for layer in problem.layers):
        yield "Of equal maxima the first in reading order counts."
    if any(isinstance(layer, Relu) for layer in problem.layers):
        yield "ReLU's slope at 0 is 0."


def of_biases_alone(problem: Any) -> bool:
    """Whether it does not matter how kernels slide."""
    return all(ask.quantity in ("bias-gradient", "updated-bias") for ask in problem.asks)


def _output_of(problem: Any) -> str:
    return f"the output of layer {len(problem.layers)}" if len(problem.layers) > 1 else "the output"
