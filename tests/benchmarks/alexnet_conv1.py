"""AlexNet's first layer: the time of `convolve` beside that of the same contraction as one float64 matrix product.

Run by hand: `python tests/benchmarks/alexnet_conv1.py [runs]`. The aim is a ratio of at most 2, and
at most 500 MB at the peak. The matrix product gets its patches ready made; `convolve` bounds and cuts them too.
"""

import resource
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))  # the checkout, installed or not

from cnnhand.exact.convolution import convolve
from cnnhand.exact.shapes import Window

WINDOW = Window.square(11, stride=4)


def main(runs: int = 51) -> None:
    """Measure both in turn, so that whatever else the machine does falls on both alike, and print the medians."""
    random = np.random.default_rng(1)
    x = random.integers(0, 256, (3, 227, 227))
    weights = random.integers(-128, 128, (96, 3, 11, 11))
    bias = random.integers(-128, 128, 96)
    # the textbook's im2col: a row for each of the 55·55 places
    places = np.lib.stride_tricks.sliding_window_view(x, (11, 11), axis=(1, 2))[:, ::4, ::4]
    patches = np.ascontiguousarray(places.transpose(1, 2, 0, 3, 4).reshape(55 * 55, -1), dtype=np.float64)
    matrix = np.ascontiguousarray(weights.reshape(96, -1).T, dtype=np.float64)

    ours, plain = [], []
    for _ in range(runs):
        start = perf_counter()
        maps = convolve(x, weights, bias, WINDOW)
        middle = perf_counter()
        product = patches @ matrix
        ours.append(middle - start)
        plain.append(perf_counter() - middle)
    assert np.array_equal(maps, (product + bias).T.reshape(96, 55, 55).astype(np.int64))

    print(f"convolve          {1000 * median(ours):8.2f} ms  (best {1000 * min(ours):.2f}, {runs} runs)")
    print(f"patches @ weights {1000 * median(plain):8.2f} ms  (best {1000 * min(plain):.2f})")
    print(f"ratio             {median(ours) / median(plain):8.2f}")
    kilobyte = 1 if sys.platform == "darwin" else 1024  # macOS counts in bytes
    print(f"peak memory       {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * kilobyte / 1e6:8.0f} MB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
