"""Which exercises a quiz asks: those of a file, drawn ones, and the one that follows a mistake."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import combinations, islice
from pathlib import Path
from random import randrange

from cnnhand import kinds
from cnnhand.commands.asking import quoted
from cnnhand.commands.quiz.filling import OneStep
from cnnhand.errors import UnknownNameError, shown
from cnnhand.exact.values import Value
from cnnhand.kinds import Exercise, Level, Part, Problem
from cnnhand.kinds.codes import FOLLOW_UPS, Code, draw, series, wanted_kinds
from cnnhand.memory.log import fingerprint
from cnnhand.questions.find_the_mistake import FindTheMistake

CANDIDATES, MOST_CANDIDATES = 30, 400
"""How many problems are looked at; more of sizes, whose mistakes are confounded, and which are soon drawn."""
MOST_MISSED = 200
"""So many questions in a row may be passed over in the search for one that shows a mistake."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The exercises of a quiz, how many they are, and the command that asks the same again."""

    exercises: Iterable[Exercise]
    count: int
    again: str
    faults: str = ""
    """What is wrong with other problems of their file."""


def choose(
    source: str | None,
    words: Sequence[str] | None,
    level: Level | None,
    count: int | None,
    seed: int | None,
    mistakes: Sequence[str] = (),
) -> Chosen:
    """The exercises of a file or bundled name, or drawn ones; of both only some kinds if these are named.

    A kind or a group may stand for the source. Level, count and seed are those of drawn problems: easy, 5 and made up
    where they are not given; `mistakes` asks for problems on which one of these shows.
    """
    if source == "-":
        raise UnknownNameError("a quiz reads the answers from standard input; name a file with the problems")
    if source is not None and names_kinds(source):
        words, source = [source, *(words or ())], None
    options = "".join(f" --kind {word}" for word in words or ())
    if source is not None:
        exercises, faults = _given(source, words)
        limit = f" -n {count}" if count else ""
        again = f"cnnhand quiz {quoted(source)}{options}{limit}"
        return Chosen(exercises[:count], len(exercises[:count]), again, faults)
    names, level, count = wanted_kinds(words), level or "easy", count or 5
    seed = randrange(1_000_000) if seed is None else seed
    drawn = _showing(series(names, level, seed), mistakes) if mistakes else series(names, level, seed)
    options += f" --level {level}" + "".join(f" --mistake {id}" for id in mistakes)
    return Chosen(islice(_each_once(drawn), count), count, f"cnnhand quiz{options} -n {count} --seed {seed}")


def names_kinds(source: str) -> bool:
    """Whether a word stands for a kind or a group; a file is meant by its ending or a slash.

    A word that is nearly one is refused with the nearest.
    """
    if "/" in source or Path(source).suffix or Path(source).is_file():
        return False
    known = [*kinds.names(), *kinds.mistake_names(), *kinds.groups().values(), kinds.MISTAKES]
    if source in known:
        return True
    from cnnhand.files import library  # a quiz on kinds alone reads no file

    bundled = [word for all in (False, True) for name in library.names(all) for word in name.split("/")]
    near = get_close_matches(source.lower(), [*known, *bundled], 1)
    others = list(dict.fromkeys([*kinds.meant(source), *near]))
    if source.lower() in bundled or (others == near and not set(near) & set(known)):
        return False
    what = "kind, group, file or bundled exercise"
    raise UnknownNameError(f"there is no {what} {shown(source)!r}; {kinds.proposed(others)}")


def _each_once(drawn: Iterator[Exercise]) -> Iterator[Exercise]:
    """Those whose question was not asked yet, until there are none for long: a kind may have few."""
    asked: set[str] = set()
    missed = 0
    for exercise in drawn:
        question = fingerprint(exercise.problem.question())
        missed = missed + 1 if question in asked else 0
        asked.add(question)
        if not missed:
            yield exercise
        elif missed == MOST_MISSED:
            yield from drawn


def _showing(drawn: Iterator[Exercise], mistakes: Sequence[str]) -> Iterator[Exercise]:
    """Those on which one of the mistakes shows; an `UnknownNameError` where there are none for long."""
    missed = 0
    for exercise in drawn:
        made = _mistakes_in(exercise.problem)
        if shown := [id for id in mistakes if id in made]:
            missed = 0
            yield replace(exercise, aims=tuple(shown))
        elif (missed := missed + 1) == MOST_MISSED:
            raise UnknownNameError(f"no question of these kinds shows the mistake {' or '.join(mistakes)}")


def _mistakes_in(problem: Problem) -> set[str]:
    """The mistakes that can be made in a question; of one that asks for a mistake that one."""
    if isinstance(problem, FindTheMistake):
        return {problem.step.hers.mistake.id}
    return {mistake.id for part in problem.exact_parts() for mistake, _ in part.wrong_answers()}


def _given(source: str, words: Sequence[str] | None) -> tuple[list[Exercise], str]:
    """The exercises of a file or bundled name, of some kinds if these are named, and the faults of its others."""
    from cnnhand.files import library
    from cnnhand.files.problems import usable

    exercises, faults = (network(source), "") if library.is_network(source) else usable(source)
    if not words:
        return exercises, faults
    wanted = wanted_kinds(words)
    chosen = [exercise for exercise in exercises if exercise.problem.kind() in wanted]
    if not chosen:
        there = ", ".join(dict.fromkeys(exercise.problem.kind() or "problems of its own" for exercise in exercises))
        raise UnknownNameError(f"{source} has no problem of the kind {' or '.join(words)}; it has {there}")
    return chosen, faults


def network(name: str) -> list[Exercise]:
    """The table of a bundled network as an exercise, a part a cell."""
    from cnnhand.files import network_file  # a quiz on other things needs neither
    from cnnhand.kinds.sizes.networks import cells_and_totals
    from cnnhand.questions.network import NetworkProblem

    described = network_file.find(name)
    problem = NetworkProblem(described.network, cells_and_totals(described.network), named="network-table")
    return [Exercise(problem, title=described.title, source=described.source)]


def follow_up(
    exercise: Exercise, number: int, mistakes: Sequence[str], at: int = 0, asked_before: Collection[str] = ()
) -> Exercise | None:
    """A fresh problem on the part `at`, which went wrong: these mistakes show again, told apart as well as may be.

    `number` is that of the question in the quiz. None where no candidate shows any of the mistakes and was not
    `asked_before`.
    """
    if not exercise.problem.kind():
        return None  # of a file: nothing is drawn like it
    step = _step(exercise.problem.parts()[at])
    code = Code.parse(exercise.code) if exercise.code else Code(exercise.problem.kind(), "medium", 0, number)
    first = FOLLOW_UPS + code.number % 1000 * MOST_CANDIDATES
    pairs = len(mistakes) * (len(mistakes) - 1) // 2
    most, best = (-1, -1), None
    for tried in range(MOST_CANDIDATES if kinds.load(code.kind).group == "sizes" else CANDIDATES):
        candidate = draw(Code(code.kind, code.level, code.seed, first + tried))
        problem = candidate.problem
        if asked_before and fingerprint(problem.question()) in asked_before:
            continue
        names = problem.parts()
        for place in sorted(range(len(names)), key=lambda place: place != at):
            shows = _told_apart(problem.exact_parts()[place], mistakes) if _step(names[place]) == step else most
            if shows > most and (shows[1] or not mistakes):
                most = shows
                asked = problem if len(names) == 1 else OneStep(problem, place)
                best = replace(candidate, problem=asked, aims=tuple(mistakes))
        if most == (pairs, len(mistakes)):
            break
    return best


def _step(name: str) -> str:
    """What is asked in a part, wherever it is asked: the weights of layer 2 are weights as those of layer 4."""
    return name.partition(" of ")[0]


def _told_apart(part: Part, mistakes: Sequence[str]) -> tuple[int, int]:
    """How many pairs of the mistakes a part tells apart, and how many of them can be made on it."""
    values: dict[str, set[Value]] = {}
    for mistake, value in part.wrong_answers():
        if mistake.id in mistakes:
            values.setdefault(mistake.id, set()).add(value)
    return sum(a.isdisjoint(b) for a, b in combinations(values.values(), 2)), len(values)
