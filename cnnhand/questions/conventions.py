"""What the answer of a question about a network depends on, and the question has to say."""

from collections.abc import Iterator
from typing import Any

from cnnhand.exact.shapes import Rounding, Sides
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Flatten
from cnnhand.layers.network import Join
from cnnhand.layers.pointwise import Relu, Rounded, Softmax
from cnnhand.layers.pool import AveragePool, L2Pool, MaxPool, Pool
from cnnhand.layers.resize import Pad
from cnnhand.layers.transposed import TransposedConv
from cnnhand.layers.words import listed
from cnnhand.page import say
from cnnhand.questions.known_gradients import SQUARES

ROUNDING = {
    Rounding.EXACT: "If a stride does not divide, the layer does not fit.",
    Rounding.FLOOR: "Where a stride does not divide, round down.",
    Rounding.CEIL: "Where a pooling stride does not divide, round up: a last, partly filled window counts.",
}
SAME = "“Same” padding divides width and height by the stride, rounded up, with no zero more than that takes."


MEANT = {
    "connections": "Biases are no connections.",
    "macs": "Biases are not counted as work.",
    "flops": "A multiply-accumulate is 2 FLOPs; biases are not counted as work.",
    "bytes": "A number takes {size}.",
    "parameter-bytes": "A number takes {size}.",
    "start": "Columns count from 1; 0 and less lie in the padding.",
    "updated-weight": "The learning rate is {rate}.",
    "updated-bias": "The learning rate is {rate}.",
}
"""What a quantity means here, where it could mean something else, or what it depends on."""


def conventions(problem: Any) -> Iterator[str]:
    """What the answer depends on and the question has to say."""
    layers, asked = problem.layers, {ask.quantity for ask in problem.asks}
    if len(layers) > 1 and asked & {"parameters", "biases", "all"}:
        yield "Every filter and every neuron has a bias unless it says otherwise."
    if asked & {"neurons", "inputs", "connections", "seen"} and any(isinstance(layer, Conv) for layer in layers):
        yield "Each cell of a convolution's output is a neuron; those of one map share their weights."
    numbers = any(problem.quantity(ask).of_numbers for ask in problem.asks)
    yield from _of_sizes(problem, asked, numbers)
    if numbers:
        yield from _of_numbers(problem, asked)
    yield from about_gradients(problem)
    bits = f" ({problem.bytes * 8} bits)" if problem.bytes != 4 else ""
    size = f"{problem.bytes} byte{'s' if problem.bytes != 1 else ''}{bits}"
    meant = (MEANT[ask.name] for ask in problem.asks if ask.name in MEANT)
    yield from dict.fromkeys(text.format(size=size, rate=say(problem.rate)) for text in meant)


def _of_sizes(problem: Any, asked: set[str], numbers: bool) -> Iterator[str]:
    """What becomes of a stride that does not divide, and what the words for a padding mean."""
    layers = problem.layers
    spread = [layer for layer in layers if isinstance(layer, TransposedConv)]
    sliding = [layer for layer in layers if isinstance(layer, Sliding) and layer not in spread]
    strided = any(max(layer.stride) > 1 and layer.padding != "same" for layer in sliding)
    sized = bool(asked & {"volume", "size", "width", "height", "length"})
    alone = sized and strided and problem.network.rounding is Rounding.EXACT and len(layers) == 1
    if alone or problem.rests():
        yield ROUNDING[problem.network.rounding]
        if problem.network.rounding is Rounding.CEIL:
            yield from _rounding_up(sliding)
    elif sized and strided and len(layers) > 1:
        yield "Every stride divides."
    padded = any(what.startswith("padding") for what in asked)
    same = [layer for layer in sliding if layer.padding == "same"]
    if (sized or padded) and any(max(layer.stride) > 1 for layer in same):
        yield SAME
    elif padded or (numbers and same):
        yield "“Same” padding keeps width and height."
    if (sized or numbers) and any(layer.padding == "same" for layer in spread):
        yield "“Same” multiplies width and height by the stride: what is more is cut off, an odd row or column at the end."
    if any(layer.padding == "full" for layer in sliding):
        yield "“Full” padding puts zeros at every side, one less than the filter is wide or high there."


def _of_numbers(problem: Any, asked: set[str]) -> Iterator[str]:
    """How windows and kernels are laid on numbers, and how what comes out is typed."""
    layers = problem.layers
    convolutions = [layer for layer in (*layers, *second_layers(problem)) if isinstance(layer, Conv)]
    if asked - {"bias-gradient", "updated-bias"} and any(not layer.flip for layer in convolutions):
        yield "Kernels are not flipped" + (", unless it is said." if any(c.flip for c in convolutions) else ".")
    if any(isinstance(layer, TransposedConv) for layer in layers):
        yield "Every input cell times the kernel, not flipped, is laid down one stride after the other and added up."
    if any(isinstance(layer, MaxPool) and layer.window.padded for layer in layers):
        yield "A padding cell never wins."
    partly = bool(problem.rests()) and problem.network.rounding is Rounding.CEIL
    yield from _of_layers(layers, partly)
    rounded = [layer for layer in layers if isinstance(layer, Rounded)]
    if rounded and (len(problem.asks) > 1 or problem.asks[0].at):
        said = listed(list(dict.fromkeys(layer.title for layer in rounded)))
        yield f"What {said} makes is typed to three decimals."  # who is asked for all of it alone is told there


def _of_layers(layers: tuple[Layer | Join, ...], partly: bool) -> Iterator[str]:
    """What the numbers of some layers depend on."""
    averages = [layer for layer in layers if isinstance(layer, AveragePool) and layer.padding != Sides()]
    if any(layer.count_padding for layer in averages):
        yield "The zeros of the padding are counted in the divisor."
    elif averages:
        yield "The padding is left out of the divisor: an average is over the input's own numbers."
    elif partly and any(isinstance(layer, AveragePool) for layer in layers):
        yield "The average of a partly filled window is over the numbers that are in it."
    if any(isinstance(layer, L2Pool) for layer in layers):
        yield "L2 pooling takes the root of the sum of the squares; √30 is typed so, or as a decimal of two places."
    if any(isinstance(layer, Flatten) and len(layers) > 1 for layer in layers):
        yield "A vector is typed as a row; flattening goes channel by channel, row by row."
    if any(isinstance(layer, Pad) and layer.padding == "same" for layer in layers):
        yield f"{SAME} Where the zeros of two sides cannot be shared out evenly, one more is on the right, and below."


def _rounding_up(layers: list[Sliding]) -> Iterator[str]:
    """What is meant by rounding up, where it could mean something else."""
    pools = [layer for layer in layers if isinstance(layer, Pool)]
    if any(layer.window.padded or any(axis.stride > axis.filter for axis in layer.window) for layer in pools):
        yield "A window that would start beyond the input does not count."
    if len(pools) < len(layers):
        yield "Convolutions round down."


def second_layers(problem: Any) -> tuple[Layer | Join, ...]:
    """The layers of the network that it is compared with, if it is."""
    return tuple(node.layer for node in problem.against.nodes) if problem.against else ()


def about_gradients(problem: Any) -> Iterator[str]:
    """What the loss is, where the gradients begin, and which way they take where that could be another."""
    gradients = any("gradient" in ask.quantity or ask.quantity.startswith("updated") for ask in problem.asks)
    if problem.target is not None and (gradients or any(ask.quantity == "loss" for ask in problem.asks)):
        softmax = isinstance(problem.layers[-1], Softmax)
        squares = f"{SQUARES[problem.loss]} of what comes out minus the target"
        yield f"The loss is {'−ln of the softmax of the right class, which the target says' if softmax else squares}."
    if not gradients:
        return
    several = len(problem.layers) > 1
    output = f"the output of layer {len(problem.layers)}" if several else "the output"
    if problem.gradient is not None:
        yield f"dY is the gradient of the loss with respect to {output}."
    elif problem.target is None:
        yield f"The gradient of the loss with respect to {output} is 1."
    if several:
        names = "dX, dW and db those of its input, weights and biases"
        yield f"In each part X is what goes into its layer, dY the gradient that comes back to it, and {names}."
    if any(isinstance(layer, Pool) and layer.how == "max" for layer in problem.layers):
        yield "Of equal maxima the first in reading order counts."
    if any(isinstance(layer, Relu) for layer in problem.layers):
        yield "ReLU's slope at 0 is 0."
