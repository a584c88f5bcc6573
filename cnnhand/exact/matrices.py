"""Matrices in plain Python."""

from collections.abc import Sequence

from cnnhand.exact.values import Rational, Rows, plain


def product(matrix: Rows, vector: Sequence[Rational]) -> tuple[Rational, ...]:
    """Each row of the matrix times the vector.

    >>> product(((1, -2, 0), (0, 1, -2)), (5, 1, 2))  # 5 − 2, 1 − 4
    (3, -3)
    """
    return tuple(plain(sum(w * x for w, x in zip(row, vector, strict=True))) for row in matrix)
