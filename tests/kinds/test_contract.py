"""What every kind of exercise keeps, whichever it is: a kind that is added is tested here with nothing to change.

The problems are drawn as a learner would get them; `CNNHAND_DRAWS=2000` draws so many of each kind and level.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from functools import cache

import pytest

from cnnhand import generate, kinds
from cnnhand.catalogue import mistakes_of, share_made
from cnnhand.errors import GivenError
from cnnhand.exact.values import DOES_NOT_FIT, Fit, Grid, Root, Value, Volume
from cnnhand.formats import plain
from cnnhand.generate import Code
from cnnhand.kinds import LEVELS, Level, Mistake, OnePart, Problem
from tests.board import evaluate, grid, work_out
from tests.draws import DRAWN, WORKED

ONLY_IN_FILES = {
    ("conv-cell", "kernel-not-flipped"): "only a file asks for a true convolution",
    ("conv-cell", "dilation-ignored"): "drawn windows have no gaps",
    ("feature-map", "kernel-not-flipped"): "true-convolution draws it",
    ("output-size", "rounded-up"): "drawn layers leave no window out; the other mistake of this id shows",
    ("max-pool", "over-channels"): "drawn inputs have one channel, which is enough to pool by hand",
}
"""Mistakes that no drawn problem can show, each with the reason."""

BY_WINDOW = {
    "average-pool-gradient": "a window sends the same share to all its cells",
    "padded-grid": "the numbers before the map count its zeros",
    "max-pool-gradient": "a window sends its number to one cell, and most cells get none",
}
"""Kinds whose working does not go cell by cell of the map at its end, each with the reason."""

MORE_THAN_THREE_DIGITS = {
    "classifier": "a softmax has three decimals, in thousandths",
    "mac-count": "work is counted in thousands; its own test has the limit",
    "memory": "bytes are counted in thousands; its own test has the limit",
    "network-table": "the parameters of a network go into the thousands; its own test has the limit",
    "parameter-stack": "the parameters of a network go into the thousands; its own test has the limit",
    "parameter-sharing": "what sharing saves is thousands of parameters; its own test has the limit",
}
"""Kinds whose answers are long numbers, each with the reason."""

GOLDEN = {
    "average-pool/easy/7.1": "9/2 7/2 31/4; 19/4 13/2 27/4",
    "average-pool/easy/2026.12": "5 17/4; 7/2 3",
    "average-pool/medium/7.1": "11/4 -7/2 3; -27/4 -3/2 -1/4; -1/4 9/4 1/4",
    "average-pool/medium/2026.12": "13/4 11/2 -5/2; -9/4 1 -1/4",
    "average-pool/hard/7.1": "3 | 28/9 | 38/9",
    "average-pool/hard/2026.12": "3/2 2 0; 0 3/4 0; 1/4 0 0",
    "average-pool-gradient/easy/7.1": "5 5 9 9; 5 5 9 9; 5 5 1 1; 5 5 1 1",
    "average-pool-gradient/easy/2026.12": "1 1 9 9; 1 1 9 9; 7 7 5 5; 7 7 5 5",
    "average-pool-gradient/medium/7.1": "1 1 3 2 2; 1 1 3 2 2; 0 0 1 1 1; -1 -1 -2 -1 -1; -1 -1 -2 -1 -1",
    "average-pool-gradient/medium/2026.12": "4 1 -3; 6 0 -6; 2 -1 -3",
    "average-pool-gradient/hard/7.1": "45 69 24 60 36; 63 99 36 63 27; 18 30 12 3 -9",
    "average-pool-gradient/hard/2026.12": "-3 -3 -3 -4; 5 -3 -3 -1",
    "backward-pipeline/easy/7.1": "0 0 0 0 0 0 0; 0 -8 -2 1 0 0 0; 0 -4 1 0 0 0 0",
    "backward-pipeline/easy/2026.12": "0 2 -2 -4 4 0 0; 0 2 -1 -4 2 0 0; 0 0 0 0 0 0 0",
    "backward-pipeline/medium/7.1": "0 0 0 0 0; 0 0 4 -8 0; 0 -2 0 5 6; 0 2 -4 3 -6; 0 0 0 0 0",
    "backward-pipeline/medium/2026.12": "0 0 0 0 0; 0 -4 -8 0 0; 0 0 4 0 0; 0 -2 -4 3 6; 0 0 2 0 -3",
    "backward-pipeline/hard/7.1": "0 0 -6 -3; 0 0 6 0; -4 -2 13 10; 4 0 -8 0",
    "backward-pipeline/hard/2026.12": "0 0 0 0 0 0 0; 0 0 4 0 -4 -2 2; 0 0 -8 -8 0 4 0",
    "bias-gradient/easy/7.1": "-18",
    "bias-gradient/easy/2026.12": "7",
    "bias-gradient/medium/7.1": "-1",
    "bias-gradient/medium/2026.12": "23",
    "bias-gradient/hard/7.1": "3",
    "bias-gradient/hard/2026.12": "-2",
    "classifier/easy/7.1": "sheep",
    "classifier/easy/2026.12": "cat",
    "classifier/medium/7.1": "fish",
    "classifier/medium/2026.12": "cat",
    "classifier/hard/7.1": "0.047 0.936 0.017",
    "classifier/hard/2026.12": "0.245 0.090 0.665",
    "conv-cell/easy/7.1": "-6",
    "conv-cell/easy/2026.12": "-8",
    "conv-cell/medium/7.1": "5",
    "conv-cell/medium/2026.12": "13",
    "conv-cell/hard/7.1": "12",
    "conv-cell/hard/2026.12": "13",
    "convolution-matrix/easy/7.1": "6 0 -12",
    "convolution-matrix/easy/2026.12": "2 4 -5",
    "convolution-matrix/medium/7.1": "-13 -7",
    "convolution-matrix/medium/2026.12": "-20 -2 23",
    "convolution-matrix/hard/7.1": "-4 3 8",
    "convolution-matrix/hard/2026.12": "15 -19 11 -8 -17 29",
    "feature-map/easy/7.1": "0 -1 1; -6 -3 -1",
    "feature-map/easy/2026.12": "3 4; -1 -3; -2 6",
    "feature-map/medium/7.1": "-1 8 -1 -2 -1 8",
    "feature-map/medium/2026.12": "-16 -13; -29 -7",
    "feature-map/hard/7.1": "1 -3; -10 -10 | -13 -6; -10 -9",
    "feature-map/hard/2026.12": "-6 1; 3 -5",
    "flattened-length/easy/7.1": "175",
    "flattened-length/easy/2026.12": "50",
    "flattened-length/medium/7.1": "288",
    "flattened-length/medium/2026.12": "144",
    "flattened-length/hard/7.1": "144",
    "flattened-length/hard/2026.12": "195",
    "input-gradient/easy/7.1": "-4 0 4; -6 -4 6; -2 -3 2",
    "input-gradient/easy/2026.12": "2 3 -2; -1 -2 -5; 0 -1 -2",
    "input-gradient/medium/7.1": "4 -4 3 -1; 4 -2 -3 0; -7 8 -13 8; -6 -3 12 -3",
    "input-gradient/medium/2026.12": "1 -3 1 6 -6; -2 0 6 0 -4; -2 -1 15 -13 3; -2 0 -4 0 6; -3 2 -6 6 9",
    "input-gradient/hard/7.1": "-1 -1 -7; 18 19 -8; -15 -1 7",
    "input-gradient/hard/2026.12": "2 -4 -4; -3 5 -1; -6 -9 -2 | 2 0 -4; -10 -4 -1; -6 0 -2",
    "kernel-choice/easy/7.1": "a",
    "kernel-choice/easy/2026.12": "a",
    "kernel-choice/medium/7.1": "b",
    "kernel-choice/medium/2026.12": "d",
    "kernel-choice/hard/7.1": "b",
    "kernel-choice/hard/2026.12": "e",
    "kernel-composition/easy/7.1": "-8 -4 12; 6 3 -9",
    "kernel-composition/easy/2026.12": "-12 10 2 -2",
    "kernel-composition/medium/7.1": "-3 10 -8; 12 -11 -8; -9 -3 6",
    "kernel-composition/medium/2026.12": "-6 -11 -3; 11 -6 -11; -3 11 -6",
    "kernel-composition/hard/7.1": "-8 2 8 -1 2 -1 -2",
    "kernel-composition/hard/2026.12": "8 -2 -8 2; 4 -2 -4 2; 4 1 0 -2; -2 1 4 -2; -4 0 8 0",
    "kernel-from-map/easy/7.1": "2 1 3; 1 3 1",
    "kernel-from-map/easy/2026.12": "0 2; 4 1",
    "kernel-from-map/medium/7.1": "5 -2 -2; -3 2 -4; 3 -2 -3",
    "kernel-from-map/medium/2026.12": "-1 1 3; 4 -3 5; -4 2 -1",
    "kernel-from-map/hard/7.1": "2 0 -1; -2 1 -3; -2 -2 -2",
    "kernel-from-map/hard/2026.12": "-1 -1 -1; -3 5 -3; 1 -4 0",
    "kernel-name/easy/7.1": "sobel-x",
    "kernel-name/easy/2026.12": "identity",
    "kernel-name/medium/7.1": "identity",
    "kernel-name/medium/2026.12": "gradient",
    "kernel-name/hard/7.1": "identity",
    "kernel-name/hard/2026.12": "identity",
    "l2-pool/easy/7.1": "√45 √17; √29 √45",
    "l2-pool/easy/2026.12": "√51 4; √34 √21",
    "l2-pool/medium/7.1": "√90 √87; √86 √116",
    "l2-pool/medium/2026.12": "√111 √129; √130 √130",
    "l2-pool/hard/7.1": "√67 √96 6; √62 √102 √44; √44 √53 √35",
    "l2-pool/hard/2026.12": "√6 √68 √5; 6 √30 √20; √32 √50 4",
    "layer-design/easy/7.1": "1",
    "layer-design/easy/2026.12": "3",
    "layer-design/medium/7.1": "18",
    "layer-design/medium/2026.12": "26",
    "layer-design/hard/7.1": "9",
    "layer-design/hard/2026.12": "19",
    "mac-count/easy/7.1": "840",
    "mac-count/easy/2026.12": "810",
    "mac-count/medium/7.1": "1800",
    "mac-count/medium/2026.12": "1800",
    "mac-count/hard/7.1": "4860",
    "mac-count/hard/2026.12": "8640",
    "max-pool/easy/7.1": "5 9 5; 8 8 9",
    "max-pool/easy/2026.12": "9 5; 7 9",
    "max-pool/medium/7.1": "12 26; 27 18",
    "max-pool/medium/2026.12": "11 27; 7 27; 29 29",
    "max-pool/hard/7.1": "1 25; 24 22",
    "max-pool/hard/2026.12": "-4 24; 29 -13; 30 26",
    "max-pool-gradient/easy/7.1": "0 5 4 0; 0 0 0 0; 0 0 0 6; 2 0 0 0",
    "max-pool-gradient/easy/2026.12": "0 0 0 0; 2 0 5 0; 0 7 0 0; 0 0 2 0",
    "max-pool-gradient/medium/7.1": "4 0 0 0 0; 0 0 0 0 0; 0 0 0 0 -7; 3 0 0 0 0; 0 0 0 0 0",
    "max-pool-gradient/medium/2026.12": "3 0 0; 0 0 -4; 0 1 0; 2 0 -3",
    "max-pool-gradient/hard/7.1": "0 0 0 0 -1; 4 0 2 0 0; 1 0 -1 0 0; 2 5 0 0 2; 0 0 0 0 0",
    "max-pool-gradient/hard/2026.12": "0 0 0 0 0; 5 7 0 -2 0; 0 0 0 0 0; 5 0 5 0 0; 0 0 0 0 3",
    "memory/easy/7.1": "480",
    "memory/easy/2026.12": "765",
    "memory/medium/7.1": "288",
    "memory/medium/2026.12": "1944",
    "memory/hard/7.1": "1400",
    "memory/hard/2026.12": "1512",
    "network-table/easy/7.1": "1429",
    "network-table/easy/2026.12": "1126",
    "network-table/medium/7.1": "1995",
    "network-table/medium/2026.12": "4172",
    "network-table/hard/7.1": "5133",
    "network-table/hard/2026.12": "2222",
    "neuron/easy/7.1": "-7",
    "neuron/easy/2026.12": "17",
    "neuron/medium/7.1": "59",
    "neuron/medium/2026.12": "51",
    "neuron/hard/7.1": "33/4",
    "neuron/hard/2026.12": "16",
    "output-size/easy/7.1": "14×14×31",
    "output-size/easy/2026.12": "8×8×13",
    "output-size/medium/7.1": "15×15×2",
    "output-size/medium/2026.12": "15×15×10",
    "output-size/hard/7.1": "7×6×14",
    "output-size/hard/2026.12": "5×12×7",
    "padded-grid/easy/7.1": "0 0 0; 8 8 0; 9 1 0",
    "padded-grid/easy/2026.12": "0 0 0 0; 5 1 9 0; 4 8 8 0",
    "padded-grid/medium/7.1": "0 0 0 0 0 0; 0 0 0 0 0 0; 0 0 8 1 9 0; 0 0 1 7 3 0; 0 0 7 3 8 0",
    "padded-grid/medium/2026.12": "0 0 0; 0 0 0; 5 7 0; 4 9 0; 0 0 0; 0 0 0",
    "padded-grid/hard/7.1": "0 9 4 2 0; 0 4 6 7 0; 0 5 5 6 0; 0 0 0 0 0",
    "padded-grid/hard/2026.12": "0 4 4 6 0; 0 2 7 4 0; 0 2 8 4 0; 0 3 3 5 0; 0 0 0 0 0",
    "parameter-count/easy/7.1": "27",
    "parameter-count/easy/2026.12": "200",
    "parameter-count/medium/7.1": "704",
    "parameter-count/medium/2026.12": "714",
    "parameter-count/hard/7.1": "490",
    "parameter-count/hard/2026.12": "369",
    "parameter-sharing/easy/7.1": "567",
    "parameter-sharing/easy/2026.12": "196",
    "parameter-sharing/medium/7.1": "2860",
    "parameter-sharing/medium/2026.12": "8880",
    "parameter-sharing/hard/7.1": "7315",
    "parameter-sharing/hard/2026.12": "3078",
    "parameter-stack/easy/7.1": "443",
    "parameter-stack/easy/2026.12": "1445",
    "parameter-stack/medium/7.1": "2506",
    "parameter-stack/medium/2026.12": "1946",
    "parameter-stack/hard/7.1": "1115",
    "parameter-stack/hard/2026.12": "1618",
    "patch-response/easy/7.1": "40",
    "patch-response/easy/2026.12": "82",
    "patch-response/medium/7.1": "12",
    "patch-response/medium/2026.12": "38",
    "patch-response/hard/7.1": "410",
    "patch-response/hard/2026.12": "170",
    "pipeline/easy/7.1": "3 7",
    "pipeline/easy/2026.12": "2 0 2",
    "pipeline/medium/7.1": "0 5; 4 3",
    "pipeline/medium/2026.12": "5 2",
    "pipeline/hard/7.1": "6 1/4",
    "pipeline/hard/2026.12": "0 0; 0 1",
    "receptive-field/easy/7.1": "9",
    "receptive-field/easy/2026.12": "23",
    "receptive-field/medium/7.1": "25",
    "receptive-field/medium/2026.12": "17",
    "receptive-field/hard/7.1": "48",
    "receptive-field/hard/2026.12": "61",
    "relu-gradient/easy/7.1": "0 0 0; -7 0 -3; 5 0 6",
    "relu-gradient/easy/2026.12": "0 0 -7; 0 0 8; 8 -1 -3",
    "relu-gradient/medium/7.1": "0 3 5 -9; -3 -2 -4 -8; 0 -5 0 0; 0 0 3 3",
    "relu-gradient/medium/2026.12": "-4 0 -3 8; 0 0 0 8; -3 0 -4 8; 0 5 8 0",
    "relu-gradient/hard/7.1": "3 0 -6 0; 0 0 0 6; -7 -4 0 0; 2 0 0 1 | -9 0 0 0; 1 -8 0 -5; 0 0 0 0; 0 -2 0 0",
    "relu-gradient/hard/2026.12": "0 -6 0 -9; -2 0 0 -2; -1 3 0 0; -1 -8 0 0 | 0 -9 9 0; 0 0 0 0; 0 0 -4 -3; 0 -5 5 0",
    "relu-map/easy/7.1": "5 1 0; 0 0 0; 0 8 9",
    "relu-map/easy/2026.12": "0 6 3; 0 3 9; 9 5 0",
    "relu-map/medium/7.1": "8 0 3 0; 4 0 3 0; 11 8 9 0; 8 0 0 0",
    "relu-map/medium/2026.12": "0 5 13 11; 0 0 1 0; 11 0 13 1; 8 11 0 0",
    "relu-map/hard/7.1": "0 1/3 0; 0 8/3 0; 0 0 0 | 0 0 5/3; 11/3 7/3 0; 8/3 0 2",
    "relu-map/hard/2026.12": "0 3/2 3; 5/2 9/2 0; 7/2 0 0 | 2 0 3/2; 0 0 1; 0 3/2 0",
    "same-padding/easy/7.1": "6",
    "same-padding/easy/2026.12": "5",
    "same-padding/medium/7.1": "12",
    "same-padding/medium/2026.12": "9",
    "same-padding/hard/7.1": "6",
    "same-padding/hard/2026.12": "8",
    "shifted-map/easy/7.1": "12 -9 0; -2 1 0; 11 -8 0",
    "shifted-map/easy/2026.12": "0 0 0; 10 15 0; 29 35 23",
    "shifted-map/medium/7.1": "-2 0 24 48; -2 0 26 28; -2 1 15 12; -2 -2 -2 -2",
    "shifted-map/medium/2026.12": "-2 -2 -2 -2; 10 8 13 -2; 0 -7 -7 -2; 10 1 -2 -2",
    "shifted-map/hard/7.1": "18 22 7; 13 2 11; 9 7 3",
    "shifted-map/hard/2026.12": "13 24 15; 39 18 24; 15 11 11",
    "size-chain/easy/7.1": "5×5×16",
    "size-chain/easy/2026.12": "7×7×10",
    "size-chain/medium/7.1": "176",
    "size-chain/medium/2026.12": "250",
    "size-chain/hard/7.1": "195",
    "size-chain/hard/2026.12": "432",
    "transposed-convolution/easy/7.1": "1 2 2 4; -2 2 -4 4; 1 2 3 6; -2 2 -6 6",
    "transposed-convolution/easy/2026.12": "3 -1 3 -1; 2 3 2 3; 3 -1 3 -1; 2 3 2 3",
    "transposed-convolution/medium/7.1": "8 -2 -2 -3 4; -2 -12 2 8 1; -4 -2 4 -4 2",
    "transposed-convolution/medium/2026.12": "0 -4 -2 -2 -1; 4 -2 -2 -1 -2; 4 6 2 -3 -3; -8 4 10 -1 -2; -8 4 10 -1 -2",
    "transposed-convolution/hard/7.1": "-4 18 10 6; 20 6 16 6; 0 17 23 7; 12 6 9 0",
    "transposed-convolution/hard/2026.12": "1 10 3 3; 3 22 9 12; 4 13 3 3; 12 7 9 3",
    "transposed-size/easy/7.1": "26×26×11",
    "transposed-size/easy/2026.12": "26×26×19",
    "transposed-size/medium/7.1": "21×21×4",
    "transposed-size/medium/2026.12": "33×33×11",
    "transposed-size/hard/7.1": "22×5×6",
    "transposed-size/hard/2026.12": "38×47×26",
    "true-convolution/easy/7.1": "5 1 -5; 1 3 3; -2 -5 -5",
    "true-convolution/easy/2026.12": "-3 -4 0; -3 5 2; 4 4 -5",
    "true-convolution/medium/7.1": "-6 1; -4 -5",
    "true-convolution/medium/2026.12": "-16 -8; -6 8",
    "true-convolution/hard/7.1": "3 6 -5 2; 9 1 -3 0; 3 1 2 2",
    "true-convolution/hard/2026.12": "-8 -10 10 3; -20 -7 1 -3; -12 4 -12 0",
    "weight-gradient/easy/7.1": "9 3; 3 7",
    "weight-gradient/easy/2026.12": "-4 -7; -5 -1",
    "weight-gradient/medium/7.1": "-15 -25 -20; -18 -30 -10; -19 -26 -19",
    "weight-gradient/medium/2026.12": "10 20; 11 2",
    "weight-gradient/hard/7.1": "-14 -18; 2 -7 | -17 -13; -7 -6",
    "weight-gradient/hard/2026.12": "2 -8; 10 2 | -12 0; -4 -1",
    "weight-update/easy/7.1": "-7/10",
    "weight-update/easy/2026.12": "21/10",
    "weight-update/medium/7.1": "-14",
    "weight-update/medium/2026.12": "-11/100",
    "weight-update/hard/7.1": "-9",
    "weight-update/hard/2026.12": "-1/2",
}
"""Drawn problems and their answers. A code stands for one problem for ever: from the first release on, what is here may
only change with the `version` of the kind. Before it: `python -m tests.kinds.test_contract` prints this table."""

every_kind = pytest.mark.parametrize("name", kinds.names())
every_level = pytest.mark.parametrize(("name", "level"), [(name, level) for name in kinds.names() for level in LEVELS])


@cache
def drawn(name: str, level: Level) -> tuple[Problem, ...]:
    """The problems of the first codes of a seed."""
    return tuple(generate.draw(Code(name, level, 1, number)).problem for number in range(1, DRAWN + 1))


@cache
def parts(name: str, level: Level) -> tuple[OnePart, ...]:
    """Every part of these problems."""
    return tuple(part for problem in drawn(name, level) for part in problem.exact_parts())


def worked(name: str, level: Level) -> Iterator[OnePart]:
    """The parts of some of these problems."""
    return (part for problem in drawn(name, level)[:WORKED] for part in problem.exact_parts())


@cache
def wrong(name: str, level: Level) -> tuple[tuple[OnePart, Value, tuple[tuple[Mistake, Value], ...]], ...]:
    """Each part with its answer and what each mistake that applies gives; one that leads nowhere gives nothing."""
    found = []
    for part in parts(name, level):
        values = []
        for mistake in part.mistakes:
            if mistake.applies(part):
                with suppress(GivenError):
                    values.append((mistake, mistake.value(part)))
        found.append((part, part.answer(), tuple(values)))
    return tuple(found)


def every_mistake(name: str) -> set[Mistake]:
    """The mistakes of a kind's parts, but for a part that is another kind's problem: that is tested there."""
    others = set(kinds.names()) - {name}
    own = {type(part) for level in LEVELS for part in parts(name, level) if type(part).kind() not in others}
    elsewhere = {mistake for other in others for mistake in kinds.load(other).mistakes}
    shared = {mistake for part in own if part.kind() != name for mistake in part.mistakes} - elsewhere
    return shared | {mistake for part in own if part.kind() == name for mistake in part.mistakes}


def numbers(value: Value) -> list[object]:
    """The numbers of an answer."""
    if isinstance(value, Grid):
        return list(value.cells())
    return [] if isinstance(value, Fit | str) else list(value) if isinstance(value, Volume) else [value]


# ---- drawing --------------------------------------------------------------------------------------------------------


@every_level
def test_no_mistake_gives_the_right_answer(name: str, level: Level) -> None:
    """A wrong procedure that applies to a drawn problem never happens to give the right number."""
    for part, answer, values in wrong(name, level):
        for mistake, value in values:
            assert answer != value, (mistake.id, mistake.sentence, part)


@every_kind
def test_most_mistakes_can_be_made_at_hard(name: str) -> None:
    """On every hard problem at least two thirds of the mistakes that belong to its question give a wrong answer."""
    least = min(share_made(problem) for problem in drawn(name, "hard"))
    assert Fraction(2, 3) <= least <= 1


@every_level
def test_same_code_same_problem(name: str, level: Level) -> None:
    """A code drawn again gives an equal problem."""
    for number, problem in enumerate(drawn(name, level)[:100], 1):
        assert problem == generate.draw(Code(name, level, 1, number)).problem


@every_level
def test_problems_differ(name: str, level: Level) -> None:
    """Fifty problems in a row are not the same few over and over again."""
    assert len(set(drawn(name, level)[:50])) >= 45


@every_level
def test_several_mistakes_show(name: str, level: Level) -> None:
    """A drawn part is not degenerate: at least three wrong procedures each give a number, or one a word, of its own."""
    for part, answer, values in wrong(name, level):
        assert len({str(value) for _, value in values}) >= (1 if isinstance(answer, str) else 3), part


@every_level
def test_answer_has_the_form_that_is_asked(name: str, level: Level) -> None:
    """A number is typed for a number, rows for a grid, three sides (or "does not fit") for a volume."""
    for part, answer, _ in wrong(name, level):
        forms = {Grid: "grid", Volume: "volume", Fit: "volume", str: "word"}
        assert forms.get(type(answer), "number") == part.form.value


@every_level
def test_numbers_that_a_person_can_do(name: str, level: Level) -> None:
    """The numbers of an answer have three digits at most, above and below the line of a fraction."""
    if name in MORE_THAN_THREE_DIGITS:
        return
    for part, answer, _ in wrong(name, level):
        for number in numbers(answer):
            number = number.square if isinstance(number, Root) else number
            assert max(abs(number.numerator), number.denominator) <= 999, part


@every_level
def test_a_map_is_not_one_number_everywhere(name: str, level: Level) -> None:
    """A grid that is asked has more than one cell, and not the same number in all of them."""
    for part, answer, _ in wrong(name, level):
        if isinstance(answer, Grid):
            assert len(list(answer.cells())) > 1 and len(set(answer.cells())) > 1, part


@pytest.mark.parametrize("code", GOLDEN)
def test_code_stands_for_one_problem_for_ever(code: str) -> None:
    """The answers of a few codes, as they were when these were published."""
    (*_, last) = generate.draw(Code.parse(code)).problem.exact_parts()
    assert GOLDEN[code] == str(last.answer())


# ---- mistakes -------------------------------------------------------------------------------------------------------


@every_kind
def test_ids_are_kebab_case(name: str) -> None:
    """A mistake is named in lower case, its words joined by hyphens."""
    for mistake in every_mistake(name):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", mistake.id), mistake.id


@every_level
def test_a_mistake_is_made_only_where_it_belongs(name: str, level: Level) -> None:
    """What can be made on a problem belongs to its question, and to what `cnnhand kinds` lists."""
    listed = {mistake.id for mistake in mistakes_of(kinds.load(name))}
    for problem in drawn(name, level)[:WORKED]:
        made = {mistake.id for part in problem.exact_parts() for mistake, _ in part.wrong_answers()}
        assert made <= generate.usual_mistakes(problem) <= listed


@every_kind
def test_sentences_stand_without_a_problem(name: str) -> None:
    """Without a problem each letter stands for itself; at the end is no full stop, since "is what you get" follows."""
    for mistake in every_mistake(name):
        text = mistake.explain()
        assert text and text == text.strip() and text[-1] not in ".!?:;," and not set("{}") & set(text), mistake.id


@every_level
def test_sentences_stand_with_the_numbers_of_a_problem(name: str, level: Level) -> None:
    """Every letter that a sentence uses is a given of each problem that the mistake applies to."""
    for part in worked(name, level):
        for mistake, _ in part.wrong_answers():
            text = mistake.explain(part.letters())
            assert text and text[-1] != "." and not set("{}") & set(text), mistake.id


@every_kind
def test_sentences_tell_mistakes_apart(name: str) -> None:
    """Two mistakes may share an id, as two ways of the same slip, but never a sentence."""
    sentences = [mistake.sentence for mistake in every_mistake(name)]
    assert len(set(sentences)) == len(sentences)


@every_kind
def test_every_mistake_shows_somewhere(name: str) -> None:
    """Each mistake applies to some drawn problem and gives a value there, but for a few that only files can show."""
    unseen = every_mistake(name)
    for level in LEVELS:
        for _, _, values in wrong(name, level):
            unseen -= {mistake for mistake, _ in values}
    assert {id for kind, id in ONLY_IN_FILES if kind == name} == {mistake.id for mistake in unseen}


# ---- question and working -------------------------------------------------------------------------------------------


@every_level
def test_question_and_working_are_there(name: str, level: Level) -> None:
    """Every problem has a question, and every part a formula, the formula with its numbers, and steps with labels."""
    for problem in drawn(name, level)[:WORKED]:
        assert problem.question()
    for part in worked(name, level):
        working = part.working()
        assert part.question() and working.formula.strip() and working.filled.strip() and working.steps
        assert all(step.label.strip() and step.expression.strip() for step in working.steps)


@every_level
def test_question_fits_a_screen(name: str, level: Level) -> None:
    """Of 24 lines of 80 columns a quiz needs three: the heading above, and below a blank line and the prompt."""
    for problem in drawn(name, level)[:WORKED]:
        lines = plain.text(problem.question()).splitlines()
        assert len(lines) <= 24 - 3 and max(map(len, lines)) <= 80, problem


@every_level
def test_working_adds_up(name: str, level: Level) -> None:
    """Each step's expression, worked out by other means, comes to the step's value, and the last to the answer."""
    for part in worked(name, level):
        steps = part.working().steps
        for step in steps:
            if not isinstance(step.value, Fit | str):
                assert work_out(step.expression, step.value) == step.value, (step.label, part)
        assert part.answer() == steps[-1].value
        assert all(step.value is not DOES_NOT_FIT for step in steps[:-1])


@every_level
def test_what_does_not_fit_has_a_side_that_is_not_whole(name: str, level: Level) -> None:
    """Before "does not fit" stands a step that comes to a fraction."""
    for part in worked(name, level):
        if part.answer() is DOES_NOT_FIT:
            assert any(evaluate(step.expression).denominator > 1 for step in part.working().steps[:-1])


@every_level
def test_map_is_made_of_the_cells_before_it(name: str, level: Level) -> None:
    """Where a working goes cell by cell, the map at its end holds the cells' values in reading order."""
    for part in worked(name, level):
        if part.kind() in BY_WINDOW:
            continue
        *cells, last = part.working().steps
        if isinstance(last.value, Grid) and cells and not any(isinstance(step.value, Grid) for step in cells):
            assert [step.value for step in cells] == list(grid(last.expression).cells())


# ---- one kind's own limits ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS)
def test_conv_cell_is_neither_empty_nor_long(level: Level) -> None:
    """One cell has thirty products at most that are not zero, and no window or kernel slice of nothing but zeros."""
    for cell in parts("conv-cell", level):
        terms = 0
        for window, kernel in zip(cell.windows(), cell.kernels(), strict=True):
            assert any(x for row in window for x in row) and any(w for row in kernel for w in row)
            terms += sum(x != 0 != w for rows in zip(window, kernel, strict=True) for x, w in zip(*rows, strict=True))
        assert 0 < terms <= 30


if __name__ == "__main__":
    for kind in kinds.names():
        for level in LEVELS:
            for code in (Code(kind, level, 7, 1), Code(kind, level, 2026, 12)):
                (*_, last) = generate.draw(code).problem.exact_parts()
                print(f'    "{code}": "{last.answer()}",')
