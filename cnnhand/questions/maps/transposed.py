"""The maps of a transposed convolution: a copy of the kernel for every cell of the input, and the copies added up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from cnnhand.exact.cells import Place
from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Value
from cnnhand.layers.conv import Conv
from cnnhand.layers.transposed import transposed_cell
from cnnhand.layers.words import plural
from cnnhand.page import Beside, GridView
from cnnhand.questions.catalogue import rules
from cnnhand.questions.grids import with_marked
from cnnhand.questions.maps.conv import ConvMap
from cnnhand.questions.maps.sliding import MapPart
from cnnhand.questions.traced import reads
from cnnhand.questions.wording import channel_views


@dataclass(frozen=True)
class TransposedMap(MapPart):
    """What a transposed convolution makes."""

    nothing = "no copy reaches it"

    names: tuple[str, str] = ("input", "filter")
    """What its input and a filter are called."""

    def cell(self, number: int, place: Place) -> Any:
        return transposed_cell(*self.laid, number, place)

    def overlapped(self, overlap: Callable[[Sequence[Any]], Any]) -> Value:
        """The map, with one number made in another way of the products that meet in a cell."""
        return self.picked(self.made_by(partial(transposed_cell, *self.laid, overlap=overlap)))

    def letters(self) -> dict[str, object]:
        extra = max(self.layer.extra)
        stride = max(axis.stride for axis in self.layer.window)
        cut = self.layer.on(self.x.volume).padding
        return {**super().letters(), "gap": plural(stride, "empty cell"), "less": stride - 1, "P": max(cut), "E": extra}

    @property
    def cut(self) -> Sides:
        """What is cut off at each side."""
        padding: Sides = self.laid[0].padding
        return padding

    @property
    def uncut(self) -> "TransposedMap":
        """The full map; the output padding, which is so much less cut off, has no part in it."""
        return self.changed(padding=Sides(), extra=Pair(0, 0))

    def changed(self, **options: Any) -> "TransposedMap":
        return replace(self, layer=self.laid[0].with_(**options))

    def formula(self) -> str:
        bias = " + b" if any(filter.bias for filter in self.layer.weights) else ""
        return f"Y = Σ over the input's cells of x times the kernel, laid down S further on for each cell{bias}"

    def about(self) -> str:
        left, _, top, _ = self.cut
        moved = f"row 1, column 1 of the map is row {top + 1}, column {left + 1} of the full one"
        return "; ".join(filter(None, (self.sized(), moved if left or top else "", "products that are 0 are left out")))

    @cached_property
    def _views(self) -> tuple[GridView, ...]:
        return channel_views(self.x, self.names[0])

    def _kernel_views(self, number: int) -> tuple[GridView, ...]:
        name = f"{self.names[1]} {number}" if len(self.layer.weights) > 1 else self.names[1]
        return channel_views(self.layer.weights[number - 1].weights, name, numbered=False)

    def pictures(self, number: int, place: Place, cell: Any) -> tuple[GridView, ...]:
        cells, weights = reads(cell)
        inputs = tuple(with_marked(view, cells) for view in self._views)
        return (*inputs, *(with_marked(view, weights) for view in self._kernel_views(number)))

    def all_pictures(self) -> tuple[Any, ...]:
        return (Beside((*self._views, *self._kernel_views(self.numbers[0]))),)


def _slid(part: Any) -> Value:
    """The kernel slid over the input, as a convolution does."""
    layer = part.laid[0]
    window = {"size": layer.size, "stride": layer.stride, "padding": layer.padding, "dilation": layer.dilation}
    conv = Conv(filters=len(layer.weights), weights=layer.weights, groups=layer.groups, **window)
    conv.check(part.x.volume)
    return ConvMap(conv, part.x, Rounding.FLOOR, at=part.at).answer()


TransposedMap.usual = rules(
    """
    bias-forgotten*: without the {bias} [p.with_filters(lambda f: Filter(f.weights))] | biased
    forward-convolution: by sliding the kernel over the input, as in a convolution that is not transposed := _slid(p)
    overlaps-overwrite: with each copy written over the ones before it, not added to them := p.overlapped(lambda products: products[-1])
    overlaps-overwrite: with the first copy kept where copies overlap := p.overlapped(lambda products: products[0])
    kernel-flipped*: with the kernel turned by 180° [p.with_kernels(rotated)]
    kernel-transposed: with rows and columns of the kernel exchanged [p.with_kernels(exchanged)] | square
    input-ignored: with the bare kernel laid down, not multiplied by the input's cells [replace(p, x=p.x.map(lambda x: 1))]
    stride-ignored*: with copies that start 1 after the other in place of {S} [stride=ONE] | S > 1
    gap-of-stride: with {gap} put between two cells of the input, in place of {less} [stride=Pair(*(side + 1 for side in p.layer.stride))]
    padding-not-cropped*: with the padding {P} not cut off [p.uncut] | T > 0
    padding-cropped-once: with the padding {P} cut off above and at the left only [padding=p.cut._replace(right=0, bottom=0), extra=Pair(0, 0)] | p.cut.right > p.layer.extra.across or p.cut.bottom > p.layer.extra.down
    output-padding-ignored: without the output padding {E} [extra=Pair(0, 0)] | any(p.layer.extra)
    padding-added: with the padding {P} put around the map as zeros, in place of cut off := p.uncut.made.by_channel(lambda rows: zero_padded(rows, p.cut)) | T > 0, whole
    output-padding-zeros: with zeros in the {E} last rows and columns, where copies still reach := p.changed(extra=Pair(0, 0)).made.by_channel(lambda rows: zero_padded(rows, Sides(right=p.layer.extra.across, bottom=p.layer.extra.down))) | any(p.layer.extra), whole
    """
)
