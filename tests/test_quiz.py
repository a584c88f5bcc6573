"""The loop of the quiz, on a screen that remembers what it showed."""

import signal
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cnnhand import kinds
from cnnhand.commands.quiz.choosing import choose, follow_up
from cnnhand.commands.quiz.deadline import Deadline
from cnnhand.commands.quiz.quiz import Quiz
from cnnhand.commands.quiz.results import Ending
from cnnhand.commands.quiz.summary import mixed, summary
from cnnhand.commands.solve import is_drawn
from cnnhand.exact.values import Grid
from cnnhand.files import problems
from cnnhand.formats import plain
from cnnhand.formats.json_text import plain_json
from cnnhand.kinds import Exercise, Problem
from cnnhand.kinds.codes import Code, draw
from cnnhand.page import Equation, Page, Step, Working
from tests.problem_files import problem

CELL = draw(Code("conv-cell", "easy", 11, 1))
"""A cell whose answer is 10; without its bias it comes to 9, with the kernel turned to −6."""
COUNT = draw(Code("parameter-count", "easy", 1, 1))


TWO_MAPS = problem(
    "input: [[1, 2], [3, 4]]\nlayers: [{conv: {filters: [{weights: [[1]]}, {weights: [[2]]}]}}]\nask: map\n"
)
"""1 2; 3 4 | 2 4; 6 8"""
TWO_BY_TWO = problem("input: [[1, 2], [3, 4]]\nlayers: [{conv: {weights: [[1]]}}]\nask: map\n")

SIZE = problem("input: 31x31x3\nlayers: conv3-10\nask: volume\n")
"""29×29×10"""


class Learner:
    """A screen on which a learner types what was planned, and at which everything shown is kept as text."""

    def __init__(self, *typed: str, interactive: bool = False) -> None:
        self.typed: Iterator[str] = iter(typed)
        self.interactive = interactive
        self.shown = ""

    def show(self, page: Page) -> None:
        self.shown += plain.text(page)

    frame = show

    def lines(self, page: Page) -> int:
        return 1

    def clock(self, time: str) -> bool:
        return False

    def ask(self, prompt: str) -> str | None:
        self.shown += prompt
        return next(self.typed, None)


def play(*typed: str, exercises: list[Exercise] | None = None, **options: Any) -> tuple[Quiz, str]:
    """A quiz of one cell, without follow-ups unless they are asked for, and all that it showed."""
    exercises = exercises or [CELL]
    learner = Learner(*typed, interactive=options.pop("interactive", False))
    quiz = Quiz(learner, **{"follows_up": False, **options})
    quiz.run(exercises, len(exercises))
    return quiz, learner.shown


def credit(*typed: str, **options: Any) -> Fraction:
    """The credit for a question answered so."""
    quiz, _ = play(*typed, **options)
    return sum((result.credit for result in quiz.outcome.results), Fraction(0))


def test_a_right_answer_at_once_earns_all() -> None:
    """Full credit, and nothing more is shown."""
    quiz, shown = play("10")
    assert [(True, 1)] == [(result.correct, result.credit) for result in quiz.outcome.results]
    assert shown.endswith("> ✓ 10\n")


def test_a_right_answer_at_the_second_attempt_earns_half() -> None:
    """As the rules say."""
    assert Fraction(1, 2) == credit("9", "10")


def test_a_hint_halves_the_credit() -> None:
    """However many are taken."""
    assert Fraction(1, 2) == credit("?", "?", "10")


def test_a_mistake_is_named_and_the_answer_kept_back() -> None:
    """After the first wrong answer the learner hears what gives that number, but not the right one."""
    _, shown = play("-6")
    assert "✗ −6  That is what you get with the kernel turned by 180° (a true convolution)." in shown
    assert "Answer: " not in shown


def test_the_working_comes_after_the_last_attempt() -> None:
    """With the answer at its end."""
    quiz, shown = play("9", "8")
    assert shown.endswith("Answer: 10\n")
    assert (False, ["bias-forgotten", "largest-product", "bias-subtracted"]) == (
        quiz.outcome.results[0].correct,
        quiz.outcome.results[0].mistakes,
    )


@pytest.mark.parametrize(
    ("file", "typed"),
    [
        ("input: 7x7x1\nlayers: conv3-8\nask: [volume, parameters]\n", ("5x5x8; 81", "80")),
        ("input: 227x227x3\nlayers: conv11-96/4\nask: im2col\n", ("363", "55", "3025")),
        ("input: 227x227x3\nlayers: conv11-96/4\nask: im2col\n", ("363x3026", "3025")),
    ],
)
def test_all_parts_may_be_answered_on_one_line(file: str, typed: tuple[str, ...]) -> None:
    """What goes wrong is asked again by itself."""
    (exercise,) = problems.parse(file.encode(), "F")
    quiz = Quiz(Learner(*typed), follows_up=False)
    quiz.run([exercise], 1)
    assert [True] == [result.correct for result in quiz.outcome.results]


def test_what_cannot_be_read_costs_nothing() -> None:
    """It says where, and the attempt is still there."""
    quiz, shown = play("1O", "", "10", attempts=1)
    assert 1 == quiz.outcome.results[0].credit
    assert "'O' in '1O' cannot be read; type a number" in " ".join(shown.split())


def test_hints_are_a_ladder_that_ends_before_the_answer() -> None:
    """Equation, formula with the numbers, first step, and then no more."""
    _, shown = play("?", "?", "?", "?")
    formula, filled, step, end = shown.split("> ")[1:5]
    assert "y = Σ x·w under the window + b" in formula
    assert "it covers rows 1–3, columns 2–4; b = 1" in " ".join(filled.split())
    assert "= 9" in step
    assert "There is no further hint." in end
    assert "10" not in formula + filled + end


def test_a_formula_that_is_the_answer_when_it_is_filled_in_is_no_hint() -> None:
    """The biases of a layer are its filters: after "biases = K" there is nothing left to hint at."""
    working = Working("biases = K", "5", (Step("biases", "5", 5),))
    assert ((Equation("biases = K  (K: filters)"),),) == working.hints


def test_a_filled_in_formula_comes_after_the_steps_that_it_needs() -> None:
    """The sides of the output are for the learner to find before they are put in."""
    steps = (Step("W2", "(6 − 3)/1 + 1", 4), Step("cells", "4·4", 16))
    ladder = Working("cells = a·a", "4·4", steps, after=1).hints
    assert ((Equation("cells = a·a"),), (steps[0],), (Equation("4·4"),)) == ladder


def test_skip_shows_the_working_and_earns_nothing() -> None:
    """The question counts as asked."""
    quiz, shown = play("skip")
    assert [(None, Fraction(0))] == [(quiz.outcome.results[0].record()["typed"], quiz.outcome.results[0].credit)]
    assert "Answer: 10" in shown


@pytest.mark.parametrize("word", ["quit", "q", "QUIT"])
def test_quit_keeps_what_was_answered(word: str) -> None:
    """The question left open is counted too, and earns nothing."""
    quiz, _ = play("10", word, exercises=[CELL, COUNT])
    assert [("10", True), (None, False)] == [
        (entry["typed"], entry["correct"]) for entry in quiz.outcome.record()["questions"]
    ]


def test_a_wrong_attempt_before_the_end_of_the_input_is_kept() -> None:
    """Nothing that was typed is lost."""
    quiz, _ = play("9")
    assert [("9", False)] == [(result.record()["typed"], result.correct) for result in quiz.outcome.results]


def test_help_says_what_can_be_typed() -> None:
    """And gives an example of the answer wanted here."""
    _, shown = play("help")
    assert "Here: a number such as 6, -3, 9/4, 2.25 or 4+0+1+1." in shown


def test_help_in_an_exam_promises_no_hint_and_no_working_before_the_end() -> None:
    """What a hint costs is of no interest there, and a skipped question is explained at the end."""
    _, shown = play("help", exam=True)
    assert "there are no hints" in shown
    assert "the next hint" not in shown
    assert "skip   go on without an answer; its working is shown, in an exam at the end" in shown


def test_what_is_left_is_said_where_no_clock_can_be_shown(capfd: pytest.CaptureFixture[str]) -> None:
    """Ten seconds before the end, behind which the prompt stands again."""
    if not hasattr(signal, "setitimer"):
        pytest.skip("Windows has no alarm: the heading of the next question says it there")
    with Deadline(10.6).watching("> ", clock=lambda time: False):
        signal.pause()
    assert "\n10 s left\n> " == capfd.readouterr().err


def test_a_volume_earns_credit_side_by_side() -> None:
    """Two sides of three right are two thirds, halved at the second attempt; the best attempt counts."""
    exercise = draw(Code("output-size", "easy", 1, 1))
    width, height, depth = exercise.problem.exact_parts()[0].answer()  # type: ignore[misc]
    assert Fraction(2, 3) == credit(f"{width}x{height}x{depth + 1}", "1x1x1", exercises=[exercise])


def test_a_map_earns_credit_cell_by_cell_and_its_wrong_cells_are_named() -> None:
    """The right numbers are shown only when no attempt is left."""
    exercise = draw(Code("max-pool", "easy", 1, 1))
    answer = exercise.problem.exact_parts()[0].answer()
    assert isinstance(answer, Grid)
    rows = [list(row) for row in answer.channels[0]]
    rows[0][1] += 50
    typed = "; ".join(" ".join(map(str, row)) for row in rows)
    cells = answer.width * answer.height
    quiz, shown = play(typed, exercises=[exercise])
    assert Fraction(cells - 1, cells) == quiz.outcome.results[0].credit
    assert f"{cells - 1} of the {cells} cells are right." in shown
    assert "should be" not in shown
    assert any(f"✗{rows[0][1]}" in line and "✓" in line for line in shown.splitlines())
    _, shown = play(typed, exercises=[exercise], attempts=1)
    assert f"row 1, column 2: {rows[0][1]}, should be {rows[0][1] - 50}." in shown


def test_a_follow_up_shows_the_same_mistake_again() -> None:
    """It is of the same kind and level, the mistake applies to it, and it is counted."""
    quiz, shown = play("-6", "10", follows_up=True)
    assert "Follow-up to question 1 · conv cell · easy  conv-cell/easy/11.5004" in shown
    quiz, shown = play("-6", "10", "skip", follows_up=True)
    follow_up = quiz.outcome.results[1].exercise
    assert "kernel-flipped" in {m.id for part in follow_up.problem.exact_parts() for m, _ in part.wrong_answers()}
    assert 2 == len(quiz.outcome.results)


def test_an_exam_says_nothing_before_the_end() -> None:
    """One attempt, no hints, then what was wrong and the working."""
    _, shown = play("?", "-6", "24", exercises=[CELL, COUNT], exam=True)
    before, _, review = shown.partition("Question 1 · conv-cell/easy/11.1")
    assert "There are no hints in an exam." in before
    assert "right" not in before.lower()
    assert "✗ −6  That is what you get with the kernel turned by 180°" in review
    assert "Answer: 10" in review


def test_an_exam_ends_when_its_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed after that no longer counts."""
    now = [0.0]
    monkeypatch.setattr("cnnhand.commands.quiz.deadline.monotonic", lambda: now[0])

    class Slow(Learner):
        def ask(self, prompt: str) -> str | None:
            now[0] += 40
            return super().ask(prompt)

    learner = Slow("10", "24")
    quiz = Quiz(learner, exam=True, minutes=1)
    quiz.run([CELL, COUNT], 2)
    assert "The time is up. What was typed last came too late and does not count." in learner.shown
    assert [1, 0] == [result.credit for result in quiz.outcome.results]
    assert Ending.TIME_UP is quiz.outcome.ended


def test_the_follow_up_says_whether_the_mistake_was_made_again() -> None:
    """Right at the second try, after the same mistake, is not "not made again"."""
    again = follow_up(CELL, 1, ["kernel-flipped"])
    assert again is not None
    (part,) = again.problem.exact_parts()
    flipped = next(str(value) for mistake, value in part.wrong_answers() if mistake.id == "kernel-flipped")
    _, once = play("-6", "10", str(part.answer()), follows_up=True)
    _, twice = play("-6", "10", flipped, str(part.answer()), follows_up=True)
    avoided = "This time it is right, and not what you get with the kernel turned by 180° (a true convolution)."
    assert (avoided in " ".join(once.split()), "The same mistake again" in once) == (True, False)
    assert (avoided in twice, "The same mistake again" in twice) == (False, True)


def test_the_summary_has_a_row_a_kind_and_says_how_to_play_again() -> None:
    """Credit and time, the mistakes in words, and what practises exactly these."""
    quiz, _ = play("-6", "10", "skip", exercises=[CELL, COUNT])
    text = plain.text(summary(quiz.outcome, "cnnhand quiz --seed 11"))
    assert "Credit: ½ of 2" in text
    rows = [line.split() for line in text.splitlines()]
    assert ["conv-cell", "½", "of", "1", "0:00"] in rows
    assert ["1", "of", "1", *["with", "the", "kernel", "turned", "by", "180°", "(a", "true", "convolution)"]] in rows
    assert "cnnhand quiz --kind conv-cell --level easy --mistake kernel-flipped\n" in text
    assert "The same questions again:\n\n    cnnhand quiz --seed 11\n" in text


def test_what_a_file_asks_has_no_kind_and_no_code() -> None:
    """Its heading ends in no dot, its row of the summary says so, and no command is made up to practise it."""
    quiz, shown = play("27x27x10", "29x29x10", exercises=[Exercise(SIZE)])
    assert "Question 1 of 1\n" in shown
    text = plain.text(summary(quiz.outcome, "cnnhand quiz sheet.yaml"))
    assert ["given", "½", "of", "1", "0:00"] in [line.split() for line in text.splitlines()]
    assert "with the filter taken off at both ends" in text
    assert "To practise" not in text
    quiz, _ = play("27x27x10", "29x29x10", "-6", "10", exercises=[Exercise(SIZE), CELL])
    text = plain.text(summary(quiz.outcome, "cnnhand quiz sheet.yaml"))
    assert "cnnhand quiz --kind conv-cell --level easy --mistake kernel-flipped\n" in text


def test_a_command_typed_between_the_rows_of_a_grid_loses_none() -> None:
    """A hint, the question once more, a row that cannot be read: the rows typed so far stay."""
    exercise = draw(Code("max-pool", "easy", 1, 1))
    answer = exercise.problem.exact_parts()[0].answer()
    assert isinstance(answer, Grid)
    first, *rest = [" ".join(map(str, row)) for row in answer.channels[0]]
    learner = Learner(first, "?", "show", "1 x", *rest, "", interactive=True)
    quiz = Quiz(learner)
    quiz.run([exercise], 1)
    assert [True] == [result.correct for result in quiz.outcome.results]
    assert "'x' cannot be read; type a grid's rows" in learner.shown
    assert 2 == learner.shown.count("Which map comes out?")


def test_a_decimal_that_is_cut_off_costs_nothing() -> None:
    """8/3 is 2.667 rounded: who types 2.66 has computed it right."""
    cell = problem("input: [[5/3]]\nlayers: [{conv: {weights: [[1]], bias: 1}}]\nask: cell\nat: 1,1\n")
    quiz, shown = play("2.66", "2.67", exercises=[Exercise(cell)], attempts=1)
    assert "A decimal is cut off: round the last decimal. That costs nothing." in " ".join(shown.split())
    assert 1 == quiz.outcome.results[0].credit


def test_a_decimal_that_is_rounded_too_far_costs_nothing() -> None:
    """Where it is right as far as it goes, two places are asked for."""
    third = problem(
        "input: [[1/3]]\nlayers: [{conv: {weights: [[4]], bias: 1}}]\nask: cell\nat: 1,1\n"
    )  # 4/3 + 1 = 7/3
    quiz, shown = play("2.3", "2.33", exercises=[Exercise(third)], attempts=1)
    assert "A decimal is rounded too far: type two decimals at the least." in " ".join(shown.split())
    assert 1 == quiz.outcome.results[0].credit


@pytest.mark.parametrize(
    ("typed", "how"),
    [
        (("10", "skip", "skip"), Ending.ALL_ASKED),
        (("10", "quit"), Ending.QUIT),
        (("10",), Ending.END_OF_INPUT),
    ],
)
@pytest.mark.parametrize("exam", [True, False])
def test_every_question_of_a_file_has_its_entry(typed: tuple[str, ...], how: Ending, exam: bool) -> None:
    """However the quiz ended, so that what it is out of is the number of its questions."""
    quiz, _ = play(*typed, exercises=[CELL, CELL, COUNT], exam=exam)
    record = quiz.outcome.record()
    assert (how.value, 3, 3) == (record["ended"], record["of"], len(record["questions"]))
    reached = [True, True, how is Ending.ALL_ASKED]
    assert reached == [entry["reached"] for entry in record["questions"]]
    assert reached.count(False) == record["not_reached"]


def test_the_credits_in_the_summary_add_up() -> None:
    """One right of two asked: what was left open stands in the row of its kind, what was not reached counts nowhere."""
    quiz, _ = play("10", "quit", exercises=[CELL, COUNT, CELL, CELL])
    lines = [line.split() for line in plain.text(summary(quiz.outcome, "")).splitlines()]
    assert ["Credit:", "1", "of", "2;", "not", "reached:", "2"] == lines[0]
    assert [["conv-cell", "1", "of", "1", "0:00"], ["parameter-count", "0", "of", "1", "0:00"]] == lines[4:6]


def test_the_summary_fits_a_narrow_terminal() -> None:
    """All but the commands, which are never wrapped."""
    quiz, _ = play("9", "8")
    lines = plain.text(summary(quiz.outcome, "cnnhand quiz"), 40).splitlines()
    assert 40 >= max(len(line) for line in lines if "cnnhand" not in line)


def test_an_interrupted_quiz_keeps_its_results() -> None:
    """Ctrl-C goes through, and the outcome says that it did."""

    def exercises() -> Iterator[Exercise]:
        yield CELL
        raise KeyboardInterrupt

    quiz = Quiz(Learner("10"))
    with pytest.raises(KeyboardInterrupt):
        quiz.run(exercises(), 3)
    assert (Ending.INTERRUPTED, 1, 3, 2) == (
        quiz.outcome.ended,
        quiz.outcome.results[0].credit,
        quiz.outcome.of,
        quiz.outcome.not_reached,
    )


def test_a_drawn_quiz_that_is_left_draws_nothing_more() -> None:
    """The questions not reached are counted, and an exam says that it does not review them."""
    for exam in (True, False):
        exercises = iter([CELL, COUNT])
        learner = Learner("quit")
        quiz = Quiz(learner, exam=exam)
        quiz.run(exercises, 2)
        assert COUNT is next(exercises)
        assert (2, 1, 1) == (quiz.outcome.of, quiz.outcome.not_reached, len(quiz.outcome.results))
        assert exam is ("1 question was not reached, and is not reviewed." in learner.shown)


def test_an_exam_reviews_what_was_not_reached() -> None:
    """What was left open too; a drawn exam draws the rest for it where the input or the time has ended."""
    learner = Learner("10")
    Quiz(learner, exam=True).run(iter([CELL, CELL, COUNT]), 3)
    review = learner.shown.partition("Question 2 · conv-cell/easy/11.1")[2]
    assert "Answer: 10" in review
    assert "Question 3 · parameter-count/easy/1.1 · not reached" in review
    assert f"Answer: {COUNT.problem.exact_parts()[0].answer()}" in review


def test_the_record_has_these_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `--json` prints is a promise."""
    monkeypatch.setattr("cnnhand.commands.quiz.quiz.monotonic", lambda: 0.0)
    quiz, _ = play("-6", "10")
    assert {
        "ended": "all-asked",
        "score": "1/2",
        "of": 1,
        "not_reached": 0,
        "questions": [
            {
                "kind": "conv-cell",
                "code": "conv-cell/easy/11.1",
                "title": None,
                "reached": True,
                "typed": "10",
                "answer": 10,
                "correct": True,
                "credit": "1/2",
                "mistakes": ["kernel-flipped"],
                "seconds": 0.0,
            }
        ],
    } == quiz.outcome.record()


def test_of_several_parts_each_has_its_answer() -> None:
    """What was typed for each, and nothing for the parts that were not asked any more."""
    exercise = draw(Code("pipeline", "easy", 3, 6))
    first, *_ = answers = [part.answer() for part in exercise.problem.exact_parts()]
    quiz, _ = play(str(first), exercises=[exercise])
    (entry,) = quiz.outcome.record()["questions"]
    assert [str(first), None, None] == entry["typed"]
    names = exercise.problem.parts()
    assert [{"part": name, "answer": plain_json(answer)} for name, answer in zip(names, answers, strict=True)] == entry[
        "answer"
    ]


@pytest.mark.parametrize(("number", "said"), [("0", "0"), ("1/2", "½"), ("3", "3"), ("7/4", "1¾"), ("11/9", "1.22")])
def test_credit_is_said_as_people_say_it(number: str, said: str) -> None:
    """Halves and quarters by their signs."""
    assert said == mixed(Fraction(number))


@pytest.mark.parametrize("name", kinds.names())
def test_every_kind_can_be_played_to_the_end(name: str) -> None:
    """Hints to the last, garbage, a skip for every part: never an exception."""
    exercise = draw(Code(name, "medium", 5, 1))
    parts = len(exercise.problem.parts())
    quiz, shown = play(*(["?"] * 60 + ["~", "skip"]) * parts, exercises=[exercise])
    drawn = sum(is_drawn(part.answer()) for part in exercise.problem.exact_parts())
    assert parts == shown.count("Answer: ") + drawn
    assert [Fraction(0)] == [result.credit for result in quiz.outcome.results]


def test_a_bundled_network_is_asked_cell_by_cell() -> None:
    """The totals at the end are those of LeNet-5: 61,470 weights, 236 biases, 61,706 parameters."""
    (exercise,) = choose("lenet-5", None, "easy", None, None).exercises
    assert [61470, 236, 61706] == [part.answer() for part in exercise.problem.exact_parts()[-3:]]


def test_a_network_with_branches_is_asked_too() -> None:
    """Where branches come together their volume is asked, and the totals are those of the paper."""
    (exercise,) = choose("resnet-50", None, "easy", None, None).exercises
    assert 25_557_032 == exercise.problem.exact_parts()[-1].answer()


def test_after_a_wrong_answer_the_first_question_mark_says_why_and_is_free() -> None:
    """The second is a hint, and halves; after the last attempt the reason is said unasked."""
    _, shown = play("9", "?", "10")
    assert "The bias belongs to every output: it is added once." in shown
    assert "y = Σ" not in shown
    _, shown = play("9", "?", "?", "10")
    assert "y = Σ" in shown
    _, shown = play("9", attempts=1)
    assert "The bias belongs to every output: it is added once." in shown


# ---- the steps behind the last attempt, the step that is asked again, and the table that is filled in ---------------


def test_the_table_has_the_right_number_where_a_wrong_one_was_typed_and_no_cross_at_it() -> None:
    chain = [draw(Code("size-chain", "easy", 1, 1))]
    first, second = (str(part.answer()) for part in chain[0].problem.exact_parts()[:2])
    _, shown = play("1x1x1", "1x1x2", second, exercises=chain, interactive=True)
    (row,) = [line for line in shown.splitlines() if line.startswith("1   conv") and first in line][:1]
    assert "✗" not in row


def test_where_no_mistake_is_known_the_steps_are_asked_until_one_is_wrong() -> None:
    """23·7 weights and 7 biases: the slip was in 23·7, and finding it earns nothing."""
    quiz, shown = at_terminal(COUNT.problem, "398", "380")
    assert "None of the usual mistakes gives this." in shown
    assert "weights: what comes out?" in shown
    assert "Here is the slip:\n  weights  23·7 = 161" in shown
    assert 0 == quiz.outcome.results[0].credit


def test_the_steps_go_on_while_they_are_right_and_enter_leaves_them() -> None:
    """What cannot be read is typed again; at their end it is said where the slip must be."""
    _, shown = at_terminal(COUNT.problem, "169", "x!", "?", "161", "7")
    assert "A step has no hint" in shown
    assert "✓ 161" in shown
    assert "Each of these is right, so the slip comes after it:\n  parameters  161 + 7 = 168" in shown
    _, shown = at_terminal(COUNT.problem, "169", "")
    assert "slip is" not in shown
    assert "Answer: 168" in shown


def test_a_pipe_is_not_asked_for_steps() -> None:
    """Its next line is an answer to the next question."""
    _, shown = play("169", "10", exercises=[COUNT, CELL], attempts=1)
    assert "Where is the slip?" not in shown
    assert "✓ 10" in shown


CHAIN = draw(Code("size-chain", "easy", 167, 1))
"""18×18×3, then 15 filters of 3×3: 16×16×15, then max pooling: 8×8×15."""


def test_a_table_fills_up_part_by_part_with_the_asked_cell_marked() -> None:
    """A layer a row; in an exam it has what was typed, and no mark of right or wrong. A pipe has the answers above."""
    _, shown = play("16x16x15", "8x8x15", exercises=[CHAIN], interactive=True)
    rows = [line.split() for line in shown.splitlines()]
    assert ["1", "conv3-15", "✓", "16×16×15"] in rows
    assert ["2", "maxpool2", "[?]"] in rows
    _, shown = play("9x9x9", "8x8x15", exercises=[CHAIN], exam=True, interactive=True)
    assert ["1", "conv3-15", "9×9×9"] in [line.split() for line in shown.splitlines()]
    _, shown = play("16x16x15", "8x8x15", exercises=[CHAIN])
    assert "[?]" not in shown


def test_the_maps_of_the_parts_before_stand_beside_the_next_one() -> None:
    """They are what the next part is computed from."""
    pipeline = draw(Code("pipeline", "easy", 3, 6))
    _, shown = play("skip", "skip", exercises=[pipeline], interactive=True)
    assert any("map of layer 1" in line and "map of layer 2" in line for line in shown.splitlines())


@pytest.mark.parametrize(
    ("asked", "wrong", "later"),
    [
        ("input: 28x28x1\nlayers: conv3-8 flatten fc-10\nask: [parameters of total, parameters of 1]", "56", "80"),
        (
            "input: [[1, 3], [3, 4]]\nlayers: [relu, avgpool2]\ngradient: [[8]]\nask: [dX of 1, dX of 2]",
            ("5 5; 5 5", "6 6; 6 6"),
            "│ 2 2",
        ),
    ],
)
def test_a_working_that_shows_what_is_asked_next_is_left_out(asked: str, wrong: Sequence[str], later: str) -> None:
    """Nor do a hint or a walk give it away."""
    first, second = wrong
    _, shown = play("?", "?", first, "w", second, exercises=problems.parse(asked.encode(), "F"))
    assert "shows what is asked next" in shown
    assert later not in shown


def test_a_follow_up_asks_the_part_that_went_wrong_with_those_before_it_given() -> None:
    """Also after a skip, where no mistake is known."""
    quiz, shown = play("16x16x15", "skip", "skip", exercises=[CHAIN], follows_up=True)
    after = shown.partition("Follow-up to question 1")[2]
    assert "Only this is asked: the volume of layer 2" in after
    assert (1, 2) == (len(quiz.outcome.results[1].parts), len(quiz.outcome.results))


def test_nothing_is_pushed_off_the_screen_before_enter() -> None:
    """A verdict of 20 lines and a question of 20 do not fit 24; where both fit nothing is asked."""

    class Tall(Learner):
        tall = 20

        def lines(self, page: Page) -> int:
            return self.tall

    for tall, waits in ((20, True), (5, False)):
        learner = Tall("10", "", "168", interactive=True)
        learner.tall = tall
        Quiz(learner).run([CELL, COUNT], 2)
        assert waits is ("Press Enter for what follows" in learner.shown)


def test_w_walks_through_the_working_of_the_last_answer() -> None:
    """Also of a right one; after a wrong one the part is given up, and before any answer there is none."""
    _, shown = play("w", "10", "w", "w", "1", "w", exercises=[CELL, COUNT])
    before, _, after = shown.partition("✓ 10")
    assert "There is no working to walk through before an answer." in before and "with the bias" not in before
    assert 2 == after.count("with the bias  9 + 1 = 10")
    assert after.endswith("Answer: 168\n")


def test_the_very_first_quiz_begins_with_a_question_that_is_worked_out() -> None:
    """It is read before the first one is asked, its working by itself if both are too tall; a pipe is not shown any."""
    learner = Learner("", "10", interactive=True)
    Quiz(learner, first=True).run([CELL], 1)
    before, _, after = learner.shown.partition("Press Enter for the first question.")
    assert "Before you begin, one that is worked out:" in before
    assert "Answer: " in before
    assert "✓ 10" in after
    assert "worked out" not in play("10", first=True)[1]


# ---- what is free, and rows typed one by one ------------------------------------------------------------------------


def test_the_same_wrong_answer_again_is_free() -> None:
    """It is said to be the same, and the second attempt is still there."""
    quiz, shown = play("9", "9.0", "10")
    assert "That is the answer that was not right" in shown
    assert Fraction(1, 2) == quiz.outcome.results[0].credit


VECTOR = problem("input: [[1, -2, 3]]\nlayers: relu\nask: map\n")  # 1 0 3


def at_terminal(problem: Problem, *typed: str, **options: Any) -> tuple[Quiz, str]:
    """The same at a terminal, where a grid is typed row by row."""
    learner = Learner(*typed, interactive=True)
    quiz = Quiz(learner, **{"follows_up": False, "attempts": 1, **options})
    quiz.run([Exercise(problem)], 1)
    return quiz, learner.shown


@pytest.mark.parametrize(
    "typed",
    [
        ("1 2", "3 4", "", "2 4", "6 8", ""),
        ("1 2;", "3 4;", "", "2 4;", "6 8", ""),
        ("[1 2]", "[3 4]", "", "[2, 4]", "[6, 8]", ""),
        ("1 2; 3 4", "2 4; 6 8"),
        ("1 2; 3 4 | 2 4; 6 8",),
        ("1 2", "3 4", "|", "2 4", "6 8", ""),
        ("1 2", "3 4 |", "2 4", "6 8", ""),
        ("[[1, 2],", " [3, 4]]", "[[2, 4], [6, 8]]"),
        ("tensor([[[1., 2.],", "         [3., 4.]],", "", "        [[2., 4.],", "         [6., 8.]]])"),
        ("1 2", "3 9", "back", "3 4", "", "2 4", "back", "back", "3 4", "", "2 4", "6 8", ""),
        ("1 2", "3", "3 4", "", "", "2 4", "", "6 8", ""),
        ("    1 2", "1 │ 1 2", "2 │ 3 4", "", "    1 2", "1 │ 2 4", "2 │ 6 8", ""),
        ("╭─────╮", "│ 1 2 │", "│ 3 4 │", "╰─────╯", "", "2 4", "6 8", ""),
    ],
)
def test_two_channels_are_typed_one_after_the_other(typed: tuple[str, ...]) -> None:
    """However their rows are written, nothing is marked before both are there, and no attempt is lost."""
    quiz, shown = at_terminal(TWO_MAPS, *typed)
    assert [True] == [result.correct for result in quiz.outcome.results]
    assert 1 == shown.count("✓ ")
    assert "✗" not in shown


def test_the_prompts_say_the_channel_and_line_up() -> None:
    """The ninth row and the tenth begin in the same column."""
    _, shown = at_terminal(TWO_MAPS, "1 2", "3 4", "", "2 4", "skip")
    assert "channel 1, row 1>  channel 1, row 2>  channel 1, row 3>  channel 2, row 1>  channel 2, row 2>  " in shown


def test_a_ragged_row_is_refused_alone() -> None:
    """The others stay."""
    quiz, shown = at_terminal(TWO_BY_TWO, "1 2", "3 4 5", "3 4", "")
    assert "Row 2 has 3 numbers where row 1 has 2; every row must be as long" in " ".join(shown.split())
    assert quiz.outcome.results[0].correct


@pytest.mark.parametrize("typed", [("1 0 3",), ("1, 0, 3",), ("1", "0", "3"), ("1; 0; 3",), ("[[1], [0], [3]]",)])
def test_a_vector_needs_no_empty_line(typed: tuple[str, ...]) -> None:
    """In a row or in a column: where all its numbers are there it is marked."""
    quiz, _ = at_terminal(VECTOR, *typed)
    assert quiz.outcome.results[0].correct


def test_the_map_of_a_sequence_needs_no_empty_line() -> None:
    quiz, shown = at_terminal(problem("input: 1 2 3\nlayers: [{conv: {weights: [[2, -1]]}}]\nask: map\n"), "0 1")
    assert quiz.outcome.results[0].correct
    assert "Type its row, as in 6 8 3." in shown


def test_one_row_for_a_map_is_asked_about() -> None:
    """`1 2 3 4` has all the numbers of a 2×2 map, and the attempt is still there."""
    quiz, shown = play("1 2 3 4", "1 2; 3 4", exercises=[Exercise(TWO_BY_TWO)], attempts=1)
    assert "Where does the row end?" in shown
    assert quiz.outcome.results[0].correct


@pytest.mark.parametrize(
    ("asked", "typed"),
    [
        (TWO_BY_TWO, ("1 2", "3 4", "")),
        (TWO_BY_TWO, ("1 2", "3 4")),
        (TWO_BY_TWO, ("| 1 2 |", "3 4 5", "| 3 4 |")),
        (TWO_BY_TWO, ("1 2", "1 2; 3 4")),
        (TWO_BY_TWO, ("1 2", "", "1 2", "3 4")),
        (TWO_MAPS, ("1 2", "3 4", "2 4", "6 8")),
        (TWO_MAPS, ("1 2", "3 4", "", "2 4", "6 8", "")),
    ],
)
def test_the_rows_of_a_map_may_come_a_line_each_through_a_pipe(asked: Problem, typed: tuple[str, ...]) -> None:
    """They are one attempt; a line with ; is whole, and a half-finished map is asked back."""
    quiz, _ = play(*typed, exercises=[Exercise(asked)], attempts=1)
    assert quiz.outcome.results[0].correct


def test_at_the_end_of_a_pipe_the_rows_that_are_there_count() -> None:
    quiz, _ = play("1 2", exercises=[Exercise(TWO_BY_TWO)], attempts=1)
    assert [False] == [result.correct for result in quiz.outcome.results]


def test_a_map_without_its_last_rows_is_asked_back() -> None:
    """Also at a terminal, where an empty line came too soon."""
    quiz, shown = at_terminal(TWO_BY_TWO, "1 2", "", "1 2", "3 4", "")
    assert "Rows are missing: the map has more of them. It costs nothing." in shown
    assert quiz.outcome.results[0].correct


def test_a_whole_map_behind_its_first_row_is_asked_about() -> None:
    """Whether it is the map, or more rows of it; the attempt is still there. So it is after a single number."""
    quiz, shown = at_terminal(TWO_BY_TWO, "1 2", "1 2; 3 4", "back", "1 2; 3 4")
    assert "Row 1 is there already; type this again if its 2 rows come after it" in " ".join(shown.split())
    assert quiz.outcome.results[0].correct
    quiz, shown = at_terminal(TWO_BY_TWO, "7", "", "1 2; 3 4")
    assert "That is a single number, and more of them are asked. It costs nothing." in " ".join(shown.split())
    assert quiz.outcome.results[0].correct


def test_the_numbers_of_a_volume_in_another_order_are_free() -> None:
    """They are said to be right; a tuple is channels first as frameworks print it, and simply right."""
    quiz, shown = play("10x29x29", "29x29x10", exercises=[Exercise(SIZE)], attempts=1)
    assert "These are the three numbers; the order is width × height × depth." in shown
    assert quiz.outcome.results[0].correct
    quiz, _ = play("(10, 29, 29)", exercises=[Exercise(SIZE)], attempts=1)
    assert quiz.outcome.results[0].correct


@pytest.mark.parametrize(("typed", "right"), [("10x29x29", "29x29x10"), ("11x28x28", "28x28x11")])
def test_in_an_exam_what_is_asked_back_does_not_tell_whether_it_is_right(typed: str, right: str) -> None:
    """Right or wrong, the same question comes, once."""
    _, shown = play(typed, right, exercises=[Exercise(SIZE)], exam=True)
    before = shown.partition("Question 1\n")[0]
    assert "type it again if that is meant" in before
    assert "These are the three numbers" not in shown


def test_in_an_exam_a_rounded_decimal_is_not_asked_about() -> None:
    """8/3 is 2.67; 2.66 is cut off, which would tell that it is nearly right."""
    cell = problem("input: [[5/3]]\nlayers: [{conv: {weights: [[1]], bias: 1}}]\nask: cell\nat: 1,1\n")
    _, shown = play("2.66", exercises=[Exercise(cell)], exam=True)
    before, _, review = shown.partition("Question 1\n")
    assert "cut off" not in before
    assert "Answer: 8/3" in review


def test_the_rows_that_are_there_when_the_time_is_up_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that was typed is lost."""
    now = [0.0]
    monkeypatch.setattr("cnnhand.commands.quiz.deadline.monotonic", lambda: now[0])

    class Slow(Learner):
        def ask(self, prompt: str) -> str | None:
            now[0] += 25
            return super().ask(prompt)

    quiz = Quiz(Slow("1 2", "3 4", "", interactive=True), exam=True, minutes=1)
    quiz.run([Exercise(TWO_BY_TWO)], 1)
    assert [True] == [result.correct for result in quiz.outcome.results]


def test_the_review_can_be_written_to_a_file(tmp_path: Path) -> None:
    """And is not shown then."""
    path = tmp_path / "review.txt"
    _, shown = play("-6", exercises=[CELL], exam=True, review_file=path)
    assert "Answer: 10" in path.read_text(encoding="utf-8")
    assert "Answer: 10" not in shown


def test_the_review_is_read_a_question_at_a_time() -> None:
    """At a terminal Enter goes on, and quit leaves it."""
    learner = Learner("-6", "1", "quit", interactive=True)
    Quiz(learner, exam=True).run([CELL, COUNT], 2)
    assert "Answer: 10" in learner.shown
    assert "Answer: 168" not in learner.shown


def test_a_letter_is_an_answer_where_there_is_a_choice() -> None:
    """In brackets or not."""
    choice = problem("input: 7x7\nlayers: conv3/2\nask: size\noptions: [5x5, 3x3, 2x2]")
    _, shown = play("c", "(B)", exercises=[Exercise(choice)])
    assert "✗ 2×2  That is what you get without the + 1 at the end" in shown
    assert shown.endswith("> ✓ 3×3\n")
