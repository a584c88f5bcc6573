"""YAML <-> problems. What is wrong with a file is said as `FILE:LINE: KEY: what, and what would be right`."""

import os
import re
from collections.abc import Callable
from collections.abc import Sequence as Sequence_
from dataclasses import MISSING, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, get_type_hints

import yaml

from cnnhand import answers, kinds, library
from cnnhand.errors import AnswerFormatError, GivenError, ProblemFileError, UnknownNameError, shown
from cnnhand.exact.values import Form, Value
from cnnhand.files import language
from cnnhand.files.published import published_answers
from cnnhand.generate import Code, draw
from cnnhand.kinds import Exercise, OnePart, Problem
from cnnhand.problem_file.givens import read_given, read_grid, read_number
from cnnhand.questions.own_keys import OWN_KEYS
from cnnhand.yaml_tree import (
    Entries,
    Fault,
    Faults,
    Mapping,
    Node,
    Scalar,
    Sequence,
    entries_of,
    line_of,
    load,
    made_of,
    piped,
    text_of,
    unknown_key,
)

MAX_PROBLEMS = 1000

ABOUT = ("title", "source", "note", "code", "answer", "kind")
"""The keys that every problem may have beside its givens."""

Reader: TypeAlias = Callable[[Any, Node, str], Any]
"""`read_given`, with the memory of what was read in this file: a given that many problems share is read once."""


def read(path: Path) -> list[Exercise]:
    """The problems of a file; `ProblemFileError` where it cannot be read or used."""
    return load(path, _problems)


def parse(content: bytes, name: str) -> list[Exercise]:
    """The problems in the bytes of a file, which is called `name` in the messages."""
    return made_of(content, name, _problems)


def exercise(node: Node) -> Exercise:
    """The problem of one node of a file."""
    return _problem(node, {}, "problem", read_given)


def _problems(root: Node) -> list[Exercise]:
    """All problems of a file: one, a list, or a mapping whose `problems` share what stands beside them."""
    if isinstance(root, Sequence):
        return _list(root, {})
    top = entries_of(root, "")
    if "problems" not in top:
        return [_problem(root, {}, "", read_given)]
    _, listed = top.pop("problems")
    if not isinstance(listed, Sequence):
        raise Fault(line_of(listed), "problems", "must be a list: each problem begins with `- kind: …`")
    return _list(listed, top)


def _list(listed: Sequence, top: Entries) -> list[Exercise]:
    if not 1 <= len(listed.value) <= MAX_PROBLEMS:
        raise Fault(line_of(listed), "problems", f"must be a list of 1 to {MAX_PROBLEMS} problems")
    read: Reader = cache(read_given)
    used: set[str] = {"title", "source", "note"}
    exercises, faults = [], []
    for number, node in enumerate(listed.value, 1):
        try:
            exercises.append(_problem(node, top, f"problem {number}", read))
        except Fault as fault:
            faults.append(fault)
        used |= _keys_of(node, top)
    for name, (key_node, _) in top.items():
        if name not in used:
            faults.insert(0, unknown_key(key_node, sorted(used | {"problems"})))
    if faults:
        raise Faults(faults, exercises) if len(faults) > 1 or exercises else faults[0]
    return exercises


def _keys_of(node: Node, top: Entries) -> set[str]:
    """The keys that may stand on top of the file for a problem."""
    try:
        own = entries_of(node, "")
        if _of_language(own, top):
            return {"kind", *language.KEYS}
        kind = _kind(own, top, node)
    except Fault:
        return set(top)
    return {"kind", *(field.name for field in fields(kind))} if kind else set()


def _kind(own: Entries, top: Entries, node: Node) -> type[Any] | None:
    """The kind that a problem names, or None where it is given by its code alone."""
    entry = own.get("kind") or top.get("kind")
    if entry is None:
        if "code" in own:
            return None
        right = "`cnnhand kinds` lists the kinds of problem"
        if "layers" in own:
            right = "`cnnhand shape FILE` calculates a network, and `kind: network-table` asks for its table"
        raise Fault(line_of(node), "kind", f"is missing; {right}")
    name = text_of(entry[1], "kind")
    try:
        kind: Any = kinds.load(name)
        return OWN_KEYS.get(name, kind)
    except UnknownNameError as error:
        raise Fault(line_of(entry[1]), "kind", str(error)) from None


def _problem(node: Node, top: Entries, where: str, read: Reader) -> Exercise:
    own = entries_of(node, where)
    if _of_language(own, top):
        return _in_language(own, top, node)
    kind = _kind(own, top, node)
    about = {
        name: text_of(entry[1], name)
        for name in ("title", "source", "note", "code")
        if (entry := own.get(name) or (top.get(name) if name != "code" else None))
    }
    problem = _asked(kind, own, top, node, read)
    published = _published(own["answer"][1], problem) if "answer" in own else None
    return Exercise(problem, published=published, **about)


def _of_language(own: Entries, top: Entries) -> bool:
    """Whether a problem is a question about a network, and not one of a kind with keys of its own."""
    if not language.speaks({**top, **own}):
        return False
    entry = own.get("kind") or top.get("kind")
    name = entry and text_of(entry[1], "kind")
    return name is None or (isinstance(kinds.load(name), kinds.Kind) and name not in OWN_KEYS)


def _in_language(own: Entries, top: Entries, node: Node) -> Exercise:
    """A question about a network; what stands on top of the file holds for it too."""
    entries = {**top, **own}
    for name, (key_node, _) in own.items():
        if name not in language.KEYS and name not in ABOUT:
            raise language.unknown(key_node, [*language.KEYS, *ABOUT])
    problem = language.read_problem(entries, node)
    if "kind" in entries:
        problem = replace(problem, named=text_of(entries["kind"][1], "kind"))
    about = {name: text_of(entries[name][1], name) for name in ("title", "source", "note", "code") if name in entries}
    published = published_answers(own["answer"][1], problem) if "answer" in own else None
    return Exercise(problem, published=published, **about)


def _asked(kind: type[Any] | None, own: Entries, top: Entries, node: Node, read: Reader) -> Problem:
    """The problem that the givens make, or the one that a code stands for; where both are there, they agree."""
    if kind is None:
        for name, (key_node, _) in own.items():
            if name not in ABOUT:
                raise Fault(
                    line_of(key_node), str(key_node.value), "a problem with a code alone has no givens; add a kind"
                )
        return _drawn(own)
    known = [field.name for field in fields(kind)]
    for name, (key_node, _) in own.items():
        if name not in known and name not in ABOUT:
            raise unknown_key(key_node, [*known, *ABOUT])
    entries = {name: entry for name, entry in {**top, **own}.items() if name in known}
    if "code" not in own:
        return _givens(kind, entries, node, read)
    code, drawn = own["code"][1], _drawn(own)
    if type(drawn) is not kind:
        what = f"it stands for a problem of the kind {drawn.kind()}, not {kind.kind()}; take one of the two out"
        raise Fault(line_of(code), "code", what)
    if entries and _givens(kind, entries, node, read) != drawn:
        what = f"the numbers here are not those of {code.value}; take the code out, or the change back"
        raise Fault(line_of(code), "code", what)
    return drawn


def _drawn(own: Entries) -> Problem:
    """The problem that its code stands for."""
    node = own["code"][1]
    try:
        return draw(Code.parse(text_of(node, "code"))).problem
    except UnknownNameError as error:
        raise Fault(line_of(node), "code", str(error)) from None


def _givens(kind: type[Any], entries: Entries, node: Node, read: Reader) -> Problem:
    """The kind's record out of a problem's entries."""
    hints = get_type_hints(kind)
    givens = {}
    for field in fields(kind):
        key = field.name.replace("_", "-")
        if field.name in entries:
            givens[field.name] = read(hints[field.name], entries[field.name][1], key)
        elif field.default is MISSING:
            raise Fault(line_of(node), key, f"is missing; {kind.kind()} needs it")
    try:
        problem: Problem = kind(**givens)
    except GivenError as error:
        raise Fault(*_where(error.key, entries, node), str(error)) from None
    return problem


def _where(key: str, entries: Entries, node: Node) -> tuple[int, str]:
    """The line and the key of the given at fault: its own, one inside a layer, or what holds it."""
    if key in entries:
        return line_of(entries[key][1]), key
    for holder in ("layer", "filters"):
        if holder in entries:
            value = entries[holder][1]
            for inner, (_, layer) in entries_of(value, holder).items() if isinstance(value, Mapping) else ():
                found = entries_of(layer, inner)
                return (line_of(found[key][1]), key) if key in found else (line_of(layer), inner)
            return line_of(value), holder
    return line_of(node), key


def _published(node: Node, problem: Problem) -> tuple[Value, ...]:
    """The answers that the source prints, one a part, kept as they are printed."""
    parts, names = problem.exact_parts(), problem.parts()
    if len(parts) == 1:
        return (_value(node, parts[0]),)
    if not isinstance(node, Sequence) or len(node.value) != len(parts):
        what = f"must be a list of {len(parts)} answers, one for each part: {'; '.join(names)}"
        raise Fault(line_of(node), "answer", what)
    listed = (_of_part(child, name) for child, name in zip(node.value, names, strict=True))
    return tuple(_value(child, part) for child, part in zip(listed, parts, strict=True))


def _of_part(node: Node, name: str) -> Node:
    """The answer in `{part: …, answer: …}`, where the parts stand in their order; or an answer by itself."""
    if not isinstance(node, Mapping):
        return node
    entries = entries_of(node, "answer", ("part", "answer"))
    if "answer" not in entries:
        raise Fault(line_of(node), "answer", f"is missing for the part {name!r}")
    if "part" in entries and (said := text_of(entries["part"][1], "part")) != name:
        raise Fault(line_of(entries["part"][1]), "part", f"{shown(said)!r} stands where {name!r} is asked")
    return entries["answer"][1]


def _value(node: Node, part: OnePart) -> Value:
    """One published answer: what one would type, or lists of its numbers."""
    if isinstance(node, Scalar) and part.form is Form.NUMBER:
        return _printed_number(text_of(node, "answer"), line_of(node), "answer")
    try:
        if isinstance(node, Scalar) and (part.form is not Form.GRID or "\n" not in node.value):
            return answers.value(text_of(node, "answer"), part.form, part.choices)
        if part.form is Form.GRID:
            return read_grid(node, "answer", _printed_number)
        if part.form is Form.VOLUME and isinstance(node, Sequence):
            return answers.value("x".join(text_of(side, "answer") for side in node.value), part.form)
    except AnswerFormatError as error:
        raise Fault(line_of(node), "answer", str(error)) from None
    raise Fault(line_of(node), "answer", f"must be {answers.EXAMPLES[part.form]}")


def _printed_number(text: str, line: int, key: str) -> Value:
    """A number of a published answer, as it may be typed, or like any number of a file: `1e3`, which nobody types."""
    try:
        return answers.value(text, Form.NUMBER)
    except AnswerFormatError as error:
        fault = Fault(line, key, str(error))
    try:
        return read_number(text, line, key)
    except Fault:
        raise fault from None


def asked(layers: str, ask: Sequence_[str], input: str | None = None, **more: str | None) -> list[Exercise]:
    """The question that the words of a command line ask: layers, what is asked of them, and what goes in."""
    entries = {"input": input, "layers": layers, "ask": list(ask), **more}
    text = yaml.safe_dump({name: value for name, value in entries.items() if value}, allow_unicode=True, width=10**6)
    try:
        return parse(text.encode(), "")
    except ProblemFileError as error:
        raise ProblemFileError(re.sub(r"^:[0-9]+: ", "", str(error))) from None


def find(name: str) -> list[Exercise]:
    """The exercises that a word on the command line stands for: `-`, a file, a problem's code, or a bundled name."""
    if name == "-":
        return parse(piped(), "stdin")
    path = Path(name)
    if os.path.lexists(path):
        return read(path)
    if re.fullmatch(r"[^/]+/[^/]+/[0-9.]+", name):
        return [draw(Code.parse(name))]
    if path.suffix in (".yaml", ".yml"):
        raise ProblemFileError(f"{name}: there is no such file")
    return read(library.find(name))
