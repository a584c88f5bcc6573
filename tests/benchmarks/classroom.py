"""How long a class of 200 takes, ten questions each: `python tests/benchmarks/classroom.py`.

Drawing and printing 200 sheets, and marking 2,000 answers; beside it, what the compiler of Typst alone takes.
"""

import tempfile
import time
from pathlib import Path

from cnnhand.classroom import marks, sheet, variants, writing
from cnnhand.classroom.handed_in import Answer, HandedIn
from cnnhand.classroom.variants import Student
from cnnhand.page import say

KINDS = ("output-size", "conv-cell", "feature-map", "parameter-count", "max-pool", "receptive-field", "relu-map")
SHEET = "problems:\n" + "".join(f"  - draw: {kind}/medium\n" for kind in (*KINDS, "neuron", "mac-count", "size-chain"))


def main() -> None:
    """Print the seconds of each step."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.yaml"
        path.write_text(SHEET, encoding="utf-8")
        start = time.perf_counter()
        lock = variants.drawn(sheet.read(path), [Student(str(number)) for number in range(200)], "a key", path)
        print(f"drawn:  {time.perf_counter() - start:.1f} s")
        start = time.perf_counter()
        sources = [writing.sheet(lock, variant, "typ") for variant in lock.variants]
        print(f"Typst:  {time.perf_counter() - start:.1f} s")
        start = time.perf_counter()
        for source in sources:
            writing.pdf(source)
        print(f"PDF:    {time.perf_counter() - start:.1f} s")
        answers = [
            Answer(variant.student.id, str(number), say(exercise.problem.exact_parts()[0].answer()) + "1")
            for variant in lock.variants
            for number, exercise in enumerate(variant.exercises, 1)
        ]
        start = time.perf_counter()
        marks.marked(lock, HandedIn(answers, []))
        print(f"marked: {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
