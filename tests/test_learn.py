"""The lessons: for every kind of a first course, in short sentences, with examples that come out right."""

import re
from itertools import islice

import pytest

from cnnhand import kinds
from cnnhand.commands import learn
from cnnhand.commands.learn import EXAMPLES, Learning, alike
from cnnhand.commands.log import keeping
from cnnhand.formats import plain
from cnnhand.lessons import LESSONS, formulas, lesson
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
