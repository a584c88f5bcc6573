"""YAML <-> problems. What is wrong with a file is said as `FILE:LINE: KEY: what, and what would be right`."""

import os
import re
from collections.abc import Iterable
from collections.abc import Sequence as Sequence_
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import yaml

from cnnhand import kinds
from cnnhand.errors import ProblemFileError, UnknownNameError, shown
from cnnhand.files import language, library
from cnnhand.files.own_keys import read_own
from cnnhand.files.published import published_answers, published_texts, read_wrote
from cnnhand.files.writing import Dumper, as_yaml, entries_of_problem
from cnnhand.files.yaml_tree import (
    Entries,
    Fault,
    Faults,
    Sequence,
    Tree,
    entries_of,
    load,
    made_of,
    piped,
    text_of,
    texts,
    unknown_key,
)
from cnnhand.kinds import Exercise, Problem
from cnnhand.kinds.codes import Code, draw
from cnnhand.questions.find_the_mistake import PREFIX
from cnnhand.questions.own_keys import OWN_KEYS

MAX_PROBLEMS = 100
"""As many as are drawn at once; each takes up to a tenth of a second to work out."""

MOST_WORK = 25_000
"""Of all the problems of a file, as `_work` counts it; one alone may have more."""

ABOUT = ("title", "source", "note", "code", "answer", "kind")
"""The keys that every problem may have beside its givens."""


def read(path: Path) -> list[Exercise]:
    """The problems of a file; `ProblemFileError` where it cannot be read or used."""
    return load(path, lambda root: _problems(root, path.parent))


def parse(content: bytes, name: str) -> list[Exercise]:
    """The problems in the bytes of a file, which is called `name` in the messages."""
    return made_of(content, name, _problems)


def exercise(node: Tree) -> Exercise:
    """The problem of one node of a file."""
    return _problem(node, Entries(), "problem", None)


def _problems(root: Tree, folder: Path | None = None) -> list[Exercise]:
    """All problems of a file: one, a list, or a mapping whose `problems` share what stands beside them."""
    if isinstance(root, Sequence):
        return _list(root, Entries(), folder)
    top = entries_of(root, "")
    if "problems" not in top:
        return [_problem(root, Entries(), "", folder)]
    _, listed = top.pop("problems")
    if not isinstance(listed, Sequence):
        raise Fault(listed, "problems", "must be a list, each problem with a hyphen before its first line")
    return _list(listed, top, folder)


def _list(listed: Sequence, top: Entries, folder: Path | None) -> list[Exercise]:
    """The problems of a list; what is wrong with any of them is said all at once."""
    if not 1 <= len(listed.value) <= MAX_PROBLEMS:
        raise Fault(listed, "problems", f"must be a list of 1 to {MAX_PROBLEMS} problems")
    used: set[str] = {"title", "source", "note"}
    exercises: list[Exercise] = []
    faults: list[Fault] = []
    work = 0
    for number, node in enumerate(listed.value, 1):
        try:
            exercises.append(_problem(node, top, f"problem {number}", folder))
            work += _work(exercises[-1].problem, node, top)
        except (Fault, Faults) as error:
            for fault in error.faults if isinstance(error, Faults) else [error]:
                if (fault.line, fault.key, str(fault)) not in [(other.line, other.key, str(other)) for other in faults]:
                    faults.append(fault)  # what stands on top of the file is wrong for all, and said once
        if work > MOST_WORK and number < len(listed.value):
            what = "too much together with those above it; put it and what follows in a file of its own"
            raise Fault(listed.value[number], f"problem {number + 1}", what)
        used |= _keys_of(node, top)
    for name, (key_node, _) in top.items():
        if name not in used:
            faults.insert(0, unknown_key(key_node, sorted(used | {"problems"})))
    if faults:
        raise Faults(faults, exercises) if len(faults) > 1 or exercises else faults[0]
    return exercises


def _work(problem: Problem, node: Tree, top: Entries) -> int:
    """How many words or numbers there are; a layer counts as five, or as more where many stand before it.

    Where a single cell is asked, most of the input is read and nothing else: ten of its numbers count as one.
    """
    words = sum(len(text.split()) for of in (node, *(value for _, value in top.values())) for text in texts(of))
    x, network = getattr(problem, "x", None), getattr(problem, "network", None)
    layers = len(network.nodes) if network else 0
    read = x.volume.cells if x else 0
    cells = layers == 1 and all(ask.at and ask.at.single for ask in getattr(problem, "asks", []))
    return max(words, read) - (read * 9 // 10 if cells else 0) + layers * (5 + layers // 100)


def _keys_of(node: Tree, top: Entries) -> set[str]:
    """The keys that may stand on top of the file for a problem."""
    try:
        own = OWN_KEYS.get(_named(Entries({**top, **entries_of(node, "")})).removeprefix(PREFIX))
    except Fault:
        return set(top)
    return {"kind", *([field.name for field in fields(own)] if own else language.KEYS)}  # type: ignore[arg-type]


def _named(entries: Entries) -> str:
    """The kind that a problem names, if it does."""
    name = entries.read("kind", text_of, "")
    try:
        if name:
            kinds.load(name)
    except UnknownNameError as error:
        raise Fault(entries["kind"][1], "kind", str(error)) from None
    return name


def _problem(node: Tree, top: Entries, where: str, folder: Path | None) -> Exercise:
    own = entries_of(node, where)
    entries = Entries({**top, **{name: entry for name, entry in own.items() if name != "code"}})
    problem = _asked(own, entries, node, folder)
    about: dict[str, Any] = entries.texts("title", "source", "note") | own.texts("code")
    if "answer" in own:
        answer = own["answer"][1]
        about |= {"published": published_answers(answer, problem), "working": published_texts(answer, problem)}
    return Exercise(problem, **about)


def _asked(own: Entries, entries: Entries, node: Tree, folder: Path | None) -> Problem:
    """The problem that the givens make, or the one that a code stands for; where both are there, they agree."""
    kind, given = _named(entries), {name for name in own if name not in ABOUT}
    if "code" not in own:
        return _givens(kind, own, entries, node, folder)
    code = own["code"][1]
    try:
        drawn = draw(Code.parse(text_of(code, "code"))).problem
    except UnknownNameError as error:
        raise Fault(code, "code", str(error)) from None
    is_other = kind not in ("", drawn.kind())
    if is_other or (given and _givens(drawn.kind(), own, entries, node, folder) != drawn):
        what = f"the problem here is not {code.value}; take the code out, or the change back"
        raise Fault(code, "code", what)
    return drawn


def _givens(kind: str, own: Entries, entries: Entries, node: Tree, folder: Path | None) -> Problem:
    """A question with keys of its own, or one about a network; what stands on top of the file holds for it too.

    Where `wrote` is given too, it is the question for the mistake in that.
    """
    if "wrote" in own:
        rest, shared = (Entries({name: of[name] for name in of if name != "wrote"}) for of in (own, entries))
        return read_wrote(own["wrote"][1], _givens(kind.removeprefix(PREFIX), rest, shared, node, folder))
    if kind.startswith(PREFIX):
        raise Fault(node, "wrote", f"is missing; {kind} needs a wrong answer in which to look for the mistake")
    if kind in OWN_KEYS:
        names = {field.name for field in fields(OWN_KEYS[kind])}  # type: ignore[arg-type]  # every one is a dataclass
        on_top = {name: entry for name, entry in entries.items() if name in names}
        return read_own(OWN_KEYS[kind], Entries({**on_top, **own}), ABOUT, node)
    known = [*language.KEYS, *ABOUT, "wrote"]
    faults = [language.unknown(key_node, known) for name, (key_node, _) in own.items() if name not in known]
    if faults:
        raise Faults(faults, []) if len(faults) > 1 else faults[0]
    if not language.speaks(entries):
        missing = "layers" if "layers" not in entries else "ask"
        what = "is missing; a problem says what goes in, its layers, and what is asked: `input`, `layers`, `ask`"
        if "options" in entries and missing == "layers":
            what = "is missing; what is chosen is an answer, no layer: write `conv?`, and options for the ?"
        raise Fault(node, missing, what)
    problem = language.read_problem(entries, node, folder)
    return replace(problem, named=kind) if kind else problem  # type: ignore[no-any-return]  # of two classes


def asked_by_words(
    layers: str, ask: Sequence_[str], input: str | None = None, given: Sequence_[str] = (), **more: str | None
) -> list[Exercise]:
    """The question that the words of a command line ask: layers, quantities, an input, lines such as `field: 15`."""
    rows = input if input and re.fullmatch(r"\s*\[\[[-−0-9.,/\s\[\]]*", input) else ""
    entries = {"input": "" if rows else input, "layers": layers, "ask": list(ask), **more}
    text = yaml.safe_dump({name: value for name, value in entries.items() if value}, allow_unicode=True, width=10**6)
    text += f"input: {' '.join(rows.split())}\n" if rows else ""  # lists, which YAML reads as they are
    for line in given:
        said = re.fullmatch(r"\s*([\w-]+)\s*[=:](.*)", line, re.DOTALL)
        if not said:
            raise ProblemFileError(f"{shown(line)!r} behind -g must be a key and a value, such as 'output: 14x14'")
        text += f"{said[1]}: {said[2]}\n"
    try:
        return parse(text.encode(), "")
    except ProblemFileError as error:
        raise ProblemFileError(*(re.sub(r"^:[0-9]+: ", "", said) for said in error.args)) from None


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


def usable(name: str) -> tuple[list[Exercise], str]:
    """The exercises that a word on the command line stands for, and what is wrong with the others of its file."""
    try:
        return find(name), ""
    except ProblemFileError as error:
        if not error.usable:
            raise
        return list(error.usable), str(error)


def write(exercises: Iterable[Exercise], with_answers: bool = False) -> str:
    """A problem file with these problems, and their answers where they are wanted."""
    document = {"problems": [written(exercise, with_answers) for exercise in exercises]}
    return yaml.dump(document, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120)


def written(exercise: Exercise, with_answer: bool = False) -> dict[str, Any]:
    """The entries of one problem in a file, with its answers where they are wanted."""
    problem = exercise.problem
    about = {name: getattr(exercise, name) for name in ("title", "source", "note", "code")}
    entries = {"kind": problem.kind(), **about, **entries_of_problem(problem)}
    if with_answer:
        answers = [as_yaml(part.answer()) for part in problem.exact_parts()]
        entries["answer"] = answers[0] if len(answers) == 1 else answers
    return {key: value for key, value in entries.items() if value not in ("", None)}
