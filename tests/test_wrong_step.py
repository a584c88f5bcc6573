"""Which step is wrong? After every kind that tells its mistakes apart there is one that asks for the mistake."""

import json
from fractions import Fraction
from functools import cache
from io import StringIO

import pytest

from cnnhand import answers, kinds
from cnnhand.commands.quiz.choosing import choose
from cnnhand.errors import ProblemFileError
from cnnhand.exact.values import Form
from cnnhand.files.problems import parse, write
from cnnhand.formats import plain, terminal
from cnnhand.formats.styles import Pen, console
from cnnhand.kinds import LEVELS, Exercise
from cnnhand.kinds.codes import Code, draw
from cnnhand.marking.steps import every_step
from cnnhand.marking.verdict import mark, mark_part
from cnnhand.questions.find_the_mistake import FindTheMistake
from tests.draws import PLAYED
from tests.run import cnnhand
from tests.test_quiz import play

ROOM = 20
"""So many of 24 lines are left by the heading, a blank line, the prompt and a verdict."""

every_kind = pytest.mark.parametrize("name", kinds.mistake_names())
SIZE = "input: 7x7x3\nlayers: conv3-24\nask: volume\n"


@cache
def found(name: str) -> list[tuple[Exercise, FindTheMistake]]:
    """A drawn question of each level; more where many problems are drawn."""
    codes = [Code(name, level, 1, number) for level in LEVELS for number in range(1, 1 + max(1, PLAYED // 4))]
    return [
        (exercise, exercise.problem) for exercise in map(draw, codes) if isinstance(exercise.problem, FindTheMistake)
    ]


@every_kind
def test_one_sentence_of_four_is_what_was_done(name: str) -> None:
    """What she wrote is wrong, only that mistake gives it, and each sentence is another one."""
    for _, problem in found(name):
        gives = [made.value for made in problem.step.options.values()]
        assert problem.right.answer() not in gives
        assert 1 == gives.count(problem.wrote)
        assert ("a", "b", "c", "d") == problem.step.choices
        assert 4 == len({made.said for made in problem.step.options.values()})
        assert problem.wrote == problem.step.options[str(problem.step.answer())].value


@every_kind
def test_her_working_leads_to_what_she_wrote_and_does_not_name_the_mistake(name: str) -> None:
    for _, problem in found(name):
        board = problem.step.board
        if board and problem.step.hers.mistake.change:  # else one side is worked out
            assert problem.wrote == board[-1].value
        assert all(not step.note and problem.step.hers.said not in step.label for step in board)
        assert set(problem.step.around()) <= set(board)


def test_no_right_step_stands_before_a_wrong_number_of_hers() -> None:
    """Of a map the first wrong cell is named, with what belongs there, and the map is drawn beside the input."""
    given = "input: |\n  1 2 0 4\n  3 5 8 0\n  1 1 1 1\n  3 3 3 3\nlayers: avgpool2/2\nask: map\nwrote: 5 8; 3 3\n"
    (exercise,) = parse(given.encode(), "")
    shown = plain.text(exercise.problem.question())
    assert "Row 1, column 1: she wrote 5 where (1 + 2 + 3 + 5)/4\nbelongs.\n" in shown
    assert "╭─ Ada's map ─╮" in shown
    assert () == exercise.problem.step.board


@every_kind
def test_it_is_read_as_it_is_written_and_fits_a_screen(name: str) -> None:
    for exercise, problem in found(name):
        entries = [line for line in write([exercise], with_answers=True).splitlines(True) if "code:" not in line]
        (again,) = parse("".join(entries).encode(), "")
        assert problem == again.problem
        assert again.published == tuple(part.answer() for part in problem.exact_parts())
        for coloured in (True, False):
            lines = terminal.drawn(problem.question(), Pen(console(StringIO(), 80, coloured), coloured=coloured))
            assert len(lines) <= ROOM
            apart = [line for line in map(terminal.plain, lines) if line[:3] in ("a) ", "b) ", "c) ", "d) ")]
            assert 4 == len(apart)  # each of the sentences begins a line
        assert max(map(len, plain.text(problem.question()).splitlines())) <= 80


@every_kind
def test_the_right_letter_and_the_right_answer_earn_everything(name: str) -> None:
    """A wrong letter costs nothing for what follows, and says what that mistake gives."""
    for _, problem in found(name):
        step, right = problem.exact_parts()
        assert mark(step, step.answer()).correct
        wrong = next(letter for letter in step.choices if letter != step.answer())
        (hint,) = mark(step, wrong).findings
        assert hint.hint and "it would be" in hint.sentence
        assert mark_part(problem, 1, (step.answer(),), (wrong,), right.answer()).correct
        again = mark_part(problem, 1, (step.answer(),), (wrong,), problem.wrote)
        assert (False, False) == (again.correct, again.followed)


def test_a_mistake_that_is_a_formula_is_shown_with_the_numbers_put_in() -> None:
    (exercise,) = parse(f"{SIZE}wrote: 4x4x24\n".encode(), "")
    shown = plain.text(exercise.problem.question())
    assert "Ada wrote 4×4×24.\n  width  (7 − 3 + 2·0)/1 = 4\n" in shown
    assert ") without the + 1 at the end\n" in shown


@pytest.mark.parametrize(
    ("wrote", "said"),
    [
        ("5x5x24", "wrote: this must be what one usual mistake gives"),
        ("1000x1x1", "wrote: this must be what one usual mistake gives"),
        ("4x4x24\noptions: [4x4x24, 5x5x24]", "wrote: this has letters of its own"),
        ("seven", "wrote: 'seven' is not three numbers"),
    ],
)
def test_what_no_single_mistake_gives_is_refused(wrote: str, said: str) -> None:
    """With its line."""
    with pytest.raises(ProblemFileError, match=f"^f:4: {said}"):
        parse(f"{SIZE}wrote: {wrote}\n".encode(), "f")


def test_a_kind_that_asks_for_a_mistake_needs_one() -> None:
    with pytest.raises(ProblemFileError, match="wrote: is missing"):
        parse(f"kind: mistake-in-output-size\n{SIZE}".encode(), "f")


def test_of_several_parts_one_is_wrong() -> None:
    chain = "input: 7x7x3\nlayers: conv3-24 maxpool2 \nask: volume\nof: each\nrounding: floor\nwrote: {}\n"
    (exercise,) = parse(chain.format("_; 2x2x12").encode(), "")
    shown = plain.text(exercise.problem.question())
    assert "The volume of layer 1, convolution 3×3: 5×5×24 is right.\n" in shown
    assert "The volume of layer 2, max pooling 2×2: Ada wrote 2×2×12.\n" in shown
    with pytest.raises(ProblemFileError, match="wrong answer to one part"):
        parse(chain.format("5x5x1; 2x2x12").encode(), "")


def test_a_quiz_asks_for_the_step_and_then_for_what_is_right() -> None:
    """A wrong letter is told what that mistake gives; the next part stands for itself."""
    (exercise,) = parse(f"{SIZE}wrote: 4x4x24\n".encode(), "")
    right = str(exercise.problem.exact_parts()[0].answer())
    quiz, shown = play("a" if right != "a" else "b", right, "5x5x24", exercises=[exercise])
    assert Fraction(3, 4) == quiz.outcome.results[0].credit
    assert "it would be" in shown


def test_a_step_at_a_time_what_each_mistake_gives_is_asked() -> None:
    """And the letter, of those that there are."""
    (exercise,) = parse(f"{SIZE}wrote: 4x4x24\n".encode(), "")
    step, _ = exercise.problem.exact_parts()
    *others, last = every_step(step)
    assert [Form.VOLUME] * 3 == [one.asked.form for one in others]
    assert step.answer() == answers.read(str(step.answer()), last.asked)


def test_a_mistake_that_is_wanted_is_the_one_that_she_made() -> None:
    for exercise in choose("mistake-in-output-size", None, "easy", 3, 1, ["no-plus-one"]).exercises:
        assert isinstance(exercise.problem, FindTheMistake)
        assert "no-plus-one" == exercise.problem.step.hers.mistake.id


def test_the_commands() -> None:
    """All kinds of it by one word, in a quiz, a file and the list."""
    drawn_ones = cnnhand("generate", "--kind", "mistakes", "-n", "3", "--seed", "1", "--answers")
    assert 3 == drawn_ones.out.count("kind: mistake-in-") == drawn_ones.out.count("wrote:")
    assert 0 == cnnhand("solve", "-", typed=drawn_ones.out).status
    assert "mistake-in-" in cnnhand("quiz", "mistakes", "-n", "1", "--no-log").out
    (solved,) = json.loads(cnnhand("solve", "mistake-in-output-size/easy/2.1", "--json").out)["problems"]
    assert ("17x17x32", "a") == (solved["problem"]["wrote"], solved["answer"][0]["answer"])
    assert "wrote" in cnnhand("kinds", "mistake-in-output-size").out
    assert "there is no kind 'mistake-in-kernel-name'" in cnnhand("kinds", "mistake-in-kernel-name").err
