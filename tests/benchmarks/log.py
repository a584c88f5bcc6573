"""How long a log of 10^5 answers takes to open, and what is due to compute: `python tests/benchmarks/log.py`."""

import gc
import random
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from cnnhand.kinds import FIRST_COURSE
from cnnhand.memory.asked import asked
from cnnhand.memory.log import Answered, append, now, read
from cnnhand.memory.schedule import Study

ANSWERS = 100_000
SEEN = ((("bias-forgotten",), ("largest-product",)),)


def answer(number: int, dice: random.Random) -> Answered:
    """One of many over two years."""
    time, code = now() - timedelta(days=730 * (1 - number / ANSWERS)), f"{dice.choice(FIRST_COURSE)}/easy/1.{number}"
    right = dice.random() < 0.7
    found, outcome = ((), "right") if right else (SEEN, "wrong")
    return Answered(time, code, 1, 1, "", 1, "29x29x10", outcome, str(int(right)), found, question=code)


def main() -> None:
    """Print the seconds of each step; together the goal is 3."""
    gc.set_threshold(50_000)  # as in the program
    dice = random.Random(1)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.jsonl"
        append(path, [answer(number, dice) for number in range(ANSWERS)])
        start = perf_counter()
        answers, _ = read(path)
        middle = perf_counter()
        Study.of(asked(answers))
        end = perf_counter()
    print(f"read {middle - start:.2f} s, what is due {end - middle:.2f} s (goal: together at most 3 s)")


if __name__ == "__main__":
    main()
