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
from typing import Any

from cnnhand.exact import cells, shapes, values
from cnnhand.exact.formula import formula
from cnnhand.exact.shapes import Pair
from cnnhand.exact.values import Grid, Value, plain
from cnnhand.layers.conv import Conv
from cnnhand.layers.conv_variants import CONVOLUTIONS
from cnnhand.layers.dense import Dense
from cnnhand.questions.contract import Mistake, always

VOCABULARY: dict[str, Any] = {
    **{name: of for module in (values, shapes, cells) for name, of in vars(module).items() if name[0] != "_"},
    **{named.__name__: named for named in (replace, floor, prod, Conv, Dense)},
    "CONVOLUTIONS": CONVOLUTIONS,
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
    return tuple(_mistake(line, each, names, value) for line in filter(None, map(str.strip, text.split("\n"))))


LINE = re.compile(
    r"(?P<id>[\w-]+)(?P<common>\*?): (?P<said>.+?)"
    r"(?: (?P<sign>:=|=>) (?P<wrong>.+?)| \[(?P<change>.+?)\])?(?: \| (?P<where>.+))?"
)
"""A line of a table, taken apart."""


def _mistake(line: str, each: str, names: Mapping[str, Any], of_formula: Callable[..., Value]) -> Mistake:
    found = LINE.fullmatch(line)
    assert found, line
    said, wrong, by_cell = found["said"], found["wrong"], found["sign"] == "=>"
    named: dict[str, Any] = {"id": found["id"], "sentence": said, "common": bool(found["common"])}
    applies = _condition(found["where"] or "", names)
    if change := _change(found["change"] or "", names):
        return Mistake.changed(applies=applies, change=change, **named)
    wrong = wrong or re.findall(r"\{([^{}]+)\}", said)[-1]
    if not by_cell and not re.search(r"\bp\b", wrong):
        filled = formula(wrong)
        return Mistake(applies=applies, value=partial(of_formula, wrong=filled), wrong=filled, **named)
    made = _expression(f"lambda {each if by_cell else 'p'}: {wrong}", names)

    def value(p: Any) -> Value:
        found = p.by(made()) if by_cell else made()(p)
        found = p.picked(found) if isinstance(found, Grid) else found
        return plain(found) if isinstance(found, Fraction) else found

    return Mistake(applies=applies, value=value, **named)


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
