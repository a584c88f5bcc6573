"""What is said at the end of a quiz: the credit, kind by kind, the mistakes that were met, and how to go on."""

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnnhand.commands.quiz.results import Outcome, Result, score
from cnnhand.kinds import Part
from cnnhand.page import Listing, Page, Table, Text, Tone


def summary(outcome: Outcome, again: str) -> Page:
    """What was earned, kind by kind, the mistakes that were made, and the commands to go on with."""
    asked = outcome.asked
    answered = any(part.verdict for result in asked for part in result.parts)
    left = f"; not reached: {outcome.not_reached}" if outcome.not_reached else ""
    credit = f"Credit: {mixed(score(asked))} of {len(asked)}{left}" if answered else "Nothing was answered."
    made = met_mistakes(asked)
    found: Page = ()
    if made:
        rows = tuple((f"{met.made} of {met.possible}", met.words) for met in made)
        found = (Table(("questions", "what happened"), rows),)
    if command := practice(made, asked):
        found = (*found, Text("To practise exactly this:", Tone.NOTE), Listing(command))
    return (
        Text(credit, Tone.HEADING),
        Table(("kind", "credit", "time"), tuple(_rows(asked))),
        *found,
        Text("The same questions again:", Tone.NOTE),
        Listing(again),  # a command is not wrapped, so that it can be copied
    )


def _rows(asked: Sequence[Result]) -> Iterator[tuple[str, ...]]:
    """The rows of the summary, whose credits add up to the whole."""
    for kind in dict.fromkeys(result.exercise.problem.kind() for result in asked):
        of_kind = [result for result in asked if result.exercise.problem.kind() == kind]
        seconds = round(sum(result.seconds for result in of_kind))
        yield (
            kind or "given",
            f"{mixed(score(of_kind))} of {len(of_kind)}",
            f"{seconds // 60}:{seconds % 60:02}",
        )


class Met(NamedTuple):
    """A mistake that was met: its ids, what it is in words, in how many questions, and in how many it can be made."""

    ids: tuple[str, ...]
    words: str
    made: int
    possible: int


def met_mistakes(asked: Sequence[Result]) -> list[Met]:
    """The mistakes met, those made most often first; where several give what was typed, the first two together."""
    causes = dict.fromkeys(cause for result in asked for cause in result.met)
    found = []
    for cause in causes:
        ids = tuple(cause.split(" or "))
        made_in = {id: [part.part for one in asked if id in one.mistakes for part in one.parts] for id in ids}
        sentences = [in_words(id, parts) for id, parts in made_in.items()]
        can_be_made = [result for result in asked if cause in result.met or ids[0] in result.possible]
        made = sum(cause in result.met for result in asked)
        found.append(Met(ids, ", or ".join(sentences), made, len(can_be_made)))
    return sorted(found, key=lambda met: -met.made)


def in_words(id: str, parts: Iterable[Part]) -> str:
    """What a mistake in some parts is, in the words of its kind, with the letters of the field."""
    asking = (problem for part in parts for problem in (part, part.size_problem()) if problem)
    mistakes = (mistake for problem in asking for mistake in problem.mistakes)
    return next((mistake.explain() for mistake in mistakes if mistake.id == id), id)


def without_reason(sentence: str) -> str:
    """What was done, without the reason behind it.

    >>> without_reason("without any zeros: the output would be smaller")
    'without any zeros'
    """
    return re.split("[:;] ", sentence)[0]


def avoided_in(result: Result, mistakes: Sequence[str]) -> str:
    """The first of some mistakes that could have been made in a question, with its numbers: `without the bias 3`."""
    parts = [part.part for part in result.parts]
    made = ((one, mistake) for one in parts for mistake, _ in one.wrong_answers() if mistake.id in mistakes)
    return next((without_reason(mistake.explain(one.letters())) for one, mistake in made), "")


def practice(made: Sequence[Met], asked: Sequence[Result]) -> str:
    """The command that asks the kinds in which mistakes were made, on problems on which they show.

    Nothing where they were made on problems of a file alone: nothing is drawn like them.
    """
    drawn = [result for result in asked if result.met and result.exercise.problem.kind()]
    if not drawn:
        return ""
    causes = {cause for result in drawn for cause in result.met}
    ids = dict.fromkeys(id for met in made if " or ".join(met.ids) in causes for id in met.ids[:1])
    kinds = dict.fromkeys(result.exercise.problem.kind() for result in drawn)
    codes = [result.exercise.code for result in asked if result.met and result.exercise.code]
    level = f" --level {codes[0].split('/')[1]}" if codes else ""
    options = [*(f" --kind {kind}" for kind in kinds), level, *(f" --mistake {id}" for id in ids)]
    return f"cnnhand quiz{''.join(options)}"


def mixed(number: Fraction) -> str:
    """A credit as people say it.

    >>> mixed(Fraction(5, 2)), mixed(Fraction(1, 2)), mixed(Fraction(8, 9))
    ('2½', '½', '0.89')
    """
    whole, rest = divmod(number, 1)
    signs = {Fraction(1, 4): "¼", Fraction(1, 2): "½", Fraction(3, 4): "¾"}
    if not rest:
        return str(whole)
    return f"{whole or ''}{signs[rest]}" if rest in signs else f"{float(number):.2f}"
