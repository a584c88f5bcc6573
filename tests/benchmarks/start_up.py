"""How long commands take as whole processes, beside what they must import: `python tests/benchmarks/start_up.py`."""

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

RUNS = 21
CNNHAND = str(Path(sys.executable).with_name("cnnhand"))
TABLES = "import typer, rich.table, rich.console"

PAIRS = [
    (
        "shape of one layer",
        ["shape", "227x227x3", "-k", "96", "-f", "11", "-s", "4"],
        TABLES,
        "a ratio of at most 1.25",
    ),
    ("resnet-50", ["shape", "resnet-50"], TABLES, "a ratio of at most 1.5"),
    ("10,000 layers", ["shape", "64x64x8", "conv3-8p1 relu " * 5_000], TABLES, "under 2,000 ms"),
    (
        "quiz, first question",
        ["quiz", "--seed", "1", "-n", "1", "--no-log"],
        "import typer, numpy, yaml, rich.table",
        "a ratio of at most 1.3",
    ),
]


def seconds(arguments: list[str]) -> float:
    """The time of one process."""
    start = perf_counter()
    subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    return perf_counter() - start


def main() -> None:
    """Print a line for each pair, the two measured in turn."""
    for name, words, imports, goal in PAIRS:
        times = [(seconds([CNNHAND, *words]), seconds([sys.executable, "-c", imports])) for _ in range(RUNS)]
        a, b = median(time for time, _ in times), median(time for _, time in times)
        print(f"{name}: {1000 * a:.0f} ms beside {1000 * b:.0f} ms, ratio {a / b:.2f} (goal: {goal})")


if __name__ == "__main__":
    main()
