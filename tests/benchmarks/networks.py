"""How long networks take: `python tests/benchmarks/networks.py`.

ResNet-50's table as a process, beside the imports that it cannot do without; a stack of 10,000 layers; and,
where torch and torchinfo are at hand, torchinfo's summary of the same network.
"""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter

RUNS = 21
ROOT = Path(__file__).parents[2]

RESNET = [sys.executable, "-m", "cnnhand", "shape", "resnet-50"]
STACK = [sys.executable, "-m", "cnnhand", "shape", "64x64x8", "conv3-8p1 relu " * 5_000]
IMPORTS = [sys.executable, "-c", "import typer, rich.table, rich.console"]
SUMMARY = [sys.executable, str(Path(__file__).with_name("torch_resnet50.py"))]


def seconds(arguments: list[str]) -> float:
    """The time of one process, with bytecode written as after an installation."""
    start = perf_counter()
    subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, check=True, cwd=ROOT)
    return perf_counter() - start


def main() -> None:
    """Measure all of them in turn, so that whatever else the machine does falls on all alike."""
    commands = [RESNET, IMPORTS, STACK]
    times = [[seconds(command) for command in commands] for _ in range(RUNS)]
    resnet, imports, stack = (1000 * median(column) for column in zip(*times, strict=True))
    print(f"resnet-50      {resnet:6.0f} ms beside {imports:.0f} ms, {resnet / imports:.2f} × (goal: at most 1.5)")
    print(f"10,000 layers  {stack:6.0f} ms (goal: under 2,000)")
    if all(map(find_spec, ("torch", "torchinfo"))):
        summary = 1000 * median(seconds(SUMMARY) for _ in range(3))
        print(f"torchinfo      {summary:6.0f} ms, {summary / resnet:.0f} times as long as ours")
    else:
        print("torchinfo      not measured: it needs torch and torchinfo")


if __name__ == "__main__":
    main()
