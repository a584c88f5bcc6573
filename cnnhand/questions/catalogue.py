"""Catalogues of mistakes as tables: a line each, in the words and the letters of the field.

    no-plus-one*: without the + 1 at the end: {(W − R + T)/S}
    stride-multiplied: by multiplying by the stride {S} in place of dividing := (W − R + T)·S + 1 | S > 1
    bias-forgotten*: without the {K} biases [B = 0]

An id (`*` for a common one), the sentence that completes "… is what you get", and the wrong procedure: the formula
behind `:=` (else the last one in the sentence), or in `[ ]` the letters that are changed before the right procedure.
Behind `|` stands when it can be made, where that is not simply wherever it changes the answer.

What names the problem `p` is an expression; in `[ ]` stands a problem that is solved in its place, or options of its layer:

    stride-ignored*: with a window that moves by 1 in place of {S} [stride=ONE] | S > 1
    kernel-flipped: with the kernel turned by 180° [p.with_kernels(rotated)]
    smallest-response: for the patch that fits the kernel worst := min(p.responses())
    average-for-max: with the average of each window => average(cells)
"""

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache, partial
from math import floor, prod
from typing import Any, NamedTuple

from cnnhand.exact import cells
from cnnhand.exact.cells import product
from cnnhand.exact.formula import formula
from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Filter, Grid, Value, plain, root
from cnnhand.layers.conv import Conv
from cnnhand.layers.conv_variants import CONVOLUTIONS
from cnnhand.layers.dense import Dense
from cnnhand.questions.contract import Mistake, always

VOCABULARY: dict[str, Any] = {
    **{name: getattr(cells, name) for name in ("rotated", "mirrored", "upside_down", "exchanged", "unsigned", "added")},
    **{name: getattr(cells, name) for name in ("magnitude", "relu", "average", "square_sum", "zero_padded")},
    **{named.__name__: named for named in (Filter, Fraction, Grid, Pair, Rounding, Sides, replace)},
    **{named.__name__: named for named in (floor, prod, product, root)},
    "CONVOLUTIONS": CONVOLUTIONS,
    "Conv": Conv,
    "Dense": Dense,
    "ONE": Pair(1, 1),
}
"""What expressions of every table may name, and besides it what the file of their table defines."""
EXPRESSIONS: list[tuple[str, Mapping[str, Any]]] = []
"""All of them, with what their files define: so that a test can look every name up."""


def rules(
    text: str, each: str = "", value: Callable[..., Value] = lambda part, wrong: wrong.at(part.given)
) -> tuple[Mistake, ...]:
    """The mistakes of a table; its expressions may name what their file defines, `value` makes an answer of a wrong formula.

    Letters in `[ ]` are changed by the `changed` of the part. A rule for every cell, behind `=>`, is in the letters
    `each` such as `p, x, dy`: `p.by` applies it.
    """
    names = sys._getframe(1).f_globals  # of the file that the table stands in, as for `namedtuple`
    return tuple(_mistake(_entry(line), each, names, value) for line in filter(None, map(str.strip, text.split("\n"))))


def _mistake(entry: "_Entry", each: str, names: Mapping[str, Any], of_formula: Callable[..., Value]) -> Mistake:
    applies = _condition(entry.where, names)
    if change := _change(entry.change, names):
        return Mistake.changed(entry.id, entry.said, applies, change, entry.common)
    if not entry.by_cell and not re.search(r"\bp\b", entry.wrong):
        wrong = formula(entry.wrong)
        return Mistake(entry.id, entry.said, applies, partial(of_formula, wrong=wrong), None, entry.common, wrong)
    made = _expression(f"lambda {each if entry.by_cell else 'p'}: {entry.wrong}", names)

    def value(p: Any) -> Value:
        wrong = p.by(made()) if entry.by_cell else made()(p)
        wrong = p.picked(wrong) if isinstance(wrong, Grid) else wrong
        return plain(wrong) if isinstance(wrong, Fraction) else wrong

    return Mistake(entry.id, entry.said, applies, value, None, entry.common)


def _change(text: str, names: Mapping[str, Any]) -> Callable[[Any], Any] | None:
    """What makes another part: letters that are changed, options of its layer, or an expression of the part itself."""
    if re.match(r"\w+ = ", text):
        letters = {letter: formula(to) for letter, to in (pair.split(" = ") for pair in text.split(", "))}
        return lambda p: p.changed(letters)
    if not text:
        return None
    made = _expression("lambda p: " + (f"p.changed({text})" if re.match(r"\w+=", text) else text), names)
    return lambda p: made()(p)


def _expression(text: str, names: Mapping[str, Any]) -> Callable[[], Any]:
    """What an expression of one of the tables of this program stands for, compiled when it is first wanted."""
    EXPRESSIONS.append((text, names))
    return cache(lambda: eval(text, {**names, **VOCABULARY}))


class _Entry(NamedTuple):
    """A line of a catalogue, taken apart."""

    id: str
    common: bool
    said: str
    wrong: str
    change: str
    by_cell: bool
    where: str


def _entry(line: str) -> _Entry:
    rest, _, where = line.partition(" | ")
    name, _, said = rest.partition(": ")
    change = ""
    by_cell = " => " in said
    said, _, wrong = said.partition(" => " if by_cell else " := ")
    if said.endswith("]") and not wrong:
        said, _, change = said[:-1].partition(" [")
    if not wrong and (formulas := re.findall(r"\{([^{}]+)\}", said)):
        wrong = formulas[-1]
    return _Entry(name.removesuffix("*"), name.endswith("*"), said, wrong, change, by_cell, where)


def _condition(text: str, names: Mapping[str, Any]) -> Callable[[Any], bool]:
    """`S > 1`, or a word that the problem says of itself, with or without `not`, or an expression; several with commas."""
    if not text or text == "always":
        return always
    tests = [_test(word.strip(), names) for word in text.split(",")]
    return lambda problem: all(test(problem) for test in tests)


def _test(word: str, names: Mapping[str, Any]) -> Callable[[Any], bool]:
    if least := re.fullmatch(r"(\w+) > (\d+)", word):
        letter, number = least[1], int(least[2])
        return lambda problem: any(given.get(letter, 0) > number for given in problem.givens)
    if re.search(r"\W", name := word.removeprefix("not ")):
        holds = _expression(f"lambda p: {word}", names)
        return lambda problem: bool(holds()(problem))
    return lambda problem: bool(getattr(problem, name)) is (word == name)
