"""How long problems take to be drawn, solved and marked: `python tests/benchmarks/problems.py [KIND …]`.

The pages are records, not drawn. The first program with forty kinds takes 152 s of CPU for the same on a machine where
this one took 129 s when it was measured.
"""

import sys
from time import process_time

from cnnhand import kinds
from cnnhand.formats.workings import at_a_glance
from cnnhand.kinds import LEVELS, Level
from cnnhand.kinds.codes import Code, draw
from cnnhand.marking.verdict import mark


def play(kind: str, level: Level, count: int) -> tuple[float, float]:
    """The seconds of CPU for problems of a kind and level, and the longest to mark and diagnose one wrong answer."""
    start, longest = process_time(), 0.0
    for number in range(1, count + 1):
        problem = draw(Code(kind, level, 1, number)).problem
        problem.question()
        for part in problem.exact_parts():
            at_a_glance(part.working())
            before = process_time()
            mark(part, next((value for _, value in part.wrong_answers()), part.answer()))
            longest = max(longest, process_time() - before)
    return process_time() - start, longest


def main() -> None:
    """1,000 hard cells, then 200 problems of every kind and level."""
    play("conv-cell", "hard", 10)  # what is imported at the first use is no part of it
    print(f"1,000 hard conv-cell problems: {play('conv-cell', 'hard', 1000)[0]:.2f} s (goal: 3)")
    whole = 0.0
    for kind in sys.argv[1:] or kinds.names():
        times = [play(kind, level, 200) for level in LEVELS]
        whole += sum(time for time, _ in times)
        spent = "  ".join(f"{time:5.2f}" for time, _ in times)
        print(f"{kind:24} {spent} s; marking at most {1000 * max(longest for _, longest in times):.1f} ms")
    print(f"200 problems of every kind and level: {whole:.1f} s of CPU")


if __name__ == "__main__":
    main()
