"""Sizes, fields, paddings and what stands at a ?: what a table of values cannot say."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnhand.commands.solve import Solved, solve
from cnnhand.errors import GivenError, ProblemFileError
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import DOES_NOT_FIT, NOT_KNOWN, Form, Grid, Size, Value, Volume
from cnnhand.files import problems as problem_file
from cnnhand.formats import plain
from cnnhand.layers.network import Network
from cnnhand.layers.notation import layer
from cnnhand.marking.verdict import mark, mark_part
from cnnhand.questions.asking import Ask
from cnnhand.questions.contract import Part
from cnnhand.questions.network import NetworkProblem
from tests.board import evaluate
from tests.problem_files import one

UNKNOWN = Volume(None, None, None)  # type: ignore[arg-type]  # a side that is not given is None


def asked(
    layers: str, what: str, volume: Volume = UNKNOWN, rounding: Rounding = Rounding.EXACT, of: str = "last"
) -> NetworkProblem:
    """One quantity of the last layer, or of each."""
    network = Network.of(volume, [layer(text) for text in layers.split()], rounding)
    last = len(network.nodes)
    return NetworkProblem(network, tuple(Ask(what, (at,)) for at in range(1 if of == "each" else last, last + 1)))


def answers(problem: NetworkProblem) -> list[Value]:
    return [part.answer() for part in problem.exact_parts()]


def only(problem: NetworkProblem) -> Part:
    (part,) = problem.exact_parts()
    return part


# ---- sizes ----------------------------------------------------------------------------------------------------------


def test_after_a_layer_that_does_not_fit_nothing_is_known() -> None:
    problem = asked("conv3-2/3 maxpool2 fc-10", "volume", Volume(7, 7, 1), of="each")
    assert [DOES_NOT_FIT, NOT_KNOWN, NOT_KNOWN] == answers(problem)
    assert mark(problem.exact_parts()[1], DOES_NOT_FIT).correct


def test_a_sequence_is_length_by_channels() -> None:
    part = only(asked("conv1d3-64", "volume", Volume(128, 1, 9)))
    assert (Size(126, 64), Form.SIZE) == (part.answer(), part.form)
    assert {"no-plus-one", "size-unchanged", "depth-of-input"} <= {mistake.id for mistake, _ in part.wrong_answers()}
    assert 126 == only(asked("conv1d3-64", "length", Volume(128, 1, 9))).answer()


def test_a_map_of_one_cell_is_no_vector() -> None:
    assert [Volume(1, 1, 4), 4, 4] == answers(asked("gap flatten relu", "volume", Volume(6, 6, 4), of="each"))


@pytest.mark.parametrize(
    ("earlier", "next_"),
    [
        ((Volume(26, 26, 3),), Volume(13, 13, 3)),
        ((Volume(23, 23, 3),), Volume(11, 11, 3)),  # 21/2 is not whole, but every stride divides, says the question
        ((Volume(26, 26, 3), Volume(13, 13, 3)), 507),
        ((Volume(24, 24, 3), Volume(12, 12, 3), 400), 10),
    ],
)
def test_a_part_builds_on_the_learner_s_own_volume(earlier: tuple[Value, ...], next_: Value) -> None:
    problem = asked("conv5-3 maxpool2 flatten fc-10", "volume", Volume(28, 28, 1), of="each")
    part = problem.part(len(earlier), earlier)
    assert next_ == part.answer() == part.working().steps[-1].value


def test_a_right_step_after_a_wrong_one_earns_its_credit() -> None:
    problem = asked("conv5-3 maxpool2", "volume", Volume(28, 28, 1), of="each")
    verdict = mark_part(problem, 1, answers(problem)[:1], (Volume(26, 26, 3),), Volume(13, 13, 3))
    assert verdict.correct and verdict.followed


def test_the_note_of_a_flattened_side_comes_to_the_side() -> None:
    for text in ("maxpool2/2p1", "maxpool2/3", "maxpool3/2"):
        part = only(asked(f"{text} flatten", "length", Volume(6, 6, 1), Rounding.CEIL))
        step = part.working().steps[0]
        assert isinstance(step.value, Volume)
        assert step.value.width == evaluate(step.note.removesuffix(" wide"))


def test_a_working_of_what_does_not_fit_shows_the_fraction_and_what_the_frameworks_do() -> None:
    steps = only(asked("maxpool3/2", "volume", Volume(10, 10, 6))).working().steps
    done = [("10 − 3 + 2·0", 7, "how far the window can move"), ("7/2", Fraction(7, 2), "steps")]
    assert done * 2 == [(step.expression, step.value, step.note) for step in steps[:4]]
    assert "7/2 is no whole number" == steps[-1].expression
    assert "round down to 4×4×6; the last column and the last row are never read" in steps[-1].note


def test_a_formula_is_rounded_where_its_numbers_are() -> None:
    working = only(asked("conv3-4/2", "volume", Volume(7, 8, 1), Rounding.FLOOR)).working()
    assert "W2 = (W − F + 2·P)/S + 1, H2 = ⌊(H − F + 2·P)/S⌋ + 1, D2 = K" == working.formula


def test_what_a_transposed_convolution_cuts_off_is_called_so_in_its_formula() -> None:
    (formula, *_), *_ = only(asked("tconv3-4/2p1", "width", Volume(7, 7, 1))).working().hints
    assert "P: cut off at each side" in plain.text((formula,), 1000)


def test_a_question_that_rounds_up_says_which_window_does_not_count() -> None:
    question = plain.text(asked("maxpool2/2p1", "volume", Volume(5, 5, 1), Rounding.CEIL).question(), 1000)
    assert "would start beyond the input does not count" in question


# ---- fields ---------------------------------------------------------------------------------------------------------


def test_an_oblong_window_sees_an_oblong_field() -> None:
    """1 + 2·1 + 0·1 + 2·2 across and 1 + 0·1 + 4·1 + 2·2 down, since the stride of 2 counts both ways."""
    part = only(asked("conv3x1 conv1x5/2 conv3", "field"))
    assert (Size(7, 9), Form.SIZE) == (part.answer(), part.form)
    assert Size(5, 7) in [value for mistake, value in part.wrong_answers() if mistake.id == "strides-ignored"]


def test_the_field_after_each_layer_goes_on_from_the_one_before() -> None:
    problem = asked("conv3 conv3/2 conv5", "field", of="each")
    steps = problem.exact_parts()[2].working().steps
    assert ["1·1", "1·2", "5 + (5 − 1)·2"] == [step.expression for step in steps]
    assert 14 == problem.part(2, (3, 6)).answer()  # a wrong 6: 6 + (5 − 1)·2


def test_a_field_goes_on_from_a_jump_that_was_answered() -> None:
    network = Network.of(UNKNOWN, [layer("conv3/2"), layer("conv5")])
    problem = NetworkProblem(network, (Ask("jump", (1,)), Ask("field", (2,))))
    assert 11 == problem.exact_parts()[1].answer()  # 3 + 4·2
    assert 7 == problem.part(1, (1,)).answer() == problem.part(1, (1,)).working().steps[-1].value  # 3 + 4·1


def test_a_filter_that_is_too_large_cannot_move() -> None:
    steps = only(asked("conv5-1", "volume", Volume(4, 9, 1), Rounding.FLOOR)).working().steps
    assert ["4 − 5 + 2·0", "9 − 5 + 2·0"] == [step.expression for step in steps[:-1]]
    assert [-1, 4, DOES_NOT_FIT] == [step.value for step in steps]


def test_the_working_of_a_field_shows_what_a_dilated_filter_spans() -> None:
    working = only(asked("conv3/2d2 conv3", "field")).working()
    assert ["2·(3 − 1) + 1", "1 + (5 − 1)·1", "1·2", "5 + (3 − 1)·2"] == [step.expression for step in working.steps]
    assert "r = 1 + (5 − 1)·1 + (3 − 1)·2" == working.filled


@pytest.mark.parametrize(
    ("layers", "what", "message"),
    [
        ("conv3 fc-10", "field", "say how large that is"),
        ("conv3 gap", "field", "say how large that is"),
        ("conv3 tconv2/2", "field", "no one number says"),
        ("conv3 flatten", "jump", "a vector has no jump"),
    ],
)
def test_a_field_that_no_number_says_is_refused(layers: str, what: str, message: str) -> None:
    with pytest.raises(GivenError, match=message):
        asked(layers, what)


# ---- paddings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layers", "what", "message"),
    [
        ("conv4same", "padding", "not the same on every side"),
        ("conv3x5same", "padding", "not the same on every side"),
        ("conv3p1", "padding", "whose padding is `same`"),
        ("conv3/2same", "padding-total", "depends on the size"),
    ],
)
def test_a_padding_that_no_number_says_is_refused(layers: str, what: str, message: str) -> None:
    with pytest.raises(GivenError, match=message):
        asked(layers, what)


def test_no_zeros_are_missing_where_the_windows_leave_some_out() -> None:
    part = only(asked("conv1/4same", "padding-total", Volume(7, 7, 1)))
    assert ("max(0, 5 − 7)", 0) == (part.working().steps[-1].expression, part.answer())


# ---- what stands at a ? ---------------------------------------------------------------------------------------------


def solved(text: str) -> Solved:
    return solve(one(text))


@pytest.mark.parametrize(
    ("published", "shown", "right"),
    [
        ("[3, 2, 1]", [3, 2, 1], True),  # (9 − 3 + 2)/2 + 1 = 5
        ("[1, 2, 0]", [1, 2, 0], True),  # (9 − 1)/2 + 1 = 5
        ("[5, 1, 0]", [5, 1, 0], True),  # (9 − 5)/1 + 1 = 5
        ("[3, 1, 0]", [3, 2, 1], False),  # with F = 3 the stride 1 makes 7
    ],
)
def test_the_answer_printed_is_the_published_one_where_several_are_right(
    published: str, shown: list[int], right: bool
) -> None:
    found = solved(f"input: 9x9x1\nlayers: conv?-1/?p?\noutput: 5x5x1\nanswer: {published}\n")
    assert (shown, right) == ([part.answer() for part in found.parts], not found.published_wrong)
    assert shown == [part.working().steps[-1].value for part in found.parts]


def test_all_that_do_it_may_be_typed_in_any_order() -> None:
    """2·2 − 2, 2·3 − 2 …: (8 − F + 2P)/2 + 1 = 4 with F = 2 + 2P."""
    (part,) = solved("input: 8x8\nlayers: conv?/2p?\noutput: 4x4\nask: all\n").parts
    assert "2 0; 4 1; 6 2; 8 3" == str(part.answer())
    assert mark(part, Grid.of([[8, 3], [2, 0], [6, 2], [4, 1]])).correct
    assert not mark(part, Grid.of([[8, 3], [2, 0], [6, 2]])).correct


@pytest.mark.parametrize(
    ("text", "right", "remark"),
    [
        ("input: '?x?x3'\nlayers: conv7-64/2p3\noutput: 112x112\nanswer: 224x224x3\n", 223, "rounded down"),
        ("input: ?\nlayers: conv7/2p3 maxpool3/2p1\nrounding: floor\noutput: 56\nanswer: 224\n", 224, ""),
        ("input: ?\nlayers: conv3same/2 tconv2/2 crop1 upsample2\noutput: 60x60\nanswer: 31x31\n", 31, ""),
        ("input: ?\nlayers: tconv3/2same\noutput: 14x14\nanswer: 7x7\n", 7, ""),
        ("input: ?x9\nlayers: conv1d3-8/2\noutput: 14x8\nanswer: 29x9\n", 29, ""),
        ("input: (?, ?, 3)\nlayers: Conv2D(4, 3)\noutput: (5, 5, 4)\nanswer: 7\n", 7, ""),
        ("input: ?\nlayers: [{concat: [conv1-4, conv3-2p1]}, conv3]\noutput: 26x26\nanswer: 28\n", 28, ""),
        ("input: ?\nlayers: conv3/2\noutput: 5x5\noptions: [9x9, 11x11]\nanswer: b\n", 11, ""),
        ("input: '?x?x1'\nlayers: fc-10\nparameters: 7850\nanswer: 28x28\n", 28, ""),
    ],
)
def test_every_input_that_gives_the_wanted_output_is_right(text: str, right: int, remark: str) -> None:
    """(112 − 1)·2 + 7 − 6 = 223, and where a rest is never read 224 too."""
    found = solved(text)
    (verdict,) = found.verdicts
    assert verdict.correct
    assert remark in verdict.remark
    assert right == found.parts[0].working().steps[-1].value


def test_a_question_says_what_is_known_and_what_is_wanted() -> None:
    (exercise,) = problem_file.parse(b'input: 21x17x4\nlayers: "conv5-?/2p?"\noutput: 11x9x12\n', "F")
    text = plain.text(exercise.problem.question(), 1000)
    assert "a convolution with ? filters of 5×5, stride 2, padding ?." in text
    assert "Wanted is an output of 11×9×12 (width × height × depth). The stride must divide. The padding is" in text
    (exercise,) = problem_file.parse(b'layers: "?*conv3"\nfield: 15\n', "F")
    assert "How many of these layers does it take?" in plain.text(exercise.problem.question(), 1000)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("input: 21x17x4\nlayers: conv4-12/2p?\noutput: 11x9x12\n", "nothing that could stand at the ?"),
        ("input: 21x17x4\nlayers: conv5-12/2p?\n", "say what is to come out"),
        ("input: 21x21x4\nlayers: conv5-?/2p2\noutput: 11x11\n", "nothing says the filters"),
        ("input: 21x21x4\nlayers: conv?-? conv3-?\noutput: 11x11x4\n", "only one number of filters"),
        ("input: ?\nlayers: conv?-4\noutput: 11x11x4\n", "leave open the input or a layer"),
        ("input: ?\nlayers: conv3-4 gap\noutput: 1x1x4\n", "does not grow with the width of the input"),
        ("input: ?\nlayers: conv3-4 flatten\noutput: 5x5\n", "says nothing of the side"),
        ("input: ?\nlayers: conv3\noutput: 2000000\n", "does not grow with the side of the input"),
        ("layers: '?*conv3'\nfield: 32\n", "of 32×32; `field: at least 32` asks for the first that has as much"),
        (
            "layers: '?*conv1'\nfield: at least 2\n",
            "nothing that could stand at the ? gives a receptive field of at least",
        ),
        ("layers: conv?/?\nfield: at least 2\n", "the least number is asked of a single ?"),
        ("layers: conv?\nfield: as much as 2\n", "field: must be a whole number"),
        ("input: '?x?x3'\nlayers: conv3in4\noutput: 5x5\n", "the layer reads 4 channels, and here 3 come in"),
    ],
)
def test_what_cannot_be_filled_in_is_refused(text: str, message: str) -> None:
    with pytest.raises(ProblemFileError, match=message.replace("?", r"\?")):
        problem_file.parse(text.encode(), "F")


@pytest.mark.parametrize(
    "short", ["conv3-8/2", "tconv3-8/2", "local3-8/2", "partial-conv3-2x1+6x2", "dwconv3/2", "fc-7"]
)
def test_what_no_pool_does_is_no_mistake_of_pooling(short: str) -> None:
    part = only(asked(short, "volume", Volume(8, 8, 4)))
    assert [] == [mistake.id for mistake, _ in part.wrong_answers() if mistake.id.startswith("pool")]


def test_filters_that_see_different_numbers_of_channels_see_no_one_part_of_the_input() -> None:
    with pytest.raises(GivenError, match="the filters see 1 and 2 channels, each number another part of the input"):
        answers(asked("partial-conv3-2x1+6x2", "seen", Volume(8, 8, 3)))


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(["conv", "tconv", "maxpool"]),
    st.tuples(st.integers(2, 9), st.integers(2, 9)),
    st.integers(1, 5),
    st.integers(1, 3),
    st.integers(0, 2),
    st.sets(st.sampled_from("FSP"), min_size=1),
)
def test_what_a_layer_was_made_with_may_stand_at_its_gap(
    name: str, sides: tuple[int, int], size: int, stride: int, padding: int, asked: set[str]
) -> None:
    said = {"F": size, "S": stride, "P": padding}
    texts = ("{F}/{S}p{P}".format_map({key: "?" if key in gaps else said[key] for key in said}) for gaps in (asked, ""))
    open_, whole = (f"{name}{text}" for text in texts)
    assume(padding < size)
    output = layer(whole).output(Volume(*sides, 1))
    assume(output is not None and min(output[:2]) > 1 and size <= min(output[:2] if name == "tconv" else sides))
    text = f"input: {sides[0]}x{sides[1]}x1\nlayers: {open_}\noutput: {output[0]}x{output[1]}\n"  # type: ignore[index]
    (exercise,) = problem_file.parse(text.encode(), "F")
    assert tuple(said[key] for key in said if key in asked) in exercise.problem.solutions
