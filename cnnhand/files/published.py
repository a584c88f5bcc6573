"""The answers that a source prints, kept as they are printed: one a part, and None where a part is left out.

The parts have one order. As a text they stand apart by line breaks, `;`, `|` or `, `; as a list there is an entry a
part, or a list a layer; several quantities may be columns, `{weights: [75, 0], biases: [3, 0]}`.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cnnhand import answers
from cnnhand.answers import Expected
from cnnhand.answers.volumes import apart
from cnnhand.errors import AnswerFormatError, TwoReadingsError
from cnnhand.exact.values import Form, Value
from cnnhand.files.givens import ORDERS, read_grid
from cnnhand.files.yaml_tree import Fault, Mapping, Scalar, Sequence, Tree, entries_of, read_at, text_of
from cnnhand.questions.contract import Part, Problem
from cnnhand.questions.find_the_mistake import FindTheMistake
from cnnhand.questions.wrong_step import of_one_mistake

MOST_NAMED = 6
"""So many parts are named where there are too few."""
LEFT_OUT = ("", "_", "null", "~", "?", "-", "–", "—")
"""What stands for a part that the source does not print."""


def published_answers(node: Tree, problem: Problem) -> tuple[Value | None, ...]:
    """The answers of a file to the parts of a problem."""
    nodes = _one_a_part(node, problem)
    return tuple(published_answer(child, part) for child, part in zip(nodes, problem.exact_parts(), strict=True))


def published_texts(node: Tree, problem: Problem) -> tuple[str, ...]:
    """What is written for each part, where it is a text."""
    return tuple(child.value if isinstance(child, Scalar) else "" for child in _one_a_part(node, problem))


def _one_a_part(node: Tree, problem: Problem) -> list[Tree]:
    parts = problem.exact_parts()
    nodes = [node] if len(parts) == 1 else _by_layer(_apart(node, parts, problem), parts)
    if len(nodes) != len(parts):
        between = " with | between them" if any(part.form is Form.GRID for part in parts) else ""
        *names, last = problem.parts()
        listed = names if len(names) < MOST_NAMED else [*names[: MOST_NAMED - 2], "…"]
        what = f"must have {len(parts)} parts{between}, `_` for one that is left out, and has {len(nodes)}"
        raise Fault(node, "answer", f"{what}; they are {'; '.join([*listed, last])}")
    return nodes


def _apart(node: Tree, parts: tuple[Part, ...], problem: Any) -> list[Tree]:
    """The answers to several parts, one by one."""
    if isinstance(node, Scalar):
        return [Scalar(node.tag, text, node.start_mark, node.end_mark) for text in _texts(node, parts)]
    if isinstance(node, Mapping):
        return _columns(node, parts, problem)
    children = list(node.value)
    lines = [piece for child in children if isinstance(child, Scalar) for piece in _apart(child, parts, problem)]
    if len(lines) == len(parts):  # a line a quantity
        return lines
    if len(children) != len(parts) and any(isinstance(child, Sequence) for child in children):
        return [inner for child in children for inner in (child.value if isinstance(child, Sequence) else [child])]
    return children


def _texts(node: Scalar, parts: tuple[Part, ...]) -> list[str]:
    text = text_of(node, "answer").strip()
    if any(part.form is Form.GRID for part in parts):
        pieces = [piece.strip() for piece in re.split(r"\||\n\s*\n", text)]
        rows = re.split(r"[;\n]", text)
        if (
            len(pieces) == 1
            and len(rows) == len(parts)
            and {getattr(part.answer(), "height", 1) for part in parts} == {1}
        ):
            return rows  # of sequences
        return _maps_together(pieces, parts)
    return apart(text, parts)


def _maps_together(pieces: list[str], parts: tuple[Part, ...]) -> list[str]:
    """Maps of several channels put together again: as many pieces as a part's answer has channels."""
    if len(pieces) == len(parts):
        return pieces
    texts, rest = [], pieces
    for part in parts:
        many = 1 if rest[:1] and rest[0] in LEFT_OUT else getattr(part.answer(), "depth", 1)
        if len(rest) < many:
            return pieces
        texts.append(" | ".join(rest[:many]))
        rest = rest[many:]
    return [*texts, *rest]


def _columns(node: Mapping, parts: tuple[Part, ...], problem: Any) -> list[Tree]:
    """The entries of a table, each the column of a quantity or a single part, as a list in the order of the parts."""
    names, asks = problem.parts(), getattr(problem, "asks", ())
    found: list[Tree] = [_left_out(node)] * len(parts)
    for name, (key_node, value) in entries_of(node, "answer").items():
        places = [at for at, ask in enumerate(asks) if ask.quantity.replace("-", "_") == name]
        called = [at for at, title in enumerate(names) if _plain(title).startswith(_plain(key_node.value))]
        if not places and len(called) != 1:
            asked = ", ".join(dict.fromkeys(ask.quantity for ask in asks))
            what = f"is not asked; asked are {asked}" if asked else "is not a part"
            raise Fault(key_node, str(key_node.value), f"{what}; the parts are {'; '.join(names)}")
        column = list(value.value) if isinstance(value, Sequence) and places else [value]
        column = _by_layer(column, [parts[at] for at in places or called])
        if len(column) > len(places or called):
            raise Fault(column[-1], name, f"has {len(column) - len(places)} more than are asked")
        for at, child in zip(places or called, column, strict=False):
            found[at] = child
    return found


def _plain(title: str) -> str:
    """The name of a part, as it may be written for a key."""
    return re.sub(r"[-_\s]+", " ", title).casefold().removeprefix("the ")


def _left_out(node: Tree) -> Tree:
    return Scalar("tag:yaml.org,2002:null", "_", node.start_mark, node.end_mark)


def _by_layer(nodes: list[Tree], parts: Collection[Part]) -> list[Tree]:
    """The answers of a table with zeros for layers that have nothing, where these are not asked; or the other way."""
    counting = [part.answer() != 0 for part in parts]
    if counting.count(True) == len(nodes) < len(parts):
        given = iter(nodes)
        return [next(given) if counts else _left_out(nodes[0]) for counts in counting]
    some = [node for node in nodes if not isinstance(node, Scalar) or node.value.strip() not in ("0", *LEFT_OUT)]
    return some if len(some) == len(parts) < len(nodes) else nodes


def read_wrote(node: Tree, problem: Problem) -> FindTheMistake:
    """The question for the mistake in what somebody wrote for one part; all the others are left out."""
    try:
        written = [(at, value) for at, value in enumerate(published_answers(node, problem)) if value is not None]
    except Fault as fault:
        raise Fault(fault.line, "wrote", str(fault)) from None
    if len(written) != 1:
        what = f"is a wrong answer to one part; `_` stands for each of the others, and {len(written)} are written"
        raise Fault(node, "wrote", what)
    ((at, typed),) = written
    exact = (value for value in of_one_mistake(problem.exact_parts()[at]) if answers.same(typed, value))
    with read_at(node, "wrote"):
        return FindTheMistake(problem, at, next(exact, typed))


def published_answer(node: Tree, part: Part, key: str = "answer", order: str = "") -> Value | None:
    """One published answer: what one would type, or lists of its numbers; `order` is that of its tuples, if known."""
    if isinstance(node, Scalar) and node.value.strip() in LEFT_OUT:
        return None
    try:
        if isinstance(node, Scalar):
            return _typed(text_of(node, key), part, order, bool(order) or key != "options")
        if part.form is Form.GRID:
            return read_grid(node, key, _cell)
        if isinstance(node, Sequence):
            sides = [text_of(side, key) for side in node.value]
            in_order = part.form is Form.SIZE or (part.form is Form.VOLUME and len(sides) == 3)
            return answers.value("x".join(sides) if in_order else f"({', '.join(sides)})", Expected.of(part))
    except AnswerFormatError as error:
        raise Fault(node, key, str(error)) from None
    raise Fault(node, key, f"must be {answers.EXAMPLES[part.form]}")


def _typed(text: str, part: Part, order: str, either: bool) -> Value:
    """What is written; sides with a cross between may be in the order of its tuples, too, where it is `either`."""
    expected = Expected.of(part)
    crossed = re.fullmatch(r"(\d+)( ?[x×] ?\d+){1,2}", text) if either and expected.order else None
    expected = replace(expected, order=order or expected.order)
    try:
        value = answers.value(text, expected)
        if crossed and (order or not _right(value, part.answer())):
            other = answers.value(f"({re.sub(' ?[x×] ?', ', ', text)})", expected)
            return other if order or _right(other, part.answer()) else value
        return value
    except TwoReadingsError:
        readings = list(_readings(text, expected, part.answer()))
        if not readings:
            raise
        return next((reading for reading in readings if _right(reading, part.answer())), readings[0])


def _right(reading: Value, answer: Value) -> bool:
    """Whether it is the answer as far as its digits go."""
    return answers.same(reading, answer) or answers.rounded_as_printed(reading, answer)


def _readings(text: str, expected: Expected, answer: Value) -> Iterator[Value]:
    """What a text may mean: a tuple in either order, `MB` as 10^6 or as 2^20 bytes, and so many of them rounded."""
    if expected.form is not Form.NUMBER:
        yield from (answers.value(text, replace(expected, order=order)) for order in ORDERS)
    memory = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kKMG])(i?)B", text)
    if memory and "bytes" in expected.what:
        for unit in ("iB",) if memory[3] else ("", "iB"):
            with suppress(AnswerFormatError):
                yield answers.value(f"{memory[1]} {memory[2]}{unit}", expected)
        exact = Fraction(answer) / 1024 ** ("KMG".index(memory[2].upper()) + 1) if isinstance(answer, int) else answer
        if _right(Decimal(memory[1]), exact):
            yield answer


def _cell(word: str, line: int, key: str) -> Value:
    try:
        return answers.value(word, Expected(Form.NUMBER))
    except AnswerFormatError as error:
        raise Fault(line, key, str(error)) from None
