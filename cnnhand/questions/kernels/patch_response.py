"""Which patch does a kernel answer to most? The largest sum of patch times kernel, cell by cell.

x are the cells of a patch, w the weights of the kernel, F its side.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from cnnhand.errors import GivenError
from cnnhand.exact.cells import pairs, weighted_sum
from cnnhand.exact.values import Form, Grid, Rational, Rows, plain
from cnnhand.page import Beside, Step
from cnnhand.questions.catalogue import rules
from cnnhand.questions.grids import check_one_channel
from cnnhand.questions.kernels.kernel_question import KernelQuestion, products, response
from cnnhand.questions.traced import Traced, step_of
from cnnhand.questions.wording import kernels_beside

MOST_PATCHES = 9


@dataclass(frozen=True, slots=True)
class PatchResponse(KernelQuestion):
    """A kernel, and the patches of an image that it is laid on, each as large as the kernel."""

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

    @property
    def products(self) -> list[Rational]:
        """The products under the patch that fits best."""
        return [x * w for x, w in pairs(self.patches[self.best].rows, self.kernel.rows)]

    def with_kernel(self, change: Callable[[Rows], Rows]) -> "PatchResponse":
        """The same with the kernel changed."""
        return replace(self, kernel=self.kernel.by_channel(change))

    def answer(self) -> Rational:
        return plain(max(self.responses()))

    def said(self) -> tuple[str, ...]:
        several = len(self.patches) > 1
        asked = (
            "What is the largest response, that of the patch that fits it best?" if several else "What is the response?"
        )
        each = "each patch" if several else "the patch"
        return f"The kernel is laid on {each}; its response is the sum of patch times kernel, cell by cell.", asked

    def pictures(self) -> tuple[Beside, ...]:
        patches = zip((f"patch {name}" for name in self.names), self.patches, strict=True)
        return (kernels_beside((("kernel", self.kernel), *patches)),)

    def letters(self) -> dict[str, object]:
        return {
            "best": f"patch {self.names[self.best]}",
            "brightest": f"patch {self.names[self.brightest]}",
            "n": self.kernel.volume.cells,
        }

    def rule(self) -> tuple[str, str]:
        return "y = Σ x·w over the patch", "products with a 0 are left out"

    def steps(self) -> Iterator[Step]:
        kernel, *views = self.pictures()[0].grids
        for name, patch, view in zip(self.names, self.patches, views, strict=True):
            y = response(patch.rows, self.kernel.rows)
            yield Step(f"patch {name}", products(y), y.value, "", (Beside((kernel, view)),))
        if len(views) > 1:
            yield step_of("largest", Traced.chosen(max, self.responses()), f"patch {self.names[self.best]} fits best")


PatchResponse.usual = rules(
    """
    smallest-response: for the patch that fits the kernel worst := min(p.responses())
    brightest-patch: for {brightest}: the brightest is not the one that fits best := p.responses()[p.brightest]
    first-patch-only: for patch A, without a look at the others := p.responses()[0]
    all-patches: with the responses of all patches added up := sum(p.responses())
    kernel-flipped: with the kernel turned by 180° [p.with_kernel(rotated)]
    kernel-transposed: with rows and columns of the kernel exchanged [p.with_kernel(exchanged)] | p.kernel.width == p.kernel.height
    signs-lost: without the minus signs of the kernel [p.with_kernel(unsigned)]
    kernel-ignored: by adding up the cells of {brightest}, without the kernel := sum(p.patches[p.brightest].cells())
    places-counted: by counting the places of {best} where neither number is 0 := sum(map(bool, p.products))
    largest-product: with the largest product of {best} in place of the sum := max(p.products)
    averaged: by dividing the sum by the {n} cells of the patch := Fraction(p.answer()) / p.kernel.volume.cells
    largest-magnitude: with a minus sign dropped: the response that is furthest from 0 := max(map(magnitude, p.responses()))
    """
)
