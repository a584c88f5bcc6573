"""One filter's map of AlexNet's first layer, asked in a question, beside the same as one float64 matrix product.

Run by hand: `python tests/benchmarks/one_map.py [runs]`. The aim is a ratio of at most 2. Neither counts the reading of
the image: the numbers of a file are a grid, which becomes an array once; the matrix product cuts its patches too.
"""

import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))  # the checkout, installed or not

from cnnhand.exact import convolution as arrays
from cnnhand.exact.shapes import Pair, Rounding
from cnnhand.exact.values import Filter, Grid
from cnnhand.layers.conv import Conv
from cnnhand.questions.asking import Cells
from cnnhand.questions.maps.conv import ConvMap


def main(runs: int = 21) -> None:
    """Measure all in turn and print the medians."""
    random = np.random.default_rng(1)
    image = random.integers(0, 256, (3, 227, 227))
    weights = random.integers(-128, 128, (96, 3, 11, 11))
    filters = tuple(Filter(Grid.of(*one.tolist()), int(number)) for number, one in enumerate(weights))
    conv = Conv(size=Pair(11, 11), stride=Pair(4, 4), filters=96, weights=filters)
    part = ConvMap(conv, Grid.of(*image.tolist()), Rounding.EXACT, at=Cells(range(1, 56), range(1, 56), 5))
    ours, reading, plain = [], [], []
    for _ in range(runs):
        start = perf_counter()
        made = replace(part).answer()
        answered = perf_counter()
        arrays.array([part.x], "input")
        read = perf_counter()
        places = np.lib.stride_tricks.sliding_window_view(image, (11, 11), axis=(1, 2))[:, ::4, ::4]
        patches = np.ascontiguousarray(places.transpose(1, 2, 0, 3, 4).reshape(55 * 55, -1), dtype=np.float64)
        product = patches @ weights[4].reshape(-1).astype(np.float64) + filters[4].bias
        plain.append(perf_counter() - read)
        ours.append(answered - start)
        reading.append(read - answered)
    assert list(made.cells()) == product.astype(np.int64).tolist()  # type: ignore[union-attr]  # a grid

    tracemalloc.start()
    steps = len(replace(part).working().steps)
    _, peak = tracemalloc.get_traced_memory()
    print(f"answer            {1000 * median(ours):8.2f} ms, of which reading {1000 * median(reading):.2f} ms")
    print(f"patches @ weights {1000 * median(plain):8.2f} ms")
    print(f"ratio             {(median(ours) - median(reading)) / median(plain):8.2f}")
    print(f"working           {peak / 1e6:8.1f} MB, {steps} steps")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
