"""Which patch does a kernel answer to most? The largest sum of patch times kernel, cell by cell.

x are the cells of a patch, w the weights of the kernel, F its side.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.cells import exchanged, pairs, rotated, unsigned, weighted_sum
from cnnhand.exact.values import Form, Grid, Rational, Rows, plain
from cnnhand.kinds import Level, Mistake, OnePart
from cnnhand.kinds._grids import channel_views, check_one_channel, sum_of_products
from cnnhand.kinds._mistakes import kernel_changes, with_kernel
from cnnhand.page import Beside, Page, Step, Text, Working, say

MOST_PATCHES = 9

DETECTORS: tuple[Rows, ...] = (
    ((-1, 0, 1), (-1, 0, 1), (-1, 0, 1)),
    ((1, 1, 1), (0, 0, 0), (-1, -1, -1)),
    ((2, -1, -1), (-1, 2, -1), (-1, -1, 2)),
    ((-1, 2, -1), (-1, 2, 0), (-1, 2, 0)),
    ((1, 1, 1), (1, -1, -1), (1, -1, -1)),
    ((0, 1, -1), (1, 1, 1), (-1, 1, 0)),
)
"""Small patterns that a kernel can look for: edges, lines, a corner, a cross."""


@dataclass(frozen=True, slots=True)
class PatchResponse(OnePart):
    """A kernel, and the patches of an image that it is laid on, each as large as the kernel."""

    summary = "the largest response of a kernel to some patches: which of them fits it"
    group = "forward"
    form = Form.NUMBER

    kernel: Grid
    patches: tuple[Grid, ...]

    def __post_init__(self) -> None:
        check_one_channel(kernel=self.kernel)
        if not 1 <= len(self.patches) <= MOST_PATCHES:
            raise GivenError("patches", f"there must be 1 to {MOST_PATCHES} patches, not {len(self.patches)}")
        for name, patch in zip(self.names, self.patches, strict=True):
            if patch.volume != self.kernel.volume:
                raise GivenError("patches", f"patch {name} is {patch.volume} where the kernel is {self.kernel.volume}")

    @property
    def names(self) -> str:
        """The letters of the patches."""
        return "ABCDEFGHI"[: len(self.patches)]

    def responses(self) -> list[Rational]:
        """The response to each patch."""
        return [weighted_sum(patch.rows, self.kernel.rows) for patch in self.patches]

    @property
    def best(self) -> int:
        """Which patch has the largest response, counted from 0."""
        responses = self.responses()
        return responses.index(max(responses))

    @property
    def brightest(self) -> int:
        """Which patch has the largest sum, counted from 0."""
        sums = [sum(patch.cells()) for patch in self.patches]
        return sums.index(max(sums))

    def answer(self) -> Rational:
        return plain(max(self.responses()))

    def question(self) -> Page:
        several = len(self.patches) > 1
        asked = "Which patch fits it best? Type the largest response." if several else "What is the response?"
        each = "each patch" if several else "the patch"
        return (
            Text(f"The kernel is laid on {each}; its response is the sum of patch times kernel, cell by cell."),
            self._pictures(),
            Text(asked),
        )

    def _pictures(self) -> Beside:
        views = channel_views(self.kernel, "kernel", numbered=False)
        for name, patch in zip(self.names, self.patches, strict=True):
            views += channel_views(patch, f"patch {name}", numbered=False)
        return Beside(views)

    def letters(self) -> dict[str, object]:
        return {"best": self.names[self.best], "brightest": self.names[self.brightest], "n": self.kernel.volume.cells}

    def working(self) -> Working:
        pictures = self._pictures()
        kernel, *views = pictures.grids
        steps = tuple(
            Step(
                f"patch {name}",
                _products(patch.rows, self.kernel.rows),
                plain(response),
                "",
                (Beside((kernel, view)),),
            )
            for name, patch, response, view in zip(self.names, self.patches, self.responses(), views, strict=True)
        )
        if len(steps) > 1:
            every = ", ".join(say(step.value) for step in steps)
            steps += (Step("largest", f"max({every})", self.answer(), f"patch {self.names[self.best]} fits best"),)
        return Working("y = Σ x·w over the patch", "products with a 0 are left out", steps, (pictures,))

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: two patches of 3×3. Medium: three, of which the brightest fits badly. Hard: 5×5 and a curve."""
        if level == "hard":
            weights, strength = _curve(dice), 10
        else:
            weights, strength = _turned(dice.choice(DETECTORS), dice.integer(0, 3)), dice.integer(1, 2)
        side = len(weights)
        others = [
            _curve(dice) if level == "hard" else _turned(dice.choice(DETECTORS), dice.integer(0, 3)) for _ in "12"
        ]
        patterns = dice.shuffled([weights, *others][: 2 if level == "easy" else 3])
        patches = []
        for pattern in patterns:
            light = dice.integer(3, 9)
            patches.append(
                Grid.of([[_light(pattern[i][j], light, level, dice) for j in range(side)] for i in range(side)])
            )
        problem = cls(Grid((tuple(tuple(strength * w for w in row) for row in weights),)), tuple(patches))
        responses = problem.responses()
        fits = patterns[problem.best] == weights and 0 < problem.answer() < 1000
        if not fits or len(set(responses)) < len(responses):
            return None
        return problem if level == "easy" or problem.brightest != problem.best else None


def _products(patch: Rows, kernel: Rows) -> str:
    """The products that are not 0, a row a line, or 0 where there are none."""
    pairs = (zip(*rows, strict=True) for rows in zip(patch, kernel, strict=True))
    lines = (sum_of_products((x, w) for x, w in row if x and w) for row in pairs)
    return "\n+ ".join(line for line in lines if line) or "0"


def _light(weight: int, light: int, level: Level, dice: Dice) -> int:
    """A cell of a patch: light where its pattern is, else dark or, in a curve's patch, mostly black."""
    if weight > 0:
        return max(0, light + dice.integer(-1, 1))
    return dice.integer(0, 2) if level != "hard" else dice.integer(0, 9) * (dice.integer(1, 4) == 1)


def _curve(dice: Dice) -> Rows:
    """A 5×5 pattern of 0 and 1: a curve from the top to the bottom, one cell a row."""
    columns = [dice.integer(0, 4)]
    while len(columns) < 5:
        columns.append(min(4, max(0, columns[-1] + dice.integer(-1, 1))))
    return tuple(tuple(int(column == at) for column in range(5)) for at in columns)


def _turned(pattern: Rows, quarters: int) -> Rows:
    """The pattern turned to the left by so many quarters."""
    for _ in range(quarters):
        pattern = exchanged(pattern)[::-1]
    return pattern


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _several(problem: PatchResponse) -> bool:
    return len(problem.patches) > 1


def _best_products(problem: PatchResponse) -> list[Rational]:
    """The products under the patch that fits best."""
    return [x * w for x, w in pairs(problem.patches[problem.best].rows, problem.kernel.rows)]


PatchResponse.mistakes = (
    Mistake(
        "smallest-response",
        "for the patch that fits the kernel worst",
        _several,
        lambda p: plain(min(p.responses())),
    ),
    Mistake(
        "brightest-patch",
        "for patch {brightest}, the brightest, which is not the one that fits best",
        lambda p: p.brightest != p.best,
        lambda p: plain(p.responses()[p.brightest]),
    ),
    Mistake(
        "first-patch-only",
        "for patch A, without a look at the others",
        lambda p: p.best != 0,
        lambda p: plain(p.responses()[0]),
    ),
    Mistake("all-patches", "with the responses of all patches added up", _several, lambda p: plain(sum(p.responses()))),
    Mistake("kernel-flipped", "with the kernel turned by 180°", kernel_changes(rotated), with_kernel(rotated)),
    Mistake(
        "kernel-transposed",
        "with rows and columns of the kernel exchanged",
        lambda p: p.kernel.width == p.kernel.height and kernel_changes(exchanged)(p),
        with_kernel(exchanged),
    ),
    Mistake("signs-lost", "without the minus signs of the kernel", kernel_changes(unsigned), with_kernel(unsigned)),
    Mistake(
        "kernel-ignored",
        "by adding up the cells of patch {brightest}, without the kernel",
        lambda p: any(w != 1 for w in p.kernel.cells()),
        lambda p: plain(sum(p.patches[p.brightest].cells())),
    ),
    Mistake(
        "places-counted",
        "by counting the places of patch {best} where neither number is 0",
        lambda p: any(product not in (0, 1) for product in _best_products(p)),
        lambda p: sum(bool(product) for product in _best_products(p)),
    ),
    Mistake(
        "largest-product",
        "with the largest product of patch {best} in place of the sum",
        lambda p: sum(bool(product) for product in _best_products(p)) > 1,
        lambda p: plain(max(_best_products(p))),
    ),
    Mistake(
        "averaged",
        "by dividing the sum by the {n} cells of the patch",
        lambda p: p.kernel.volume.cells > 1,
        lambda p: plain(Fraction(p.answer()) / p.kernel.volume.cells),
    ),
    Mistake(
        "largest-magnitude",
        "with a minus sign dropped: the response that is furthest from 0",
        lambda p: -min(p.responses()) > max(p.responses()),
        lambda p: plain(max(abs(response) for response in p.responses())),
    ),
)
