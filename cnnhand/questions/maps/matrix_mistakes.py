"""The usual mistakes in the matrix of a convolution, and in its product with the flattened input."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from cnnhand.exact.cells import exchanged, reading_order, window_at
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Grid, Rational, Volume
from cnnhand.layers.conv import on_window
from cnnhand.questions.catalogue import rules


def _moved_rows(part: Any, numbers: Sequence[Rational], starts: Iterable[int]) -> Grid:
    """The same numbers in every row, from another column on in each; what leaves the matrix is lost."""
    columns = part.input.cells
    return Grid.of([([0] * start + [*numbers] + [0] * columns)[:columns] for start in starts])


def _no_gaps(part: Any) -> Grid:
    """The weights one after the other from where the window begins."""
    across, down = part.layer.stride
    places = reading_order(part.output.width, part.output.height)
    starts = [(place.row - 1) * down * part.input.width + (place.column - 1) * across for place in places]
    (kernel,) = on_window(part.layer, part.layer.weights[0])
    return _moved_rows(part, [w for row in kernel for w in row], starts)


def _line_ends(part: Any) -> Grid:
    """The first row moved on by the stride, also where the window goes on to the next row of the image."""
    first, *_ = part.answer().rows
    return _moved_rows(part, first, [at * part.layer.stride.across for at in range(part.output.cells)])


def _unrolled(part: Any) -> Grid:
    """The windows of the input, one a row."""
    window = part.layer.on(part.input).window
    places = reading_order(part.output.width, part.output.height)
    return Grid.of([[x for row in window_at(part.x.rows, place, window) for x in row] for place in places])


def _column_by_column(part: Any) -> Any:
    """The matrix for images that are flattened column by column."""
    left, right, top, bottom = part.layer.on(part.input).padding
    pairs = {name: Pair(*getattr(part.layer, name)[::-1]) for name in ("stride", "dilation")}
    width, height, depth = part.input
    turned = replace(part.with_kernels(exchanged), input=Volume(height, width, depth))
    return turned.changed(padding=Sides(top, bottom, left, right), **pairs)


def _padded_columns(part: Any) -> Any:
    """The matrix for the padded input, with columns for the zeros."""
    left, right, top, bottom = part.layer.on(part.input).padding
    width, height, depth = part.input
    wider = replace(part, input=Volume(width + left + right, height + top + bottom, depth))
    return wider.changed(padding=Sides())


OF_MATRIX = rules(
    """
    transposed: with rows and columns of the matrix exchanged: that is the transposed convolution := p.answer().by_channel(exchanged)
    kernel-flipped*: with the kernel turned by 180° [p.with_kernels(rotated)]
    kernel-transposed: with rows and columns of the kernel exchanged [p.with_kernels(exchanged)] | p.layer.size.across == p.layer.size.down > 1
    no-gaps: with the rows of the kernel right after each other: a row of the image has {W} cells := no_gaps(p) | flat, p.layer.size.down > 1, p.layer.size.across < p.input.width
    line-end-ignored: with each row moved on by {columns}, also where the window goes to the next row of the image := line_ends(p) | flat, p.output.height > 1
    input-unrolled: for the windows of the input as rows: the weights were asked := unrolled(p) | flat, p.x is not None
    column-by-column: with image and map flattened column by column [column_by_column(p)]
    stride-ignored*: with a kernel that moves by 1 in place of {S} [stride=ONE] | S > 1
    padding-ignored*: without the padding {P} [padding=Sides()] | T > 0
    padding-counted: with columns for the zeros of the padding: the input has none of them [padded_columns(p)] | T > 0
    """,
    no_gaps=_no_gaps,
    line_ends=_line_ends,
    unrolled=_unrolled,
    column_by_column=_column_by_column,
    padded_columns=_padded_columns,
)


def _largest_products(part: Any) -> Grid:
    """Of each row the largest product with a number of it that is not 0; 0 where there is none."""
    rows = (zip(row, part.x.cells(), strict=True) for row in part.matrix.rows)
    return Grid.of([[max((w * x for w, x in row if w), default=0) for row in rows]])


OF_PRODUCT = rules(
    """
    column-by-column: with the input flattened column by column [replace(p, x=p.x.by_channel(exchanged))]
    input-reversed: with the input from its last cell to its first [replace(p, x=Grid(p.x.by_channel(rotated).channels[::-1]))]
    input-ignored: by adding up the rows of the matrix, without the input [replace(p, x=p.x.map(lambda x: 1))]
    signs-lost: without the minus signs of the matrix [replace(p, matrix=p.matrix.map(magnitude))]
    largest-product: with the largest product of each row in place of the sum := largest_products(p)
    """,
    largest_products=_largest_products,
)
