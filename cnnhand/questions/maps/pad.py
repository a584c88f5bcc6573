"""The input with its padding written around it: which sides get how many zeros, as given or by `same` padding.

W and H are the sides of the input, F is the filter's side, S its stride; T is the padding of two sides together.
"""

from functools import cached_property

from cnnhand.exact.formula import formula
from cnnhand.exact.shapes import Sides
from cnnhand.page import Step, Working
from cnnhand.questions.catalogue import rules
from cnnhand.questions.numbers import LayerMap
from cnnhand.questions.sizes.padding import same_lines
from cnnhand.questions.traced import added, step_of


class PaddedMap(LayerMap):
    """What a padding makes of the numbers."""

    alone = False
    asked = "What does the padded input{of} look like? Type its rows, as in 0 0 0; 0 6 8."

    @cached_property
    def sides(self) -> Sides:
        """The zeros of each side."""
        sides: Sides = self.layer.on(self.x.volume).padding
        return sides

    def letters(self) -> dict[str, object]:
        return {"P": max(self.sides)}

    name = "padded"

    def board(self) -> Working:
        (left, right, top, bottom), (width, height, _) = self.sides, self.x.volume
        (made,) = self.all_at_once()
        ended = made._replace(note=f"{left} left, {right} right, {top} above, {bottom} below")
        if self.layer.padding == "same":
            sides = zip((width, height), self.layer.size, self.layer.stride, strict=True)
            givens = [{"W": side, "F": filter, "R": filter, "S": stride} for side, filter, stride in sides]
            steps: list[Step] = []
            for name, given in zip(("columns", "rows"), givens, strict=True):
                steps += map(step_of, (name,) * 3, same_lines(given), SAME_NOTES)
            filled = "T = {} columns, {} rows".format(*map(SAME.put, givens))
            return Working(f"T = {SAME}, half of it on each side; the same for H", filled, (*steps, ended))
        columns, rows = added((width, left, right)), added((height, top, bottom))
        border = {"zeros": "zeros", "copy": "the border copied"}.get(self.layer.border, "the border mirrored")
        return Working(
            f"{border} around the input: W + left + right columns, H + above + below rows",
            f"{width}×{height} becomes {columns.value}×{rows.value}",
            (step_of("columns", columns), step_of("rows", rows), ended),
            after=2,
        )


SAME = formula("(⌈W/S⌉ − 1)·S + F − W")
SAME_NOTES = "of the output", "that its windows cover", "of zeros, the larger half at the end"

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
    edge-padding: with the border of the input copied in place of zeros [border="copy"] | p.layer.border == "zeros"
    zero-padding: with zeros, in place of what the question says [border="zeros"]
    """
)
