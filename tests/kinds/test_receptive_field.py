"""`receptive-field`: known stacks, cells followed back one by one, and every usual mistake worked out by hand."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnhand.diagnosis import diagnose
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Conv, Pair, Pool, Window, Windowed
from cnnhand.kinds.receptive_field import ReceptiveField


def conv(filter: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> Conv:
    """A convolution; how many filters it has does not matter here."""
    return Conv(8, Window.square(filter, stride, padding, dilation))


def pool(filter: int, stride: int) -> Pool:
    """A max pooling layer."""
    return Pool("max", Window.square(filter, stride))


# ---- stacks that everybody knows ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layers", "field", "jump"),
    [
        pytest.param([conv(3), conv(3)], 5, 1, id="two 3×3 see what one 5×5 sees"),
        pytest.param([conv(3), conv(3), conv(3)], 7, 1, id="three 3×3 see what one 7×7 sees"),
        pytest.param([conv(3, 1, 1, 1), conv(3, 1, 2, 2), conv(3, 1, 4, 4)], 15, 1, id="dilations 1, 2, 4"),
        pytest.param(
            [layer for convs in (2, 2, 3, 3, 3) for layer in (*[conv(3, 1, 1)] * convs, pool(2, 2))],
            212,
            32,
            id="VGG-16 up to its last pool",
        ),
        pytest.param(
            [
                conv(11, 4),
                pool(3, 2),
                conv(5, 1, 2),
                pool(3, 2),
                *[conv(3, 1, 1)] * 3,
                pool(3, 2),
            ],
            195,
            32,
            id="AlexNet up to its last pool",
        ),
        pytest.param([conv(5), pool(2, 2), conv(5), pool(2, 2)], 16, 4, id="LeNet-5 up to its second pool"),
    ],
)
def test_known_stacks(layers: list[Windowed], field: int, jump: int) -> None:
    """Receptive fields as they are published (Araujo, Norris, Sim, Distill 2019, for VGG-16 and AlexNet)."""
    assert field == ReceptiveField(tuple(layers)).answer()
    assert jump == ReceptiveField(tuple(layers), "jump").answer()


# ---- an oracle: cells followed back ---------------------------------------------------------------------------------


def seen(windows: list[tuple[int, int, int]], cell: int) -> set[int]:
    """The input columns that a cell of the last map sees, found by going back a layer at a time."""
    cells = {cell}
    for filter, stride, dilation in reversed(windows):
        cells = {place * stride + step * dilation for place in cells for step in range(filter)}
    return cells


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=4),
    st.integers(0, 3),
)
def test_cells_followed_back(windows: list[tuple[int, int, int]], padding: int) -> None:
    """The field goes from the first to the last column that a cell sees, whatever the padding; the next one begins
    a jump further on."""
    layers = tuple(Conv(1, Window.square(filter, stride, padding, d)) for filter, stride, d in windows)
    first, second = seen(windows, 0), seen(windows, 1)
    assert max(first) - min(first) + 1 == ReceptiveField(layers).answer()
    assert min(second) - min(first) == ReceptiveField(layers, "jump").answer()


# ---- mistakes, worked out by hand from the catalogue ----------------------------------------------------------------

# r: 1 + 4·1 = 5, j 2; 5 + 1·2 = 7, j 4; 7 + 2·4 = 15, j 12; 15 + 2·12 = 39, j 12
FIELD = ReceptiveField((conv(5, 2, 2), pool(2, 2), conv(3, 3, 1), conv(3)))
PROBLEMS = {
    "field": FIELD,
    # filter 3 with dilation 2 spans 5: 1 + 4·1 = 5, j 2; 5 + 2·2 = 9
    "dilated": ReceptiveField((conv(3, 2, dilation=2), conv(3))),
    "jump": replace(FIELD, ask="jump"),  # 2·2·3·1 = 12
    "jump-last": ReceptiveField((conv(5, 2), pool(2, 2), conv(3, 3)), "jump"),  # 2·2·3 = 12
}

BY_HAND = [
    ("field", "sum-of-filters", 13),  # 5 + 2 + 3 + 3
    ("field", "strides-ignored", 10),  # 1 + 4 + 1 + 2 + 2
    ("field", "own-stride-included", 61),  # 1 + 4·2 + 1·4 + 2·12 + 2·12
    ("field", "last-stride-only", 17),  # 1 + 4·1 + 1·2 + 2·2 + 2·3
    ("field", "f-not-f-minus-1", 58),  # 1 + 5·1 + 2·2 + 3·4 + 3·12
    ("field", "product-of-filters", 90),  # 5·2·3·3
    ("field", "last-filter-only", 3),
    ("field", "layer-skipped", 21),  # 1 + 4·1 + 2·2 + 2·6
    ("field", "started-at-zero", 38),
    ("field", "area-given", 1521),  # 39·39
    ("field", "padding-added", 45),  # 39 + 2·2 + 2·1
    ("dilated", "dilation-ignored", 7),  # 1 + 2·1 + 2·2
    ("dilated", "dilation-multiplied", 10),  # 1 + (2·3 − 1)·1 + 2·2
    ("jump", "strides-ignored", 1),
    ("jump", "strides-added", 8),  # 2 + 2 + 3 + 1
    ("jump", "last-stride-only", 1),
    ("jump", "layer-skipped", 6),  # 2·3·1
    ("jump", "field-given", 39),
    ("jump-last", "stopped-a-layer-early", 4),  # 2·2
    ("jump-last", "last-stride-only", 3),
]


def found(problem: ReceptiveField, id: str) -> list[object]:
    """What the applicable mistakes of an id give."""
    return [value for mistake, value in problem.wrong_answers() if mistake.id == id]


@pytest.mark.parametrize(("problem", "id", "value"), BY_HAND)
def test_mistake_by_hand(problem: str, id: str, value: int) -> None:
    """Each wrong procedure gives the number that one gets by following it by hand."""
    assert [value] == found(PROBLEMS[problem], id)


def test_every_mistake_is_worked_out() -> None:
    """The table above leaves no mistake of the kind out."""
    covered = {mistake for name, id, _ in BY_HAND for mistake, _ in PROBLEMS[name].wrong_answers() if mistake.id == id}
    assert set(ReceptiveField.mistakes) == covered


@pytest.mark.parametrize(
    ("id", "problem"),
    [
        ("sum-of-filters", ReceptiveField((conv(5),))),
        ("strides-ignored", ReceptiveField((conv(3), conv(3, 2)))),  # the last stride does not count
        ("own-stride-included", ReceptiveField((conv(3), conv(3)))),
        ("last-stride-only", ReceptiveField((conv(3), conv(3, 2), conv(3)))),
        ("layer-skipped", ReceptiveField((conv(3), conv(3, 2), conv(3)))),
        ("padding-added", ReceptiveField((conv(3), conv(3)))),
        ("dilation-ignored", FIELD),
        ("dilation-multiplied", FIELD),
        ("strides-added", FIELD),
        ("stopped-a-layer-early", PROBLEMS["jump"]),  # the last stride is 1
    ],
)
def test_mistake_that_cannot_change_the_answer(id: str, problem: ReceptiveField) -> None:
    """Without strides nobody can ignore them, without padding nobody can add it: such a mistake does not apply."""
    assert [] == found(problem, id)


# ---- question, working and refusals ---------------------------------------------------------------------------------


def test_working_of_the_field() -> None:
    """r and j go on from layer to layer, and the last layer's own stride is not worked out."""
    working = PROBLEMS["dilated"].working()
    assert ["2·(3 − 1) + 1", "1 + (5 − 1)·1", "1·2", "5 + (3 − 1)·2"] == [step.expression for step in working.steps]
    assert "r = 1 + (5 − 1)·1 + (3 − 1)·2" == working.filled


def test_dilation_is_shown_where_there_is_one() -> None:
    """The table has a column for the dilation only where some filter is dilated."""
    assert "dilation d" in str(PROBLEMS["dilated"].question())
    assert not re.search("dilation", str(FIELD.question()))


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ((), "a stack has at least one layer"),
        ((conv(3), Conv(2, Window.of(Pair(1, 3)))), "layer 2: the size 1×3 differs"),
        ((Conv(2, Window.of(Pair(3, 3), Pair(2, 1))),), "layer 1: the stride 2×1 differs"),
        ((conv(0),), "layer 1: the size must be 1 or more, not 0"),
        ((conv(3, 0),), "layer 1: the stride must be 1 or more, not 0"),
        ((conv(3, dilation=0),), "layer 1: the dilation must be 1 or more, not 0"),
    ],
)
def test_refusals(layers: tuple[Windowed, ...], message: str) -> None:
    """A stack of nothing, windows that are not square and numbers below 1 are refused."""
    with pytest.raises(GivenError) as error:
        ReceptiveField(layers)
    assert "layers" == error.value.key and str(error.value).startswith(message)


def test_two_mistakes_at_once() -> None:
    """The pools left out and every stride taken as 1: 1 + 4 + 2 + 2; or these strides, and 0 at the start: 10 − 1."""
    ids = {finding.id for finding in diagnose(FIELD, 9)}
    assert {"strides-ignored", "layer-skipped", "started-at-zero"} == ids
