"""What a source lets choose from."""

import re
from dataclasses import replace
from string import ascii_lowercase
from typing import Any

from cnnhand.exact.values import Value
from cnnhand.files.givens import ORDERS
from cnnhand.files.published import published_answer
from cnnhand.files.yaml_tree import Entries, Fault, Mapping, Scalar, Sequence, Tree, entries_of
from cnnhand.questions.choice import NONE
from cnnhand.questions.contract import Part
from cnnhand.questions.sizes.fill import FillProblem


def with_options(entries: Entries, problem: Any) -> Any:
    """The problem with what can be chosen from, where that is said."""
    if "options" not in entries:
        return problem
    node = entries["options"][1]
    listed = node.value if isinstance(node, Sequence) else _lettered(node)
    if isinstance(problem, FillProblem) and len(problem.unknowns) > 1:  # what stands at several ? is chosen together
        part, listed = problem.together, [_settings(option, problem.together.letters_asked) for option in listed]
    elif len(problem.parts()) == 1:
        part = problem.part(0, ())
    else:
        raise Fault(node, "options", "are for one thing that is asked; here several are")
    return replace(problem, options=_read(listed, part))


def _lettered(node: Tree) -> list[Tree]:
    """What can be chosen from, where each stands behind its letter."""
    letters = entries_of(node, "options") if isinstance(node, Mapping) else Entries()
    if not letters or "".join(letters).lower() != ascii_lowercase[: len(letters)]:
        raise Fault(node, "options", "must be a list to choose from, or each behind its letter: a, b, c and so on")
    return [value for _, value in letters.values()]


def _settings(node: Tree, letters: list[str]) -> Tree:
    """Numbers for several ?, in their order or behind their letters: `F=3×3, S=1, P=0`, as a row."""
    if not (isinstance(node, Scalar) and "=" in node.value):
        return node
    said = re.findall(r"([A-Za-z])\w*\s*=\s*(\d+)(?:\s*[x×]\s*\2)?", node.value)
    found = {letter.upper(): number for letter, number in said}
    if sorted(found) != sorted(letters) or len(said) != len(letters):
        raise Fault(node, "options", f"must say {', '.join(letters)}, as in {' '.join(map('{}=2'.format, letters))}")
    return Scalar(node.tag, " ".join(found[letter] for letter in letters), node.start_mark, node.end_mark)


def _read(nodes: list[Tree], part: Part) -> tuple[Value, ...]:
    """What can be chosen from; tuples are in the order of the frameworks in which one of them is right."""
    fault, found = None, []
    for order in ("", *ORDERS):
        try:
            read = (
                NONE
                if isinstance(option, Scalar) and option.value.lower().startswith("none of ")
                else published_answer(option, part, "options", order)
                for option in nodes
            )
            found.append(tuple(option for option in read if option is not None))
        except Fault as wrong:
            fault = fault or wrong
            continue
        if part.answer() in found[-1]:
            return found[-1]
    if fault:
        raise fault
    return found[0]
