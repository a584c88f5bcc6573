"""What `cnnhand kinds` says: every kind in a line, or one with its levels, keys, an example file and its mistakes."""

import ast
import re
from inspect import getsource
from typing import Any

from cnnhand import kinds
from cnnhand.files import language
from cnnhand.files.own_keys import keys_of
from cnnhand.files.problems import ABOUT, write
from cnnhand.kinds import LEVELS, Kind
from cnnhand.kinds.codes import Code, draw
from cnnhand.layers.words import listed
from cnnhand.page import Listing, Page, Table, Text, Tone
from cnnhand.questions.find_the_mistake import PREFIX
from cnnhand.questions.own_keys import OWN_KEYS


def records(name: str | None) -> list[dict[str, Any]]:
    """The kinds, or one, for `--json`."""
    return [
        {
            "name": kind.name,
            "group": kind.group,
            "levels": list(LEVELS),
            "keys": _keys(kind),
            "mistakes": [{"id": id, "sentence": sentence} for id, sentence in sentences(kind).items()],
        }
        for kind in map(kinds.load, [name] if name else kinds.names())
    ]


def listing(name: str | None) -> Page:
    """The kinds in a table, or one of them in full."""
    if name is not None:
        return _kind(kinds.load(name))
    rows = [(kind.name, kind.group, kind.summary) for kind in map(kinds.load, kinds.names())]
    rows.append((f"{PREFIX}…", kinds.MISTAKES, f"which step is wrong; not in {listed(kinds.WITHOUT_MISTAKES)}"))
    return (Table(("kind", "group", "asks for"), tuple(rows)),)


def sentences(kind: Kind) -> dict[str, str]:
    """The mistakes that can be made in a kind's parts, each once, with all that it may do."""
    codes = (Code(kind.name, level, 1, number) for level in LEVELS for number in range(1, 5))
    parts = (part for code in codes for part in draw(code).problem.exact_parts())
    found: dict[str, dict[str, None]] = {}
    for mistake in (mistake for part in parts for mistake in part.mistakes):
        found.setdefault(mistake.id, {})[mistake.explain()] = None
    return {id: "; or ".join(said) for id, said in found.items()}


def _docstring(of: Any) -> str:
    """The docstring of a class or a function, out of its source: `python -OO` keeps none."""
    module = compile(getsource(of), of.__name__, "exec", ast.PyCF_ONLY_AST, optimize=0)
    assert isinstance(module, ast.Module) and isinstance(module.body[0], ast.ClassDef | ast.FunctionDef)
    return ast.get_docstring(module.body[0]) or ""


def _givens(kind: Kind) -> str:
    """What the kind's docstring says of its givens, which are called there as they are in a file."""
    name = kind.name.removeprefix(PREFIX)
    if name != kind.name:
        return f"Those of {name}, and wrote: a wrong answer that one usual mistake gives and no other."
    if name not in OWN_KEYS:
        return "The keys of the problem language: input, layers, ask, of, at, answer."
    paragraphs = (" ".join(paragraph.split()) for paragraph in _docstring(OWN_KEYS[name]).split("\n\n"))
    return re.sub(r"`\w+`", lambda name: name[0].replace("_", "-"), "\n".join(paragraphs))


def _keys(kind: Kind) -> list[dict[str, Any]]:
    """The keys of a problem of its own, or the names of those of the language."""
    if kind.name in OWN_KEYS:
        return [key._asdict() for key in keys_of(OWN_KEYS[kind.name])]
    wrote = ["wrote"] if kind.group == kinds.MISTAKES else []
    return [{"key": name.replace("_", "-")} for name in (*language.KEYS, *wrote)]


def _table_of_keys(kind: Kind) -> Page:
    if kind.name not in OWN_KEYS:
        return ()
    rows = tuple((key.key, key.said) for key in keys_of(OWN_KEYS[kind.name]))
    return (Table(("key", "what may stand there"), rows),)


def _kind(kind: Kind) -> Page:
    levels = tuple(Text(f"{' '.join(words)}.") for words in map(str.split, _docstring(kind.drawn).split(".")) if words)
    example = write([draw(Code(kind.name, "medium", 1, 1))], with_answers=True)
    return (
        Text(f"{kind.name}: {kind.summary}", Tone.HEADING),
        Text("Levels", Tone.HEADING),
        *levels,
        Text("Keys of a problem", Tone.HEADING),
        Text(_givens(kind)),
        *_table_of_keys(kind),
        Text(f"Every problem may have {', '.join(name for name in ABOUT if name != 'kind')} too."),
        Text("A problem file with one", Tone.HEADING),
        Listing(example.rstrip()),
        Text("Usual mistakes, each the number that you get …", Tone.HEADING),
        Table(("id", "sentence"), tuple((id, f"… {sentence}") for id, sentence in sentences(kind).items())),
    )
