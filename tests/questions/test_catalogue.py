"""Tables of mistakes: what a line says, and that none of them names what is not there."""

import ast
import builtins
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import SimpleNamespace
from typing import Any

import pytest

from cnnhand import questions
from cnnhand.questions.catalogue import EXPRESSIONS, VOCABULARY, rules


def value(line: str, **problem: Any) -> Any:
    """What the mistake of a line gives."""
    (mistake,) = rules(line, "x")
    given = SimpleNamespace(picked=lambda grid: grid, given={}, givens=[{"S": 2}], **problem)
    return mistake.value(given) if mistake.applies(given) else None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("largest: with the largest := max(p.numbers)", 3),
        ("doubled: each doubled => 2 * x", [2, 6]),
        ("backwards*: from the end [p.turned]", 31),
        ("strided: with a stride := 1 | S > 2", None),
        ("long: of many := 1 | p.numbers[0] > 0, not empty", 1),
    ],
)
def test_a_line_is_a_wrong_procedure(line: str, expected: object) -> None:
    """A value, a rule for every cell, or another problem; behind the bar when it can be made."""
    turned = SimpleNamespace(answer=lambda: 31)
    assert expected == value(line, numbers=[1, 3], empty=False, turned=turned, by=lambda rule: [rule(1), rule(3)])


def names(expression: str) -> Iterator[str]:
    """The names that an expression needs."""
    tree = ast.parse(expression, mode="eval")
    own = {arg.arg for node in ast.walk(tree) if isinstance(node, ast.Lambda) for arg in node.args.args}
    own |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return (node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id not in own)


@pytest.mark.parametrize("file", sorted(each.name for each in walk_packages(questions.__path__, "cnnhand.questions.")))
def test_a_table_names_nothing_that_is_not_there(file: str) -> None:
    """Expressions are compiled when they are first wanted; here each of them is read."""
    import_module(file)
    tables = [(text, known) for text, known in EXPRESSIONS if known["__name__"] == file]
    unknown = {
        text: {*names(text)} - {*VOCABULARY, *known, *dir(builtins)} for text, known in tables if "lambda" in text
    }
    assert [] == [text for text, missing in unknown.items() if missing]


def test_a_name_that_is_not_there_is_found() -> None:
    rules("doubled: each doubled => rleu(x) | other(p) > 1", "x")
    unknown = [name for text, _ in EXPRESSIONS[-2:] for name in names(text)]
    del EXPRESSIONS[-2:]
    assert ["other", "rleu"] == sorted(unknown)
