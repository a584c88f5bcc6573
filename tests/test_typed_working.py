"""A sum that was typed is marked term by term, and a wrong answer is followed by the steps to the right one."""

import pytest

from cnnhand import answers, kinds
from cnnhand.answers import Expected
from cnnhand.commands.solve import solution, solve
from cnnhand.exact.values import DOES_NOT_FIT
from cnnhand.formats import plain
from cnnhand.kinds import LEVELS
from cnnhand.marking.steps import concluded, sub_steps
from cnnhand.marking.terms import slip, terms
from cnnhand.marking.verdict import feedback, mark
from tests.draws import drawn
from tests.problem_files import one, part_of

CELL = """
input: |
  0 3 1
  0 2 4
  0 1 1
layers: [{conv: {weights: [[2, 2, 1], [-1, -2, 2], [0, -1, -1]], bias: 1}}]
ask: cell
at: 1,1
"""
"""0 + 6 + 1 + 0 − 4 + 8 + 0 − 1 − 1 + 1 = 10."""
CHANNELS = """
input: |
  1 2

  3 4
layers: [{conv: {weights: [[[1, 1]], [[2, -1]]], bias: 5}}]
ask: cell
at: 1,1
"""
"""Channel 1: 1 + 2 = 3; channel 2: 6 − 4 = 2; 3 + 2 + 5 = 10."""
MAP = "input: 1 2 3\nlayers: [{conv: {weights: [[2, -1]]}}]\nask: map\n"  # 2·1 − 2 = 0, 4 − 3 = 1
NEURON = "input: 1 2 3\nlayers: [{fc: {weights: [[4, 5, 6]], bias: [7]}}]\nask: cell\nat: 1,1\n"  # 4 + 10 + 18 + 7 = 39
RECTIFIED = "input: 1 2 3\nlayers: [{fc: {weights: [[4, 5, 6]], bias: [7]}}, relu]\nask: cell\nat: 1,1\nof: last\n"
COUNT = "input: 227x227x3\nlayers: conv11-96/4\nask: parameters\n"  # 11·11·3·96 + 96
WORK = "input: 7x7x1\nlayers: conv3-2\nask: macs\n"  # 3·3·1·2·5·5 = 450
LOOSE = "input: 8x8x3\nlayers: conv3-4/2\nask: volume\n"  # 5/2
SIZE = "input: 20x20x3\nlayers: conv5-6/3p1\nrounding: floor\nask: volume\n"  # ⌊(20 − 5 + 2)/3⌋ + 1 = 6
WIDTH = SIZE.replace("volume", "width")
POOL = "input: [[1, 2], [3, 4]]\nlayers: maxpool2\ngradient: 1\nask: input-gradient\n"  # 0 0; 0 1
FIELD = "input: 30x30\nlayers: conv3 maxpool2 conv5\nask: field\n"  # 1 + 2·1 + 1·1 + 4·2 = 12


@pytest.mark.parametrize(
    ("problem", "typed", "said"),
    [
        (CELL, "0*2+3*2+1*1+0*-1+2*2+4*2+0*0+1*-1+1*-1+1", "your 5th product is 2·2; the weight there is −2"),
        (
            CELL.replace("ask: cell\nat: 1,1", "ask: map"),
            "0*2+3*2+1*1+0*-1+2*2+4*2+0*0+1*-1+1*-1+1",
            "your 5th product is 2·2; the weight there is −2",
        ),
        (CELL, "3*2 + 1*1 + 2*2 + 4*2 - 1 - 1 + 1", "your 3rd product is 2·2; the weight there is −2"),
        (CELL, "2·3+1·1+(−2)·2+2·3+1·(-1)+1·(-1)+1 = 8", "your 4th product is 2·3; the input there is 4"),
        (CELL, "6+1-4+8-1-1+2", "your 7th term is 2; there it is 1"),
        (CELL, "6+1-4+8-1+1", "1·(−1) is missing in what you typed"),
        (CELL, "6+1-4+8-1-1+1+5", "your 8th term, 5, does not belong there"),
        (CELL, "9-1", "your 2nd term is −1; there it is 1"),
        (CELL, "2+2+3+9", ""),
        (CELL, "4+0+1+1 = 6", ""),
        (CHANNELS, "3+1+5", "your 2nd term is 1; there it is 2"),
        (CHANNELS, "(1*1+2*1)+(3*2+4*1)+5", "your 4th product is 4·1; the weight there is −1"),
        (MAP, "2*1-1*2, 2*2-1*2", "your 2nd product is −1·2; the input there is 3"),
        (NEURON, "4*1+5*2+5*3+7", "your 3rd product is 5·3; the weight there is 6"),
        (RECTIFIED, "4*1+5*2+5*3+7", "your 3rd product is 5·3; the weight there is 6"),
        (RECTIFIED, "4*1+5*2+6*3+8", "your 4th term is 8; there it is 7"),
        (COUNT, "11*11*3*96+95", "your 2nd term is 95; there it is 96"),
        (COUNT, "11²·1·96 + 96", "your 1st product is 121·1·96; there it is 363·96"),
        (COUNT, "11·11·1·96 + 96", "your 1st product is 11·11·1·96; there it is 11·11·3·96"),
        (WORK, "3*3*2*5*6", "your 5th factor is 6; there it is 5"),
        (SIZE, "6x(20-5+2*2)/3+1x6", "above the line your 3rd product is 2·2; there it is 2·1"),
        (WIDTH, "(20-3+2*1)/3+1", "above the line your 2nd term is −3; there it is −5"),
        (WIDTH, "(20-5+2*1)/3+1", ""),
        (FIELD, "1+2*1+1*1+4*1", "your 4th product is 4·1; there it is 4·2"),
        (FIELD, "12+1+(2", ""),
    ],
)
def test_the_term_is_named_that_differs(problem: str, typed: str, said: str) -> None:
    """As the learner wrote it, by its place, with what belongs there; nothing of a sum of another sort."""
    part = part_of(problem)
    value = answers.read(typed, Expected.of(part)) if not typed.endswith("(2") else 1
    assert said == slip(part, value, typed).said


def test_a_product_that_is_wrong_is_the_cause_whatever_gives_the_same_number() -> None:
    """With 2·2 for 2·(−2) the sum is 18, which may be many things."""
    typed = "3*2 + 1*1 + 2*2 + 4*2 - 1 - 1 + 1"
    verdict = mark(part_of(CELL), answers.read(typed, Expected.of(part_of(CELL))), typed)
    assert () == verdict.mistakes
    assert ["✗ 18  Your 3rd product is 2·2; the weight there is −2."] == plain.text(feedback(verdict)).splitlines()


def test_a_mistake_that_changes_several_terms_is_named_in_place_of_them() -> None:
    """3 + 2·1 + 3·2 is F in place of F − 1 after the first layer, where 1·1 and 2·2 belong."""
    part = part_of("input: 30x30\nlayers: conv3 maxpool2 conv3\nask: field\n")  # 3 + 1·1 + 2·2 = 8
    verdict = mark(part, answers.read("3+2*1+3*2", Expected.of(part)), "3+2*1+3*2")
    assert verdict.mistakes
    assert "F in place of F − 1 after the first layer" in plain.text(feedback(verdict)).replace("\n", " ")


def test_the_bias_that_is_missing_in_a_sum_is_still_the_usual_mistake() -> None:
    typed = "3*2 + 1*1 - 2*2 + 4*2 - 1 - 1"
    verdict = mark(part_of(CELL), answers.read(typed, Expected.of(part_of(CELL))), typed)
    assert "bias-forgotten" in verdict.mistakes


def test_terms_are_those_of_the_brackets_too() -> None:
    assert ["3·2", "1·(−1)", "−4", "3·3"] == [str(term) for term in terms("3*2+(1*-1-4)+(1+2)*3")]


@pytest.mark.parametrize(
    ("problem", "typed", "asked"),
    [
        (CHANNELS, "99", {"channel 1": "3", "channel 2": "2", "all channels": "5"}),
        (
            COUNT,
            "99",
            {"one filter": "363", "weights": "34848", "biases": "96"},
        ),
        (SIZE, "6x9x6", {"height": "6"}),
        (MAP, "0 2", {"number 2": "1"}),
        (MAP, "0 1 2", {"width (how far the window can move)": "1", "width (steps)": "1"}),
        (POOL, "0 0; 3 0", {"window 1, 1": "4", "row 2, column 1": "0"}),
        (POOL, "0 0", {}),
        ("input: 1 2 3\nlayers: relu\nask: map", "1 2 4", {}),
    ],
)
def test_the_steps_are_asked_that_a_wrong_answer_leaves_open(problem: str, typed: str, asked: dict[str, str]) -> None:
    """Each with its right value: of a volume the wrong side, of a map the first wrong cell, or the way to its size."""
    part = part_of(problem)
    steps = sub_steps(part, answers.read(typed, Expected.of(part)))
    found = {step.question.partition(": what comes out?")[0]: str(step.step.value) for step in steps}
    assert asked == {name: found[name] for name in asked}
    assert bool(asked) == bool(steps)


@pytest.mark.parametrize(
    ("problem", "typed", "said"),
    [
        (MAP, "0 2", "So 1 belongs there; you wrote 2."),
        (MAP, "0 1 2", "So the width is 2, not 3."),
        (SIZE, "5x7x6", "So the width is 6, not 5, and the height is 6, not 7."),
        (COUNT, "99", "Each of these is right, so the slip comes after it:\n  parameters  34848 + 96 = 34944"),
        (POOL, "0 0; 3 0", "So 0 belongs there; you wrote 3."),
        (
            LOOSE,
            "4x4x4",
            "Each of these is right, so the slip comes after it:\n  volume  5/2 is no whole number = does not fit",
        ),
        ("input: [[1, -2], [3, 4]]\nlayers: relu\nask: map\n", "1 0; 3 5", "So 3 4 belongs there."),
    ],
)
def test_where_all_steps_are_right_it_is_said_what_follows(problem: str, typed: str, said: str) -> None:
    part, value = part_of(problem), answers.read(typed, Expected.of(part_of(problem)))
    assert said == plain.text(concluded(part, value, sub_steps(part, value))).partition("\n          (")[0].strip()


@pytest.mark.parametrize("name", kinds.names())
def test_something_follows_from_the_steps_to_every_wrong_answer(name: str) -> None:
    """Also from those to an answer of another sort, such as a volume where nothing fits."""
    for level in LEVELS:
        for part in drawn(name, level)[0].problem.exact_parts():
            for typed in [value for _, value in part.wrong_answers()] + [DOES_NOT_FIT]:
                if steps := sub_steps(part, typed):
                    assert concluded(part, typed, steps)


@pytest.mark.parametrize("typed", ["0 0; 1 0", "0 1; 0 1", "0 0"])
def test_cells_in_wrong_places_are_named_and_not_looked_for(typed: str) -> None:
    """Two exchanged, a row written twice, a row left out: no steps are asked."""
    part = part_of(POOL)
    verdict = mark(part, answers.read(typed, Expected.of(part)))
    assert verdict.explained or not sub_steps(part, verdict.typed)


def test_what_is_wrong_in_a_step_is_said_term_by_term() -> None:
    """Channel 2 as 3·2 + 4·1 is 10 for 2."""
    step = sub_steps(part_of(CHANNELS), 99)[1]
    assert step.asked.whole
    assert plain.text(step.told("3*2+4*1")).startswith(
        "Here is the slip: your 2nd product is 4·1; the weight there is −1"
    )


def test_a_sum_that_a_file_gives_as_its_answer_is_marked_term_by_term() -> None:
    text = "0*2+3*2+1*1+0*-1+2*2+4*2+0*0+1*-1+1*-1+1"
    (verdict,) = solve(one(f"{CELL}answer: {text}\n")).marked
    assert "your 5th product is 2·2; the weight there is −2" == verdict.findings[0].sentence


def test_a_letter_has_its_legend_where_it_first_stands() -> None:
    text = "input: 7x7x3\nlayers: conv3-2 conv3-4\nask: [volume, parameters]\nof: each\n"
    shown = " ".join(plain.text(solution(solve(one(text)), 1, 1)).split())
    assert [1] * 6 == [shown.count(f"{letter}: ") for letter in ("W, H", "D", "F", "P", "S", "K")]
