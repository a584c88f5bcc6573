"""How many of the mistakes of a kind can be made on drawn problems, and how well these tell them apart.

`python -m tests.benchmarks.mistakes [KIND …]` measures it over forty problems a level.
"""

import sys
from collections import Counter
from fractions import Fraction
from itertools import combinations

from cnnhand import kinds
from cnnhand.kinds import LEVELS, Kind, Mistake, Problem
from cnnhand.kinds.codes import Code, draw


def separation(kind: Kind, problems: int = 40) -> tuple[Fraction, list[tuple[Mistake, Mistake]]]:
    """How well drawn problems tell this kind's mistakes apart.

    Measured over so many problems a level: the share of the pairs of applicable mistakes that give different values,
    and the pairs that never did, of those met a few times at least.
    """
    apart: Counter[tuple[Mistake, Mistake]] = Counter()
    met: Counter[tuple[Mistake, Mistake]] = Counter()
    for level in LEVELS:
        for number in range(1, problems + 1):
            for part in draw(Code(kind.name, level, 0, number)).problem.exact_parts():
                for (one, a), (other, b) in combinations(part.wrong_answers(), 2):
                    met[one, other] += 1
                    apart[one, other] += a != b
    return Fraction(apart.total(), met.total() or 1), [pair for pair in met if not apart[pair] and met[pair] >= 5]


def share_made(problem: Problem) -> Fraction:
    """The share of the mistakes that belong to a problem's question which can be made on it."""
    made = {mistake.id for part in problem.exact_parts() for mistake, _ in part.wrong_answers()}
    usual = {mistake.id for part in problem.exact_parts() for mistake, _ in part.procedures}
    return Fraction(len(made), len(usual))


def measured(kind: Kind, problems: int = 40) -> str:
    """In two sentences, how many of the mistakes can be made at hard, and how well problems tell them apart."""
    hard = [draw(Code(kind.name, "hard", 0, number)).problem for number in range(1, problems + 1)]
    least = min(share_made(problem) for problem in hard)
    share, never = separation(kind, problems)
    pairs = "; ".join(dict.fromkeys(f"{one.id} and {other.id}" for one, other in never))
    return (
        f"On every hard problem at least {float(100 * least):.1f} % of the mistakes that belong to its question can be "
        f"made. Of all pairs that can be made on a drawn problem, {float(100 * share):.1f} % give different answers. "
        f"Never told apart: {pairs or 'none'}."
    )


if __name__ == "__main__":
    for name in sys.argv[1:] or kinds.names():
        print(f"{name}: {measured(kinds.load(name))}\n")
