"""Forms in which examinations really ask: each is a file in `tests/forms/`, and what must be right of it is right."""

from pathlib import Path

import pytest
import yaml

from cnnhand.answers.volumes import outside_brackets
from cnnhand.commands.quiz.quiz import Quiz
from cnnhand.commands.solve import solve
from cnnhand.files import problems as problem_file
from cnnhand.kinds import Exercise
from tests.test_quiz import Learner

FOLDER = Path(__file__).parent / "forms"
FORMS = sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "right")
RIGHT: dict[str, list[str]] = yaml.safe_load((FOLDER / "right.yaml").read_text("utf-8"))
CASES = [(form, answer) for form, answers in RIGHT.items() for answer in answers]


def asked(form: str, answer: str | None = None) -> Exercise:
    text = (FOLDER / f"{form}.yaml").read_text("utf-8")
    if answer is not None:
        line = "answer: " + yaml.safe_dump(answer, allow_unicode=True, width=10**6).strip().removesuffix("\n...")
        inside = text.replace("\n    ask:", f"\n    {line}\n    ask:") if "problems:" in text else f"{text}{line}\n"
        text = inside
    (exercise,) = problem_file.parse(text.encode(), form)
    return exercise


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_asked_as_it_stands(form: str) -> None:
    exercise = asked(form)
    assert exercise.problem.question()
    assert not solve(exercise).published_wrong


@pytest.mark.parametrize(("form", "answer"), CASES)
def test_what_is_right_is_right_as_a_published_answer(form: str, answer: str) -> None:
    solved = solve(asked(form, answer))
    assert [True] * len(solved.parts) == [verdict.correct for verdict in solved.verdicts]


@pytest.mark.parametrize(("form", "answer"), CASES)
def test_what_is_right_is_right_where_it_is_typed_part_by_part(form: str, answer: str) -> None:
    exercise = asked(form)
    several = len(exercise.problem.exact_parts()) > 1
    pieces = outside_brackets(answer, r"\|" if "|" in answer else r";|,\s+") if several else [answer]
    quiz = Quiz(Learner(*(piece.strip() for piece in pieces)), follows_up=False)
    quiz.run([exercise], 1)
    assert [True] == [result.correct for result in quiz.outcome.results]


PUBLIC = [exercise for path in (Path(__file__).parent / "public").iterdir() for exercise in problem_file.read(path)]


@pytest.mark.parametrize("exercise", PUBLIC, ids=lambda exercise: exercise.title)
def test_a_public_question_is_asked_as_it_stands_and_its_key_is_right_unless_a_note_says_what_slipped(
    exercise: Exercise,
) -> None:
    assert bool(exercise.note) is solve(exercise).published_wrong


def test_none_of_the_above_is_right_where_nothing_else_is() -> None:
    choice = "input: 7x7\nlayers: conv3\nask: size\noptions: [7x7, 4x4, None of the above]\nanswer: c"
    (exercise,) = problem_file.parse(choice.encode(), "choice")
    assert [True] == [verdict.correct for verdict in solve(exercise).verdicts]
