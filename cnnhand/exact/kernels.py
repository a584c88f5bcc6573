"""The course's kernels by name, and the name of a kernel."""

from fractions import Fraction
from functools import lru_cache

from cnnhand.exact.values import Rows

KERNELS: dict[str, Rows] = {
    "edge": ((1, 0, -1), (0, 0, 0), (-1, 0, 1)),
    "laplacian": ((0, -1, 0), (-1, 4, -1), (0, -1, 0)),
    "laplacian-8": ((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
    "sharpen": ((-1, -1, -1), (-1, 9, -1), (-1, -1, -1)),
    "sobel-x": ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
    "sobel-y": ((-1, -2, -1), (0, 0, 0), (1, 2, 1)),
    "gradient": ((1, 0, -1),),
    "blur": ((Fraction(1, 9),) * 3,) * 3,
    "identity": ((0, 0, 0), (0, 1, 0), (0, 0, 0)),
}
"""Sobel's x finds upright edges, its y level ones."""
ALSO = {"attention": "laplacian", "stronger-attention": "laplacian-8"}
"""Other names of theirs, in the course."""


def centred(kernel: Rows) -> Rows:
    """A kernel of one row or three as one of three, with rows of zeros around a single one.

    >>> centred(((1, 0, -1),))
    ((0, 0, 0), (1, 0, -1), (0, 0, 0))
    """
    zeros = (0,) * len(kernel[0])
    return (zeros, *kernel, zeros) if len(kernel) == 1 else kernel


@lru_cache(maxsize=256)  # every mistake of a problem asks for it
def kernel_name(kernel: Rows) -> str | None:
    """The name of a kernel that is a named one times a number other than 0, or None.

    >>> kernel_name(((2, 0, -2), (4, 0, -4), (2, 0, -2)))  # −2 times Sobel's x
    'sobel-x'
    """
    cells = [w for row in centred(kernel) for w in row]
    for name, named in KERNELS.items():
        pattern = [w for row in centred(named) for w in row]
        if len(pattern) != len(cells) or not any(cells):
            continue
        at = next(index for index, w in enumerate(pattern) if w)
        factor = Fraction(cells[at]) / pattern[at]
        if [factor * w for w in pattern] == cells:
            return name
    return None
