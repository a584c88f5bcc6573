"""The input with its padding written around it: which sides get how many zeros, as given or by `same` padding.

W and H are the sides of the input, F is the filter's side, S its stride; T is the padding of two sides together.
"""

from collections.abc import Iterator
from functools import cached_property

from cnnhand.exact.formula import formula
from cnnhand.exact.shapes import Sides
from cnnhand.exact.values import Volume
from cnnhand.page import Step, Working
from cnnhand.questions.catalogue import rules
from cnnhand.questions.maps.layer import LayerMap
from cnnhand.questions.sizes.padding import same_lines
from cnnhand.questions.traced import added, step_of


class PaddedMap(LayerMap):
    """What a padding makes of the numbers."""

    alone = False

    @classmethod
    def sentence(cls, output: Volume | None, of: str) -> str:
        return f"What does the padded input{of} look like? Type its rows, as in 0 0 0; 0 6 8."

    @cached_property
    def sides(self) -> Sides:
        """The zeros of each side."""
        sides: Sides = self.layer.on(self.x.volume).padding
        return sides

    def letters(self) -> dict[str, object]:
        return {"P": max(self.sides)}

    @property
    def zeros(self) -> bool:
        """Whether zeros are put around it, and not its border."""
        return bool(self.layer.border == "zeros")

    name = "padded"

    def board(self) -> Working:
        left, right, top, bottom = self.sides
        width, height = self.x.width, self.x.height
        (made,) = self.all_at_once()
        ended = made._replace(note=f"{left} left, {right} right, {top} above, {bottom} below")
        if self.layer.padding == "same":
            of_same = (SAME.put(given) for given in self._given_same())
            return Working(
                f"T = {SAME}, half of it on each side; the same for H",
                "T = {} columns, {} rows".format(*of_same),
                (*self._same_steps(), ended),
            )
        wide, high = width + left + right, height + top + bottom
        what = "zeros" if self.zeros else "the border copied" if self.layer.border == "copy" else "the border mirrored"
        return Working(
            f"{what} around the input: W + left + right columns, H + above + below rows",
            f"{width}×{height} becomes {wide}×{high}",
            (
                step_of("columns", added((width, left, right))),
                step_of("rows", added((height, top, bottom))),
                ended,
            ),
            after=2,
        )

    def _given_same(self) -> list[dict[str, int]]:
        sides = zip(self.x.volume[:2], self.layer.size, self.layer.stride, strict=False)
        return [{"W": side, "F": filter, "R": filter, "S": stride} for side, filter, stride in sides]

    def _same_steps(self) -> Iterator[Step]:
        """How many zeros `same` padding adds along each side."""
        for name, given in zip(("columns", "rows"), self._given_same(), strict=True):
            yield from map(step_of, (name,) * 3, same_lines(given), SAME_NOTES)


SAME = formula("(⌈W/S⌉ − 1)·S + F − W")
SAME_NOTES = "of the output", "that its windows cover", "of zeros, the larger half at the end"


# ---- mistakes: zeros on other sides ----------------------------------------------------------------------------------

PaddedMap.usual = rules(
    """
    padding-ignored*: without any zeros [padding=Sides()]
    pad-one-side: with zeros on the left and above only [padding=Sides(left=max(p.sides[:2]), top=max(p.sides[2:]))]
    pad-one-side: with zeros on the right and below only [padding=Sides(right=max(p.sides[:2]), bottom=max(p.sides[2:]))]
    pad-all-sides: with {P} on every side [padding=Sides.around(max(p.sides))]
    sides-swapped: with left and right taken for above and below [padding=Sides(*p.sides[2:], *p.sides[:2])]
    left-for-right: with left and right exchanged [padding=p.sides._replace(left=p.sides.right, right=p.sides.left)]
    top-for-bottom: with above and below exchanged [padding=p.sides._replace(top=p.sides.bottom, bottom=p.sides.top)]
    opposite-sides: with every zero on the opposite side [padding=Sides(*p.sides[1::-1], *p.sides[:1:-1])]
    padding-twice: with twice the zeros on each side [padding=Sides(*(2 * side for side in p.sides))]
    edge-padding: with the border of the input copied in place of zeros [border="copy"] | zeros
    zero-padding: with zeros, in place of what the question says [border="zeros"] | not zeros
    """
)
