"""Which of the named kernels is it? Shown by its weights, or only by its responses to five patches."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from cnnhand.errors import GivenError
from cnnhand.exact.cells import exchanged, pairs, unsigned, weighted_sum
from cnnhand.exact.kernels import ALSO, KERNELS, centred, kernel_name
from cnnhand.exact.values import Form, Grid, Rows, Value, plain
from cnnhand.page import Beside, Step, say
from cnnhand.questions.contract import Mistake, always
from cnnhand.questions.kernels.kernel_question import KernelQuestion
from cnnhand.questions.traced import added, step_of, traced
from cnnhand.questions.wording import kernels_beside

FEATURES: dict[str, tuple[Rows, str]] = {
    "all weights": (((1, 1, 1),) * 3, "a flat area comes out so many times as bright"),
    "right column": (((0, 0, 1),) * 3, "the answer to light at the right, an upright edge"),
    "bottom row": (((0, 0, 0), (0, 0, 0), (1, 1, 1)), "the answer to light below, a level edge"),
    "middle": (((0, 0, 0), (0, 1, 0), (0, 0, 0)), "the answer to a bright dot"),
    "corner": (((0, 0, 1), (0, 0, 0), (0, 0, 0)), "the answer to a bright dot in the corner"),
}
"""What tells the named kernels apart: the sums of these weights, and what they answer to."""

LOOKS = {
    "edge": "sum 0, opposite corners alike: it answers to slanted edges and corners",
    "laplacian": "sum 0, 4 in the middle and −1 at its four sides",
    "laplacian-8": "sum 0, 8 in the middle and −1 all around it",
    "sharpen": "sum 1, 9 in the middle and −1 all around it: the image stays, its changes grow",
    "sobel-x": "sum 0, left against right with 1, 2, 1: upright edges",
    "sobel-y": "sum 0, top against bottom with 1, 2, 1: level edges",
    "gradient": "sum 0, the left neighbour against the right one: upright edges",
    "blur": "nine equal weights of sum 1: the average",
    "identity": "one weight, in the middle: nothing of the neighbours comes in",
}


@dataclass(frozen=True, slots=True)
class KernelName(KernelQuestion):
    """A named kernel times a number, and the names to choose among, all of them unless given.

    With `brightness` the kernel is not shown, but its responses to five patches of black and this brightness.
    """

    form = Form.WORD

    kernel: Grid
    among: tuple[str, ...] = ()
    brightness: int | None = None

    def __post_init__(self) -> None:
        name = kernel_name(self.kernel.channels[0]) if self.kernel.depth == 1 else None
        if name is None:
            raise GivenError("kernel", f"it is none of the named kernels: {', '.join(KERNELS)}")
        object.__setattr__(self, "among", tuple(ALSO.get(word, word) for word in self.among))
        for word in self.among:
            if word not in KERNELS:
                raise GivenError("among", f"there is no kernel {word!r}; the named ones are {', '.join(KERNELS)}")
        if name not in self.choices:
            raise GivenError("among", f"the kernel is {name}, which is not among the choices")
        if self.brightness == 0:
            raise GivenError("brightness", "a black patch tells nothing; the brightness must be 1 or more")

    @property
    def choices(self) -> tuple[str, ...]:
        """The names to choose from."""
        return self.among or tuple(KERNELS)

    @property
    def weights(self) -> Rows:
        """The kernel, three by three."""
        return centred(self.kernel.channels[0])

    def answer(self) -> str:
        name = kernel_name(self.weights)
        assert name is not None  # refused when the problem was made
        return name

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """For every other name the most telling slip that takes the kernel for it."""
        kernel, found = centred(KERNELS[self.answer()]), list[Mistake]()
        for name in (name for name in KERNELS if name in self.choices and name != self.answer()):
            slips = (slip for slip in SLIPS if slip.shown in (None, self.brightness is None))
            alike = (slip for slip in slips if slip.look(kernel) == slip.look(centred(KERNELS[name])))
            found += (_taken_for(slip, name) for slip in islice(alike, 1))
        return tuple(found)

    def slips(self) -> Iterator[tuple[str, Value]]:
        yield from ((f"{name} looks otherwise: {LOOKS[name]}", name) for name in self.choices if name != self.answer())

    def said(self) -> tuple[str, ...]:
        choices = (
            f"Choose: {', '.join(self.choices)}. A kernel keeps its name when it is multiplied by a number. Names "
            "differ from book to book: here edge has its numbers in the corners, laplacian looks at 4 neighbours and "
            "laplacian-8 at all 8, sobel-x sets left against right, and sharpen is 9 among −1."
        )
        if self.brightness is None:
            return "Which kernel is this?", choices
        laid = "A 3×3 kernel is laid on five patches. The sum of patch times kernel, cell by cell, comes to:"
        return laid, "Which kernel is it?", choices

    def pictures(self) -> tuple[Beside, ...]:
        """The kernel, or the five patches with its responses to them."""
        if self.brightness is None:
            return (kernels_beside((("kernel", Grid((self.weights,))),)),)
        light = self.brightness
        patches = [Grid((mask,)).map(lambda w: w * light) for mask, _ in FEATURES.values()]
        given = ((f"gives {say(weighted_sum(patch.rows, self.weights))}", patch) for patch in patches)
        return (kernels_beside(given),)

    def letters(self) -> dict[str, object]:
        return {"Σw": say(sum(w for row in self.weights for w in row)), "middle": say(self.weights[1][1])}

    def rule(self) -> tuple[str, str]:
        told = (
            "what tells kernels apart: all weights, the right column and the bottom row added up, the middle, a corner"
        )
        of = "the weights, added up" if self.brightness is None else f"each response, divided by {self.brightness}"
        return told, of

    def steps(self) -> Iterator[Step]:
        for label, (mask, note) in FEATURES.items():
            yield step_of(label, self._feature(mask), note)
        name = self.answer()
        both = pairs(self.weights, centred(KERNELS[name]))
        times = next(plain(Fraction(own) / named) for own, named in both if named)
        look = LOOKS[name] if times == 1 else f"{LOOKS[name]}; here all of it times {say(times)}"
        yield Step("name", name, name, look)

    def _feature(self, mask: Rows) -> Any:
        """One of the sums: of the weights, or of the response to its patch."""
        if self.brightness is None:
            return added(w for inside, w in pairs(mask, self.weights) if inside)
        return traced(weighted_sum(mask, self.weights) * self.brightness) / self.brightness


# ---- mistakes: a look at one thing alone, in which another kernel is the same ---------------------------------


def _signs(kernel: Rows) -> Rows:
    """The signs of the weights, the first that is not 0 taken as positive."""
    signs = [[(w > 0) - (w < 0) for w in row] for row in kernel]
    first = next((sign for row in signs for sign in row if sign), 1)
    return tuple(tuple(sign * first for sign in row) for row in signs)


def _no_corners(kernel: Rows) -> Rows:
    (_, top, _), middle, (_, bottom, _) = _signs(kernel)
    return _signs(((0, top, 0), middle, (0, bottom, 0)))


def _answers(*labels: str) -> Callable[[Rows], str]:
    """Whether a kernel answers to these patches at all, in words."""
    return lambda kernel: " and ".join("something" if weighted_sum(FEATURES[at][0], kernel) else "0" for at in labels)


class Slip(NamedTuple):
    """A look at one thing alone: its id, what is said of it, what is compared, and whether the weights have to be shown."""

    id: str
    sentence: str
    look: Callable[[Rows], object]
    shown: bool | None = None


@cache
def _taken_for(slip: Slip, name: str) -> Mistake:
    """The mistake that takes a kernel for that of a name."""
    total = say(sum(w for row in KERNELS[name] for w in row))
    said = slip.sentence.format(name=name, sum=total, alike=slip.look(centred(KERNELS[name])))
    return Mistake(slip.id, said, always, lambda p: name)


SLIPS = (
    Slip("direction-exchanged", "by exchanging rows and columns: that makes {name} of it", lambda k: {k, exchanged(k)}),
    Slip(
        "sum-not-checked", "without adding up the weights: here they come to {{Σw}}, those of {name} to {sum}", _signs
    ),
    Slip("corners-not-seen", "without a look at the corners, where {name} has other weights", _no_corners, True),
    Slip("signs-lost", "without the minus signs: {name} has others, or none", lambda k: unsigned(_signs(k)), True),
    Slip("first-row-only", "from the first row alone: its signs are those of {name}", lambda k: _signs(k[:1]), True),
    Slip("middle-only", "from the middle weight alone: {name} has {alike} there as well", _answers("middle"), True),
    Slip(
        "edges-only",
        "from the two edges alone: {name} gives {alike} as well",
        _answers("right column", "bottom row"),
        False,
    ),
    Slip("one-edge-only", "from the right column alone: {name} gives {alike} as well", _answers("right column"), False),
    Slip("corner-only", "from the corner alone: {name} gives {alike} as well", _answers("corner"), False),
    Slip("flat-only", "from the flat patch alone: {name} gives {alike} as well", _answers("all weights"), False),
)
"""The more telling ones come first."""
