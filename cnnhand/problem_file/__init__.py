"""YAML <-> problems. What is wrong with a file is said as `FILE:LINE: KEY: what, and what would be right`."""

import re
import sys
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, get_type_hints

from cnnhand import answers, kinds, library
from cnnhand.errors import AnswerFormatError, GivenError, ProblemFileError, UnknownNameError
from cnnhand.exact.values import Form, Value
from cnnhand.generate import Code, draw
from cnnhand.kinds import Exercise, Problem
from cnnhand.problem_file.givens import read_given
from cnnhand.yaml_tree import (
    MAX_BYTES,
    Entries,
    Fault,
    Mapping,
    Node,
    Scalar,
    Sequence,
    entries_of,
    line_of,
    load,
    made_of,
    text_of,
    unknown_key,
)

MAX_PROBLEMS = 1000

ABOUT = ("title", "source", "note", "code", "answer", "kind")
"""The keys that every problem may have beside its givens."""


def read(path: Path) -> list[Exercise]:
    """The problems of a file; `ProblemFileError` where it cannot be read or used."""
    return load(path, _problems)


def parse(content: bytes, name: str) -> list[Exercise]:
    """The problems in the bytes of a file, which is called `name` in the messages."""
    return made_of(content, name, _problems)


def _problems(root: Node) -> list[Exercise]:
    """All problems of a file: one, a list, or a mapping whose `problems` share what stands beside them."""
    if isinstance(root, Sequence):
        return _list(root, {})
    top = entries_of(root, "")
    if "problems" not in top:
        return [_problem(root, {}, "")]
    _, listed = top.pop("problems")
    if not isinstance(listed, Sequence):
        raise Fault(line_of(listed), "problems", "must be a list: each problem begins with `- kind: …`")
    return _list(listed, top)


def _list(listed: Sequence, top: Entries) -> list[Exercise]:
    if not 1 <= len(listed.value) <= MAX_PROBLEMS:
        raise Fault(line_of(listed), "problems", f"must be a list of 1 to {MAX_PROBLEMS} problems")
    used: set[str] = {"title", "source", "note"}
    exercises = []
    for number, node in enumerate(listed.value, 1):
        kind = _kind(entries_of(node, f"problem {number}"), top, node)
        used |= {"kind", *(field.name for field in fields(kind))} if kind else set()
        exercises.append(_problem(node, top, f"problem {number}"))
    for name, (key_node, _) in top.items():
        if name not in used:
            raise unknown_key(key_node, sorted(used | {"problems"}))
    return exercises


def _kind(own: Entries, top: Entries, node: Node) -> type[Any] | None:
    """The kind that a problem names, or None where it is given by its code alone."""
    entry = own.get("kind") or top.get("kind")
    if entry is None:
        if "code" in own:
            return None
        raise Fault(line_of(node), "kind", f"is missing; the kinds are {', '.join(kinds.names())}")
    name = text_of(entry[1], "kind")
    try:
        return kinds.load(name)
    except UnknownNameError as error:
        raise Fault(line_of(entry[1]), "kind", str(error)) from None


def _problem(node: Node, top: Entries, where: str) -> Exercise:
    own = entries_of(node, where)
    kind = _kind(own, top, node)
    about = {
        name: text_of(entry[1], name)
        for name in ("title", "source", "note", "code")
        if (entry := own.get(name) or (top.get(name) if name != "code" else None))
    }
    if kind is None:
        for name, (key_node, _) in own.items():
            if name not in ABOUT:
                raise Fault(
                    line_of(key_node), str(key_node.value), "a problem with a code alone has no givens; add a kind"
                )
        problem = _drawn(own, about["code"])
    else:
        known = [field.name for field in fields(kind)]
        for name, (key_node, _) in own.items():
            if name not in known and name not in ABOUT:
                raise unknown_key(key_node, [*known, *ABOUT])
        problem = _givens(kind, {**{k: v for k, v in top.items() if k in known}, **own}, node)
        if "code" in own and _drawn(own, about["code"]) != problem:
            what = f"the numbers here are not those of {about['code']}; take the code out, or the change back"
            raise Fault(line_of(own["code"][1]), "code", what)
    published = _published(own["answer"][1], problem) if "answer" in own else None
    return Exercise(problem, published=published, **about)


def _drawn(own: Entries, code: str) -> Problem:
    try:
        return draw(Code.parse(code)).problem
    except UnknownNameError as error:
        raise Fault(line_of(own["code"][1]), "code", str(error)) from None


def _givens(kind: type[Any], entries: Entries, node: Node) -> Problem:
    """The kind's record out of a problem's entries."""
    hints = get_type_hints(kind)
    givens = {}
    for field in fields(kind):
        if field.name in entries:
            givens[field.name] = read_given(hints[field.name], entries[field.name][1], field.name.replace("_", "-"))
        elif field.default is MISSING:
            raise Fault(line_of(node), field.name, f"is missing; {kind.kind()} needs it")
    try:
        problem: Problem = kind(**givens)
    except GivenError as error:
        raise Fault(_where(error.key, entries, node), error.key, str(error)) from None
    return problem


def _where(key: str, entries: Entries, node: Node) -> int:
    """The line of the given at fault: of its own key, of one inside a layer, or of what holds it."""
    for name, (_, value) in entries.items():
        inner = {k.value: v for k, v in value.value if isinstance(k, Scalar)} if isinstance(value, Mapping) else {}
        layers = [entries_of(v, key) for v in inner.values() if isinstance(v, Mapping)]
        for found in (entries if name == key else {}, *layers):
            if key in found:
                return line_of(found[key][1])
    for holder in ("layer", "filters"):
        if holder in entries:
            return line_of(entries[holder][1])
    return line_of(node)


def _published(node: Node, problem: Problem) -> Value:
    """The answer that the source prints, kept as it is printed."""
    part = problem.exact_parts()[-1]
    try:
        return answers.value(_typed(node, part.form), part.form, part.choices)
    except AnswerFormatError as error:
        raise Fault(line_of(node), "answer", str(error)) from None


def _typed(node: Node, form: Form) -> str:
    """A YAML value as one would type it: nested lists become rows and channels, a text block is kept as it stands."""
    if isinstance(node, Scalar):
        return "|".join(re.split(r"\n\s*\n", node.value.strip())) if form is Form.GRID else str(node.value)
    if not isinstance(node, Sequence):
        raise Fault(line_of(node), "answer", f"must be {answers.EXAMPLES[form]}")
    inner = [_typed(child, Form.NUMBER) for child in node.value]
    if form is Form.GRID and all(isinstance(child, Sequence) for child in node.value):
        deeper = any(isinstance(cell, Sequence) for child in node.value for cell in child.value)
        if deeper:
            return " | ".join(_typed(child, Form.GRID) for child in node.value)
        return "; ".join(inner)
    return " ".join(inner)


def find(name: str) -> list[Exercise]:
    """The exercises that a word on the command line stands for: `-`, a file, a problem's code, or a bundled name."""
    if name == "-":
        return parse(sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b"", "stdin")
    path = Path(name)
    if path.exists():
        return read(path)
    if re.fullmatch(r"[^/]+/[^/]+/[0-9.]+", name):
        return [draw(Code.parse(name))]
    if path.suffix in (".yaml", ".yml"):
        raise ProblemFileError(f"{name}: there is no such file")
    return read(library.find(name))
