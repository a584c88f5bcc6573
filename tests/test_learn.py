"""The lessons: for every kind of a first course, in short sentences, with examples that come out right."""

import re
from itertools import islice

import pytest

from cnnhand import kinds
from cnnhand.commands import learn
from cnnhand.commands.learn import EXAMPLES, Learning, alike
from cnnhand.commands.log import keeping
from cnnhand.formats import plain
from cnnhand.kinds.codes import Code, draw
from cnnhand.lessons import LESSONS, formulas, lesson
from cnnhand.marking.steps import every_step
from cnnhand.memory.log import place, read
from cnnhand.page import Table
from tests.run import cnnhand
from tests.test_quiz import Learner

every_lesson = pytest.mark.parametrize("name", LESSONS)
LETTER = re.compile(r"(?<![\w'])[A-Za-zη]2?(?!\w)")
"""A letter that stands alone."""


def learned(name: str, *typed: str) -> str:
    """What is shown to somebody who types this."""
    learner = Learner(*typed)
    Learning(learner, name, keeping(learner)).run()
    return learner.shown


@every_lesson
def test_a_lesson_goes_on_with_enter_to_a_question_that_counts(name: str) -> None:
    """Then the kind is met, and practice asks it again."""
    shown = learned(name, *[""] * 80)
    assert "Now all of it is yours." in shown
    assert 3 == shown.count("Answer: ")
    assert shown.index(EXAMPLES[0]) < shown.index(EXAMPLES[1]) < shown.index(EXAMPLES[2])
    asked = " ".join(shown.split()).count("what comes out?")
    assert 3 == asked
    *_, last = islice(alike(name), len(EXAMPLES) + 1)
    answer = last.problem.exact_parts()[0].answer()
    learned(name, *[""] * (shown.count("Press Enter.") + asked), str(answer).replace("×", "x"))
    (kept, *_) = read(place())[0]
    assert (name, "right") == (kept.code.split("/")[0], kept.outcome)


@every_lesson
def test_the_input_may_end_anywhere(name: str) -> None:
    """Nothing more is shown then; `quit` does the same."""
    for many in (0, 4, 11):
        shown = learned(name, *[""] * many)
        assert shown == learned(name, *[""] * many, "quit")
        assert "From now on" not in shown


@every_lesson
def test_what_is_read_before_an_enter_fits_a_screen(name: str) -> None:
    for screen in re.split("Press Enter. |> ", learned(name, *[""] * 80)):
        assert len(screen.strip("\n").splitlines()) < 24


@every_lesson
def test_the_examples_have_the_same_steps_and_other_numbers(name: str) -> None:
    problems = [exercise.problem for exercise in islice(alike(name), len(EXAMPLES) + 1)]
    workings = [[step for part in problem.exact_parts() for step in part.working().steps] for problem in problems]
    assert 1 == len({tuple(step.label for step in steps) for steps in workings})
    assert len(problems) == len({tuple(step.expression for step in steps) for steps in workings})


class Reader(Learner):
    """A learner who presses Enter, and types where something is asked."""

    def ask(self, prompt: str) -> str | None:
        if prompt == "> ":
            return super().ask(prompt)
        self.shown += prompt
        return ""


def test_a_step_that_is_asked_is_marked_at_once() -> None:
    """Right, wrong, or not to be read."""
    reader = Reader("x", "999", "", "-999", "quit")
    Learning(reader, "conv-cell", keeping(reader)).run()
    assert "That cannot be read" in reader.shown
    assert 2 == reader.shown.count("Here is the slip")
    assert "From now on" not in reader.shown


def test_help_and_skip_are_understood_at_a_step() -> None:
    """As in a quiz: the first says what can be typed, the other shows the step."""
    reader = Reader("?", "help", "skip", "quit")
    Learning(reader, "conv-cell", keeping(reader)).run()
    assert 2 == reader.shown.count("Type what comes out of each step; Enter alone shows it, quit ends.")
    assert "cannot be read" not in reader.shown


@pytest.mark.parametrize(
    ("code", "never"),
    [
        ("kernel-name/easy/7.3", "in the middle"),
        ("patch-response/medium/8.1", "fits best"),
        ("parameter-count/hard/5.1", "has none"),
        ("shifted-map/hard/8.1", "the bias"),
        ("layer-design/medium/1.1", "one map a filter"),
    ],
)
def test_what_is_asked_of_a_step_does_not_say_what_comes_out(code: str, never: str) -> None:
    """Its note does, and comes after it."""
    steps = [step for part in draw(Code.parse(code)).problem.exact_parts() for step in every_step(part)]
    assert any(never in step.step.note for step in steps)
    assert not any(never in step.question for step in steps)


def test_of_steps_with_one_name_the_note_says_which_is_asked() -> None:
    (part,) = draw(Code.parse("receptive-field/hard/8.1")).problem.exact_parts()
    questions = [step.question for step in every_step(part)]
    assert len(set(questions)) == len(questions)


@every_lesson
def test_the_texts_are_short_and_explain_their_letters(name: str) -> None:
    """Three sentences on what it is for, none longer than thirty words; every letter of the formula is in the list."""
    text = lesson(name)
    assert 3 == len(text.about.split(". "))
    for sentence in re.split(r"(?<=[.:]) ", " ".join([text.about, *text.how])):
        assert len(sentence.split()) <= 30
    said = " ".join([*text.letters, *text.letters.values(), *text.how])
    for exercise in islice(alike(name), len(EXAMPLES)):
        for part in exercise.problem.exact_parts():
            for letter in LETTER.findall(re.sub(r"\b(a|the window)\b", "", part.working().formula)):
                assert re.search(rf"\b{letter}\b", said), letter


@every_lesson
def test_the_picture_and_the_letters_fit_a_screen(name: str) -> None:
    """And no letter of the picture is left without its meaning."""
    text = lesson(name)
    shown = plain.text((text.picture, Table(("letter", "what it stands for"), tuple(text.letters.items()))))
    assert len(shown.splitlines()) <= 20
    assert max(map(len, shown.splitlines())) <= 80
    said = " ".join([*text.letters, *text.letters.values()])
    for letter in LETTER.findall(re.sub(r"\ba\b", "", plain.text((text.picture,)))):
        assert re.search(rf"\b{letter}\b", said), letter


def test_every_formula_is_there_once_and_its_letters_are_explained() -> None:
    """They are what workings begin with."""
    of, letters = formulas()
    written = [learn._formula(place) for place in of.values()]
    assert len(set(written)) == len(written)
    said = " ".join([*letters, *letters.values()])
    for letter in {letter for formula in written for letter in LETTER.findall(re.sub(r"\ba\b", "", formula))}:
        assert re.search(rf"\b{letter}\b", said), letter


def test_the_commands() -> None:
    """A lesson with the input closed ends well; a kind without one says how to begin."""
    assert 0 == cnnhand("learn", "conv-cell").status
    assert "max-pool " in cnnhand("learn").out
    begin = "begin with an example, `cnnhand solve input-gradient/easy/1.1 --step`"
    assert f"there is no lesson for input-gradient yet; {begin}" in cnnhand("learn", "input-gradient").err
    assert "(W − F + 2·P)/S + 1" in cnnhand("formulas").out
    assert cnnhand("formulas", "--markdown").out.startswith("| what")
    assert set(kinds.FIRST_COURSE) < set(LESSONS)
    assert [] == [kind for kind in LESSONS if f"\n{kind} " not in plain.text(learn.overview())]
