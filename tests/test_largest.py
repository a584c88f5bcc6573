"""The largest of everything that is taken runs in bounds, and what is larger is refused in a line that says so."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from cnnhand.errors import ProblemFileError
from cnnhand.files import problems as problem_file
from cnnhand.kinds.codes import Code, draw

pytest.importorskip("resource", reason="Windows does not measure it")

MOST_SECONDS, MOST_MEGABYTES = 10, 500
MEASURED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime, used.ru_maxrss)
"""
"""Run by a small process: what a large one starts is said to have used the memory of its parent."""
ALL = "CNNHAND_LARGEST" in os.environ
"""In CI each of them is run; the suite takes two."""


def grid(height: int, width: int, indent: int = 2) -> str:
    """A grid of digits as a file has it."""
    dice = Random(1)
    rows = (" ".join(str(dice.randint(0, 9)) for _ in range(width)) for _ in range(height))
    return "|\n" + "".join(f"{' ' * indent}{row}\n" for row in rows)


def asked(side: int, rest: str) -> str:
    """A problem about a square input."""
    return f"input: {grid(side, side)}{rest}"


def kernel(side: int) -> str:
    """One cell of a convolution with a kernel as large as its input."""
    return asked(side, f"layers:\n- conv:\n    weights: {grid(side, side, 6)}ask: cell\nat: 1,1\n")


def dense(side: int) -> str:
    return asked(side, f"layers:\n- fc:\n    weights: {grid(1, side * side, 6)}ask: map\n")


def gradient(side: int) -> str:
    weights = "layers:\n- conv: {weights: [[1, 0], [2, 1]]}\nask: weight-gradient\nof: 1\n"
    return asked(side, f"{weights}gradient: {grid(side - 1, side - 1)}")


def layers(many: int) -> str:
    return f"input: 8x8x4\nlayers:\n- repeat: {many}\n  layers: conv3-4p1\nask: parameters\nof: total\n"


def backwards(side: int, kernel: int, quantity: str) -> str:
    """A gradient of one convolution."""
    conv = f"layers:\n- conv:\n    weights: {grid(kernel, kernel, 6)}"
    return asked(
        side, f"{conv}ask: {quantity}\nof: 1\nrate: 1/10\ngradient: {grid(side - kernel + 1, side - kernel + 1)}"
    )


def listed(problem: str, many: int) -> str:
    """The same problem so many times."""
    return f"- {problem.replace(chr(10), chr(10) + '  ').rstrip()}\n" * many


def choice(padding: int) -> str:
    """Two kernels of one weight, and the map of the first with a wide padding."""
    rows = [[int(row == column == padding) for column in range(2 * padding + 1)] for row in range(2 * padding + 1)]
    return f"kind: kernel-choice\ninput: [[1]]\nkernels: [[[1]], [[2]]]\npadding: {padding}\nmap: {rows}\n"


ROWS = [[1] * 50] * 50
SHIFTED = "kind: shifted-map\ninput: [[1]]\nfilter: {weights: [[1]]}\nshift: {right: 1}\n"
CONV = "layers:\n- conv: {weights: [[1, 0], [2, 1]]}\n"
LARGEST: dict[str, Callable[[], str]] = {
    "a cell of an image": lambda: asked(1000, f"{CONV}ask: cell\nat: 1,1\n"),
    "a map": lambda: asked(101, f"{CONV}ask: map\n"),
    "a kernel": lambda: kernel(100),
    "ReLU": lambda: asked(100, "layers: relu\nask: map\n"),
    "a pool": lambda: asked(100, "layers: avgpool100\nask: map\n"),
    "a dense layer": lambda: dense(100),
    "softmax": lambda: asked(31, "layers: flatten softmax\nask: map\n"),
    "a gradient": lambda: gradient(200),
    "layers": lambda: layers(500),
    "a matrix": lambda: f"input: 10x10x1\n{CONV.replace(']]}', ']], padding: {right: 1, bottom: 1}}')}ask: matrix\n",
    "a note of one word": lambda: f"input: 7x7x1\nlayers: conv3-1\nask: volume\nnote: {'a' * 4_000_000}\n",
    "a sum": lambda: f"input: 7x7x1\nlayers: conv3-1\nask: parameters\nanswer: {'1+' * 1999}1\n",
    "an input gradient": lambda: backwards(50, 9, "input-gradient"),
    "weights that are updated": lambda: backwards(50, 9, "updated-weight"),
    "a chain": lambda: asked(100, f"{CONV}- relu\n- maxpool1\nask: map\nof: each\n"),
    "a root of squares": lambda: asked(100, "layers: l2pool2\nask: map\n"),
    "a transposed convolution": lambda: asked(
        49, "layers:\n- tconv: {weights: [[1, 2], [3, 4]], stride: 2}\nask: map\n"
    ),
    "a loss": lambda: asked(100, f"layers: relu\nask: loss\ntarget: {grid(100, 100)}"),
    "a receptive field": lambda: f"input: 9999x9999x3\nlayers: {'conv3-4p1 ' * 500}\nask: field\n",
    "numbers of 50 digits": lambda: f"input: {[['9' * 50] * 40] * 40}\n{CONV}ask: map\n",
    "a choice of kernels": lambda: choice(24),
    "a shifted map": lambda: (
        f"kind: shifted-map\ninput: {grid(50, 50)}filter: {{weights: [[1]]}}\nshift: {{right: 1}}\n"
    ),
    "problems": lambda: problem_file.write(
        draw(Code("backward-pipeline", "hard", 1, number)) for number in range(1, 101)
    ),
    "deep problems": lambda: listed(layers(500), 5),
    "problems about gradients": lambda: listed(backwards(50, 9, "input-gradient"), 6),
    "patches": lambda: f"kind: patch-response\nkernel: {ROWS}\npatches: {[ROWS] * 9}\n",
    "a composition": lambda: "kind: kernel-composition\nfirst: [[1, 2]]\nsecond: [[1, 2]]\nstride: 4999\n",
}


@pytest.mark.parametrize("name", LARGEST if ALL else ["a map", "a composition"])
def test_the_largest_of_a_sort_takes_ten_seconds_and_500_megabytes_at_the_most(name: str, tmp_path: Path) -> None:
    path = tmp_path / "largest.yaml"
    path.write_text(LARGEST[name]())
    command = [sys.executable, "-c", MEASURED, sys.executable, "-m", "cnnhand", "solve", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, kilobytes = map(float, done.stdout.split())
    assert "" == done.stderr
    assert seconds < MOST_SECONDS
    assert kilobytes < MOST_MEGABYTES * 1024


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (lambda: asked(101, "layers: relu\nask: map\nat: 1,1\n"), "works on 10201 numbers at once"),
        (lambda: kernel(101), "works on 10201 numbers at once"),
        (lambda: asked(32, "layers: flatten softmax\nask: map\n"), "works on 1024 numbers at once, and at most 1000"),
        (lambda: gradient(201), "that is far too much by hand"),
        (lambda: backwards(60, 9, "input-gradient"), "2704·81 products is asked"),
        (lambda: layers(501), "more than 500 layers"),
        (lambda: listed(layers(300), 20), "F:67: problem 12: too much together with those above it"),
        (lambda: choice(1).replace("padding: 1", "padding: 4900"), "padding: the map would be 9801×9801"),
        (lambda: f"{SHIFTED}padding: 4900\n", "padding: the map would be 9801×9801"),
        (
            lambda: f"input: 7x7x1\n{CONV.replace(']]}', ']], padding: {left: 100000}}')}ask: matrix\n",
            "at most 10000 numbers",
        ),
        (lambda: layers(100_000), "more than 500 layers"),
        (lambda: "kind: kernel-composition\nfirst: [[1, 2]]\nsecond: [[1, 2]]\nstride: 50000\n", "10000"),
        (lambda: f"input: 7x7x1\nlayers: [{{from: {'b' * 300_000}, relu: }}]\nask: volume\n", "above is called 'bbb"),
    ],
)
def test_what_is_larger_is_refused_in_a_line(text: Callable[[], str], said: str) -> None:
    with pytest.raises(ProblemFileError) as caught:
        problem_file.parse(text().encode(), "F")
    assert said in str(caught.value) and len(str(caught.value)) < 400 and "\n" not in str(caught.value)


def test_a_hundred_cells_of_one_picture_are_not_too_much() -> None:
    """They share it, and of each little is worked out."""
    cells = "".join(f"- {{ask: cell, at: '{number // 26 + 1},{number % 26 + 1}'}}\n" for number in range(100))
    weights = "layers: [{conv: {weights: [[1, 0, 2], [2, 1, 0], [0, 1, 1]]}}]\n"
    assert 100 == len(problem_file.parse(f"input: {grid(28, 28)}{weights}problems:\n{cells}".encode(), "F"))
