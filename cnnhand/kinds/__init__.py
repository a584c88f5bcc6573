"""The kinds of exercise: each is a function that draws a question, in the file of its family.

`conv_cell` in `forward/convolutions.py` is the kind `conv-cell` of the group `forward`. What is asked, with its working
and its usual mistakes, is in `questions/`; a kind only makes up numbers for it. What kinds share is beside the groups.
After most kinds there is another one, such as `mistake-in-conv-cell`, which asks for the mistake in an answer.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache, wraps
from importlib import import_module
from itertools import count
from typing import Any, NamedTuple

from cnnhand.errors import UnknownNameError, shown
from cnnhand.exact.values import Value
from cnnhand.kinds.dice import Dice
from cnnhand.questions.contract import LEVELS, Level, Mistake, Part, Problem, always
from cnnhand.questions.find_the_mistake import PREFIX, with_a_mistake

__all__ = ["FIRST_COURSE", "LEVELS", "Exercise", "Level", "Mistake", "Part", "Problem", "always", "load", "names"]

FIRST_COURSE = (
    "conv-cell",
    "feature-map",
    "relu-map",
    "max-pool",
    "average-pool",
    "output-size",
    "parameter-count",
    "same-padding",
    "size-chain",
    "receptive-field",
    "pipeline",
)
"""What a first course asks most, in the order in which it is met, and a quiz where no kind is chosen."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """A problem with what stands around it: its code if it was drawn, what a file says of it, and published answers.

    `published` has one answer a part, as the source prints it, and None for a part that it leaves out; `working` has
    their texts, which may be whole sums. `aims` are the mistakes that it was drawn to show, `why` says why it is asked.
    """

    problem: Problem
    code: str | None = None
    title: str | None = None
    source: str | None = None
    note: str | None = None
    published: tuple[Value | None, ...] | None = None
    working: tuple[str, ...] = ()
    aims: tuple[str, ...] = ()
    why: str = ""


class Kind(NamedTuple):
    """A name for a sort of question about a network, and how one is drawn.

    The docstring of its function says what the levels are.
    """

    name: str
    summary: str
    group: str
    version: int
    drawn: Callable[[Level, Dice], Problem | None]

    def draw(self, level: Level, dice: Dice) -> Problem | None:
        """A random problem of a level, which knows its kind; None where another attempt is wanted."""
        problem: Any = self.drawn(level, dice)
        return replace(problem, named=self.name) if hasattr(problem, "named") else problem  # type: ignore[no-any-return]

    def attempts(self, level: Level, key: str, first: int) -> Iterator[Problem | None]:
        """Draws without end, from an attempt on, whose numbers come from a hash of the key and of the attempt."""
        return (self.draw(level, Dice(f"{key} {attempt}")) for attempt in count(first))


KINDS = {
    "sizes.volumes": {
        "output-size": "the volume that a convolution or pooling layer makes of a volume",
        "transposed-size": "the volume that a transposed convolution makes of a volume",
        "layer-design": "filter side, stride, padding and filters that make a wanted volume",
        "padded-grid": "the input with its padding written around it",
        "same-padding": "the padding that keeps the size, and where its zeros go",
        "receptive-field": "the receptive field, or the jump, of a cell after a stack of layers",
    },
    "sizes.counts": {
        "parameter-count": "the weights, biases or parameters of a layer",
        "parameter-sharing": "neurons, what they see, and parameters with and without sharing",
        "mac-count": "the multiply-accumulates (MACs) or FLOPs of a convolution layer",
        "memory": "the bytes that an image, or the output of a layer, takes",
    },
    "sizes.networks": {
        "size-chain": "every volume of a stack of layers, and the flattened length",
        "flattened-length": "the number of inputs of a dense layer after a stack of layers",
        "parameter-stack": "the parameters of every layer of a network, and their total",
        "network-table": "volumes, weights and biases of a whole network, cell by cell",
    },
    "forward.convolutions": {
        "conv-cell": "one output cell of a convolution, with channels, bias, stride and padding",
        "feature-map": "the whole map or maps that a convolution makes, also 1-D",
        "true-convolution": "correlation and true convolution: valid, same and full size, also of an impulse",
        "transposed-convolution": "the map of a transposed convolution, which makes an input larger",
        "convolution-matrix": "a convolution as a matrix, and the matrix times the flattened input",
        "pipeline": "a convolution, its ReLU and pooling, part by part",
    },
    "forward.pools": {
        "max-pool": "the map that max pooling makes",
        "average-pool": "the map that average pooling makes, also global, also after a ReLU",
        "l2-pool": "the map that L2 pooling makes, with roots",
        "relu-map": "the ReLU of a map, with a bias added before",
    },
    "forward.neurons": {
        "neuron": "the output of one neuron, b + Σ w·x, with and without ReLU",
        "classifier": "flatten, a dense layer, the class with the largest score, and softmax",
    },
    "forward.kernels": {
        "kernel-name": "the name of a kernel: edge, Laplacian, sharpen, Sobel, blur …",
        "kernel-choice": "which of a few kernels made a map",
        "kernel-composition": "the one kernel that does what two kernels do one after the other",
        "kernel-from-map": "the kernel that made a map, from the map of an impulse",
        "patch-response": "the largest response of a kernel to some patches: which of them fits it",
        "shifted-map": "the map of a shifted image, read off the map of the image before",
    },
    "backward.gradients": {
        "relu-gradient": "the gradient that ReLU sends back to its input",
        "max-pool-gradient": "the gradient that max pooling sends back to its input",
        "average-pool-gradient": "the gradient that average pooling sends back to its input",
        "weight-gradient": "the gradient dW of a convolution's weights",
        "input-gradient": "the gradient dX of a convolution's input",
        "bias-gradient": "the gradient db of a convolution's bias",
        "weight-update": "one weight of a convolution after one step of gradient descent",
        "backward-pipeline": "the gradients of a convolution, its ReLU and its pooling, part by part",
    },
}
"""The kinds of every file, and what each of them asks; nothing is imported to list them."""
MOST_MEANT, SAME_LETTERS = 5, 4
"""So many kinds are proposed for a word that is none; words that begin with so many same letters are alike."""
VERSIONS: dict[str, int] = {}
"""The version of each kind that draws otherwise than it once did: a problem's code stands for one problem for ever."""
FILES = {name: file for file, names in KINDS.items() for name in names}


def groups() -> dict[str, str]:
    """The name of every kind with its group, in the order of the names."""
    return {name: FILES[name].partition(".")[0] for name in sorted(FILES)}


def names() -> list[str]:
    """The names of all kinds, without importing them."""
    return list(groups())


MISTAKES = "mistakes"
"""The group of the kinds that ask for the mistake in an answer."""
WITHOUT_MISTAKES = ("kernel-choice", "kernel-name")
"""Kinds in whose answers none is looked for: a word is chosen, by which only two or three mistakes are told apart."""
IN_ONE_LAYER = ("backward-pipeline", "classifier")
"""Kinds whose chain fills a screen: the mistake is in one of its layers, which stands there alone."""


def mistake_names() -> list[str]:
    """The names of the kinds that ask for the mistake in an answer, each after the kind that was answered."""
    return [PREFIX + name for name in names() if name not in WITHOUT_MISTAKES]


def _mistake_in(name: str) -> Kind:
    """The kind that asks for the mistake in an answer to another."""
    of = load(name)

    @wraps(of.drawn)
    def drawn(level: Level, dice: Dice) -> Problem | None:
        problem: Any = of.draw(level, dice)
        if problem and name in IN_ONE_LAYER:
            problem = problem.alone(dice.choice(range(len(problem.parts()))))
        return with_a_mistake(problem, dice.choice) if problem else None

    return Kind(PREFIX + name, f"which step of a working is wrong: {of.summary}", MISTAKES, of.version, drawn)


def meant(word: str) -> list[str]:
    """The kinds that may be meant by a name that none has: with such a word in it, or nearly of that name, or about it.

    >>> meant("receptive"), meant("conv-sell"), meant("softmax")
    (['receptive-field'], ['conv-cell'], ['classifier'])
    """
    abouts = {name: about for some in KINDS.values() for name, about in some.items()}
    single = word.lower() if word.isalnum() else ""
    named = [name for name in abouts if _says(name, single)]
    near = get_close_matches(word, [*names(), *mistake_names()], 1)
    return (named or near or [name for name, about in abouts.items() if _says(about, single)])[:MOST_MEANT]


def _says(text: str, word: str) -> bool:
    """Whether a text has a word, or one that begins like it."""
    return word[:SAME_LETTERS] in [other[:SAME_LETTERS] for other in re.findall(r"\w+", text.lower())]


def proposed(near: Sequence[str]) -> str:
    """What may be meant, as the end of a sentence."""
    *first, last = near or [""]
    question = f"did you mean {', '.join(first)}{' or ' * bool(first)}{last}?" if near else ""
    return question if len(near) == 1 else f"{question} `cnnhand kinds` lists them".strip()


@cache
def load(name: str) -> Kind:
    """The kind of this name; an `UnknownNameError` suggests the nearest where there is none."""
    if name in mistake_names():
        return _mistake_in(name.removeprefix(PREFIX))
    if name not in names():
        raise UnknownNameError(f"there is no kind {shown(name)!r}; {proposed(meant(name))}")
    drawn = getattr(import_module(f"{__name__}.{FILES[name]}"), name.replace("-", "_"))
    return Kind(name, KINDS[FILES[name]][name], groups()[name], VERSIONS.get(name, 1), drawn)
