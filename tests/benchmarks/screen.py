"""How long the screen of a question takes to draw, once the program runs: `python tests/benchmarks/screen.py`."""

from io import StringIO
from time import process_time

from cnnhand import kinds
from cnnhand.formats.terminal import Terminal
from cnnhand.kinds import LEVELS
from cnnhand.kinds.codes import Code, draw

GOAL = 5
"""Milliseconds, for any kind at any level."""


def milliseconds(code: Code) -> float:
    """The time to draw one question in colour."""
    question = draw(code).problem.question()
    screen = Terminal(StringIO(), coloured=True)
    times = []
    for _ in range(9):
        start = process_time()
        screen.show(question)
        times.append(1000 * (process_time() - start))
    return min(times)


def main() -> None:
    """Print the slowest, and the goal."""
    slowest = sorted((milliseconds(Code(name, level, 1, 1)), name, level) for name in kinds.names() for level in LEVELS)
    for time, name, level in slowest[-5:]:
        print(f"{name} at {level}: {time:.1f} ms (goal: at most {GOAL})")


if __name__ == "__main__":
    main()
