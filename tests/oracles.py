"""Reference arithmetic for the tests: plain nested loops over nested lists of integers and fractions.

Slow and obvious on purpose, and without a line in common with the package. A volume is a list of channels, each a list
of rows. Padding is a pair (before, after) for an axis; every pair of settings is (down the rows, across the columns).
"""

from fractions import Fraction
from math import ceil

Number = int | Fraction
Plane = list[list[Number]]


def _places(side: int, filter: int, stride: int, padding: tuple[int, int], dilation: int) -> range:
    """Where the window starts, counted in the input: the padding before it is at negative positions."""
    before, after = padding
    last = side + after - (dilation * (filter - 1) + 1)  # the window ends with the padding
    return range(-before, last + 1, stride)


def convolve(
    x: list[Plane],
    weights: list[list[Plane]],
    bias: list[Number] | None = None,
    *,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0)),
    dilation: tuple[int, int] = (1, 1),
    flip: bool = False,
) -> list[Plane]:
    """Every output cell as the sum of products that it is by definition; what is outside of the input is 0."""
    height, width = len(x[0]), len(x[0][0])
    filters, depth = len(weights), len(weights[0])
    rows, columns = len(weights[0][0]), len(weights[0][0][0])
    output = []
    for k in range(filters):
        plane: Plane = []
        for top in _places(height, rows, stride[0], padding[0], dilation[0]):
            line: list[Number] = []
            for left in _places(width, columns, stride[1], padding[1], dilation[1]):
                total: Number = bias[k] if bias is not None else 0
                for channel in range(depth):
                    for m in range(rows):
                        for n in range(columns):
                            i, j = top + m * dilation[0], left + n * dilation[1]
                            if 0 <= i < height and 0 <= j < width:
                                kernel = weights[k][channel]
                                weight = kernel[rows - 1 - m][columns - 1 - n] if flip else kernel[m][n]
                                total += x[channel][i][j] * weight
                line.append(total)
            plane.append(line)
        output.append(plane)
    return output


def max_pool(
    x: list[Plane],
    filter: tuple[int, int],
    *,
    stride: tuple[int, int],
    padding: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0)),
    dilation: tuple[int, int] = (1, 1),
    ceil_mode: bool = False,
) -> list[Plane]:
    """The maximum of the input cells that each window sees; what is outside of the input is not there.

    With `ceil_mode` the window may also start where it would run out at the end, but not beyond the input itself.
    Raises ValueError (from `max`) if a window sees no cell of the input.
    """
    height, width = len(x[0]), len(x[0][0])
    starts = []
    for axis, side in enumerate((height, width)):
        places = list(_places(side, filter[axis], stride[axis], padding[axis], dilation[axis]))
        if ceil_mode:
            span = side + sum(padding[axis]) - (dilation[axis] * (filter[axis] - 1) + 1)
            if ceil(Fraction(span, stride[axis])) + 1 > len(places) and places[-1] + stride[axis] < side:
                places.append(places[-1] + stride[axis])
        starts.append(places)
    output = []
    for channel in x:
        plane = []
        for top in starts[0]:
            line = []
            for left in starts[1]:
                seen = []
                for m in range(filter[0]):
                    for n in range(filter[1]):
                        i, j = top + m * dilation[0], left + n * dilation[1]
                        if 0 <= i < height and 0 <= j < width:
                            seen.append(channel[i][j])
                line.append(max(seen))
            plane.append(line)
        output.append(plane)
    return output


# ---- backward: dY is taken back by the definition of each layer, number by number ----------------------------------


def pool_gradient(
    x: list[Plane],
    gradient: list[Plane],
    filter: tuple[int, int],
    how: str,
    *,
    stride: tuple[int, int],
    padding: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0)),
    dilation: tuple[int, int] = (1, 1),
) -> list[Plane]:
    """Window by window: `max` gives dY to the first maximum, `average` a share to each cell of the input.

    `average` divides by the cells of the input under the window, `average-padded` by those in the padding too.
    """
    height, width = len(x[0]), len(x[0][0])
    result: list[Plane] = [[[0] * width for _ in range(height)] for _ in x]
    for channel, plane in enumerate(gradient):
        for i, line in enumerate(plane):
            for j, number in enumerate(line):
                top, left = i * stride[0] - padding[0][0], j * stride[1] - padding[1][0]
                seen, counted = [], 0
                for m in range(filter[0]):
                    for n in range(filter[1]):
                        y, x_ = top + m * dilation[0], left + n * dilation[1]
                        if 0 <= y < height and 0 <= x_ < width:
                            seen.append((y, x_))
                        counted += y < height + padding[0][1] and x_ < width + padding[1][1]
                if how == "max":
                    best = seen[0]
                    for place in seen:
                        if x[channel][place[0]][place[1]] > x[channel][best[0]][best[1]]:
                            best = place
                    result[channel][best[0]][best[1]] += number
                else:
                    for y, x_ in seen:
                        result[channel][y][x_] += Fraction(number) / (counted if how == "average-padded" else len(seen))
    return result


def convolution_gradients(
    x: list[Plane],
    weights: list[list[Plane]],
    gradient: list[Plane],
    *,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0)),
    dilation: tuple[int, int] = (1, 1),
) -> tuple[list[Plane], list[list[Plane]], list[Number]]:
    """dX, dW and db: each product x·w of the forward pass sends dY·w back to its x and dY·x to its w."""
    height, width = len(x[0]), len(x[0][0])
    filters, depth = len(weights), len(weights[0])
    rows, columns = len(weights[0][0]), len(weights[0][0][0])
    dx: list[Plane] = [[[0] * width for _ in range(height)] for _ in x]
    dw: list[list[Plane]] = [[[[0] * columns for _ in range(rows)] for _ in range(depth)] for _ in range(filters)]
    db: list[Number] = [0] * filters
    for k in range(filters):
        for i, line in enumerate(gradient[k]):
            for j, number in enumerate(line):
                db[k] += number
                for channel in range(depth):
                    for m in range(rows):
                        for n in range(columns):
                            y = i * stride[0] - padding[0][0] + m * dilation[0]
                            z = j * stride[1] - padding[1][0] + n * dilation[1]
                            if 0 <= y < height and 0 <= z < width:
                                dx[channel][y][z] += number * weights[k][channel][m][n]
                                dw[k][channel][m][n] += number * x[channel][y][z]
    return dx, dw, db
