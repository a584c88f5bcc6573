"""Mistakes that published keys and people made, each with the wrong number computed by hand and what is said of it."""

import pytest

from cnnhand import answers
from cnnhand.answers import Expected
from cnnhand.formats import plain
from cnnhand.marking.verdict import feedback, mark
from tests.problem_files import part_of

NET = (
    "input: 28x28x1\nlayers: conv3-32 maxpool2 conv3-64 relu flatten fc-128\n"  # 26, 13, 11·11·64 = 7744; 5·5·64 = 1600
)
FIELD = "layers: conv3 maxpool2 conv3\nask: field\n"  # 1 + 2·1 + 1·1 + 2·2 = 8
GREY = "input: 28x28x1\nlayers: conv3-32\n"  # 3·3·1·32 = 288 and 32
CONV = "input: 28x28x6\nlayers: conv5-16\n"  # 5·5·6·16 = 2400 and 16; 24×24×16
FIRST = "input: 227x227x3\nlayers: conv11-96/4\nask: parameters\n"  # 363·96 + 96
MAP = "input: [[1, 2], [3, 4]]\nlayers: [{conv: {weights: [[2]]}}]\nask: map\n"
WIDE = "input: [[1, 2, 3], [4, 5, 6]]\nlayers: [{conv: {weights: [[2]]}}]\nask: map\n"
AVERAGE = "input: [[1, 2, 2, 5]]\nlayers: [{avgpool: {size: 2x1}}]\nask: map\n"

DEPTHWISE = "input: 7x7x18\nlayers: dwconv3\nask: parameters\n"  # 9·18 = 162 and 18
DEEP = (
    "input: [[[2]], [[3]], [[5]]]\nlayers: [{conv: {weights: [[[1]], [[2]], [[-1]]], bias: 1}}]\nask: cell\nat: 1,1\n"
)
PADDED = "input: 9x25x2\nlayers: conv3-18/2p1\nask: volume\n"  # (9 − 3 + 2)/2 + 1 = 5, (25 − 3 + 2)/2 + 1 = 13
TURNED = (
    "input: [[1, 2, 0], [3, 1, 4], [0, 2, 5]]\nlayers: conv2-1\ngradient: [[1, -1], [2, 0]]\nask: weight-gradient\n"
)
IMPULSE = "kind: kernel-from-map\ninput: [[0, 0, 0], [0, 3, 0], [0, 0, 0]]\nmap: [[3, 6], [9, -12]]\nsize: 2\n"

NAMED = "kind: kernel-name\nkernel: [[0, -1, 0], [-1, 4, -1], [0, -1, 0]]\namong: [edge, laplacian, blur]\n"
CLASSES = "input: [[1]]\nlayers: [{fc: {weights: [[3], [1], [2]], classes: [cat, dog, cow]}}]\nask: class\n"

REPORTED = [
    (NAMED, "laplacian", "edge", "Edge looks otherwise: sum 0, opposite corners alike"),
    (CLASSES, "cat", "cow", "The score of cow is 2, and another one is larger."),
    # one pooling too many before the dense layer: 1600·128 + 128, 320 + 18,496 + 204,928, 288 + 18,432 + 204,800
    (f"{NET}ask: parameters\nof: 6", "991360", "204928", "flatten-extra-pool"),
    (f"{NET}ask: weights\nof: 6", "991232", "204800", "flatten-extra-pool"),
    (f"{NET}ask: parameters", "1010176", "223744", "flatten-extra-pool"),
    (f"{NET}ask: weights\nof: total", "1009952", "223520", "flatten-extra-pool"),
    (f"{NET}ask: length\nof: 5", "7744", "1600", "flatten-extra-pool"),
    (f"{NET}ask: macs\nof: 6", "991232", "204800", "flatten-extra-pool"),
    ("input: 224x224x3\nlayers: conv3-64\nask: volume", "222x222x64", "74x74x64", "input-over-filter"),  # 224/3
    (FIELD, "8", "11", "f-after-the-first"),  # 3 + 2·1 + 3·2
    (FIELD, "8", "7", "growth-left-out"),  # 3 + 2·2
    ("layers: conv3/2 conv5\nask: field", "11", "9", "growth-left-out"),  # 1 + 4·2
    (f"{GREY}ask: parameters", "320", "896", "depth-of-a-colour-image"),  # 27·32 + 32
    (f"{GREY}ask: weights", "288", "864", "depth-of-a-colour-image"),
    (f"{CONV}ask: parameters", "2416", "166", "one-filter-all-biases"),  # 5·5·6 + 16
    ("input: 7x7x64\nlayers: flatten fc-10\nask: parameters", "31370", "491", "one-dense-bias-flat"),  # 7·7·10 + 1
    ("input: 64x64x3\nlayers: flatten fc-100\nask: weights", "1228800", "12288", "inputs-given"),  # 64·64·3
    (f"{CONV}ask: parameters", "2416", "16", "filters-only"),
    (f"{CONV}ask: parameters", "2416", "28", "side-given"),
    (f"{CONV}ask: depth", "16", "24", "depth-from-side"),
    (f"{CONV}ask: width", "24", "16", "filters-given"),
    # 1 + 2 − 6 − 4
    (
        "input: [[1, 2], [3, 4]]\nlayers: [{conv: {weights: [[1, 1], [-2, -1]]}}]\nask: cell\nat: 1,1",
        "-7",
        "7",
        "sign-lost",
    ),
    (AVERAGE, "3/2 7/2", "2 4", "rounded"),
    (AVERAGE, "3/2 7/2", "1 3", "rounded-down"),
    (FIRST, "34944", "349440", "There may be a zero too many."),
    (FIRST, "34944", "39444", "Two digits may be exchanged."),
    (FIRST, "34944", "34581", "There may be a slip in 363·96."),  # 363·95 + 96
    (FIRST, "34944", "34844", "There may be a slip in 363·96."),  # 34,748 + 96, with a carry lost
    (FIRST, "34944", "34943", "It is off by one: look at the last sum."),
    (MAP, "2 4; 6 8", "4 2; 6 8", "Row 1, column 1 and row 1, column 2 are exchanged: look at their places."),
    (MAP, "2 4; 6 8", "2 4; 2 4", "Row 2 is row 1 once more: look at it again."),
    (MAP, "2 4; 6 8", "6 8; 6 8", "Row 1 is row 2 once more: look at it again."),
    (WIDE, "2 4 6; 8 10 12", "8 10 12; 2 4 6", "The rows are in the opposite order."),
    (WIDE, "2 4 6; 8 10 12", "6 4 2; 12 10 8", "The columns are in the opposite order."),
    (WIDE, "2 4 6; 8 10 12", "-2 -4 -6; -8 -10 -12", "Every number has the other sign."),
    (WIDE, "2 4 6; 8 10 12", "6 12 18; 24 30 36", "Every number is off by the same factor."),
    (WIDE, "2 4 6; 8 10 12", "7 9 11; 13 15 17", "Every number is off by the same amount."),
    ("input: 1 2 3\nlayers: softmax\nask: softmax", "0.090 0.245 0.665", "-0.090 -0.245 -0.665", "the other sign"),
    (WIDE, "2 4 6; 8 10 12", "2 4 6 0; 8 10 12 0", "All of it is there, and more."),
    ("input: 7x7x3\nlayers: conv3-4\nask: flops", "5400", "5300", "with n products and n − 1 sums"),  # (27 + 26)·100
    ("input: 7x7x3\nlayers: conv3-4\nask: macs", "2700", "2704", "biases-counted"),  # 27·4·25, and 4
    ("input: 7x7x3\nlayers: conv3-4\nask: macs", "2700", "3240", "There may be a slip in 108·5·5."),  # 108·5·6
    (
        "input: 7x7x3\nlayers: conv3-4\nask: macs",
        "2700",
        "2750",
        "A single digit is wrong: do the last step once more.",
    ),
    (
        "layers: conv3-1\ngradient: [[-5, 4], [-1, 3]]\nask: bias-gradient",
        "1",
        "11",
        "A single number with the wrong sign",
    ),
    ("input: 7x7x3\nlayers: conv3-4/2\nask: size", "3x3", "2.5x2.5", "A side is a whole number of cells."),
    ("input: 7x7x3\nlayers: conv5-4/3p2\nask: volume", "3x3x4", "no", "without the padding 2: (7 − 5)/3 + 1."),
    (WIDE, "2 4 6; 8 10 12", "2 4 6", "What there is of it is right."),
    ("input: 7x7x3\nlayers: conv3-4\nask: connections", "2700", "2800", "bias-counted"),  # 28·100
    (WIDE, "2 4 6; 8 10 12", "2 8; 4 10; 6 12", "row-column-swapped"),
    ("input: 30x20x3\nlayers: conv3-8\nask: volume", "28x18x8", "18x28x8", "sides-swapped"),
    (DEPTHWISE, "180", "162", "162 That is what you get without the 18 biases."),
    (DEPTHWISE, "180", "163", "163 That is what you get with one bias for the whole layer"),
    (DEPTHWISE, "180", "2934", "with filters that see all the 18 channels: here each sees one."),  # 9·18·18 + 18
    (DEPTHWISE, "180", "2916", "without the 18 biases, and with filters that see all the 18 channels"),
    ("input: 8x8x4\nlayers: conv3-4g2\nask: macs", "2592", "5184", "in 2 groups each sees 2 of them"),  # 9·2·4·36
    (DEEP, "4", "3", "from channel 1 alone, out of 3"),  # 2 + 6 − 5 + 1; 2 + 1
    (DEEP, "4", "7", "from channel 2 alone, out of 3"),
    (DEEP, "4", "9", "without channel 3"),
    ("input: 7x7x3\nlayers: conv3-4\nask: flops", "5400", "5600", "with a multiply-accumulate counted for the bias"),
    ("input: 7x7x3\nlayers: conv3-4\nask: flops", "5400", "2800", "for MACs, with a bias counted in each of the 100"),
    (PADDED, "5x13x18", "4x12x18", "are not. That is what you get without the padding 1"),  # 6/2 + 1, 22/2 + 1
    (PADDED, "5x13x18", "4x12x7", "without the padding 1: (9 − 3)/2 + 1."),
    (f"{CONV}ask: parameters", "2416", "1382400", "for the multiply-accumulates: each weight has one"),  # 2400·24·24
    ("input: 5x5x2\nlayers: tconv3-4/2p1\nask: width", "9", "11", "without cutting off 1 at each side"),
    (IMPULSE, "-4 3; 2 1", "3 6; 9 -12", "by copying the map, neither turned by 180° nor divided by the impulse 3"),
    (TURNED, "5 4; 2 1", "1 2; 4 5", "with dW turned by 180°"),
]


@pytest.mark.parametrize(("problem", "right", "typed", "cause"), REPORTED)
def test_what_people_wrote_down_is_explained(problem: str, right: str, typed: str, cause: str) -> None:
    """By the mistake of this name, or for a slip of the pen in these words."""
    part = part_of(f"{problem}\n")
    assert mark(part, answers.read(right, Expected.of(part))).correct
    verdict = mark(part, answers.read(typed, Expected.of(part)))
    assert not verdict.correct
    assert cause in verdict.mistakes or cause in " ".join(plain.text(feedback(verdict)).split())
