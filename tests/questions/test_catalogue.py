"""Tables of mistakes: what a line says, and that none of them names what is not there."""

import ast
import builtins
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cnnhand import questions
from cnnhand.questions.catalogue import VOCABULARY, rules

FILES = [
    path
    for folder in ("maps", "gradients", "kernels", "sizes")
    for path in Path(questions.__path__[0], folder).glob("*.py")
]


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


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}/{path.stem}" for path in FILES])
def test_a_table_names_nothing_that_is_not_there(path: Path) -> None:
    module = import_module(f"cnnhand.questions.{path.parent.name}.{path.stem}")
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "rules":
            text, *each = (eval(ast.unparse(argument), {**vars(module), "text": ""}) for argument in call.args)
            known = {*VOCABULARY, *dir(builtins), *vars(module), *re.split(r"\W+", "".join(each)), "p"}
            for line in text.splitlines():
                rule, _, _ = line.partition(" | ")
                wrong = re.search(r" (?::=|=>) (.*)", rule) or re.search(r" \[(.*)\]$", rule)
                if wrong and re.search(r"\bp\b|\w=|=>", rule):
                    expression = f"dict({wrong[1]})" if re.match(r"\w+=", wrong[1]) else wrong[1]
                    assert set(names(expression)) <= known, line
