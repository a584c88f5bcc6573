"""Whatever is typed behind `cnnhand`, and whatever stands for layers, is done or refused in a line.

Every case is made of its number alone, so a number is a seed: `CNNHAND_FUZZ=5000` tries that many.
"""

import os
from pathlib import Path
from random import Random

import pytest

from cnnhand.errors import CnnhandError
from cnnhand.exact.values import Volume
from cnnhand.layers import notation, splitting
from tests.run import cnnhand

CASES = int(os.environ.get("CNNHAND_FUZZ", "150"))

WORDS = [
    *("7x7x3", "28x28", "(3, 9, 9)", "0x0", "9" * 30, "-1", "", " ", "²", "٣x٣", "é", "\x1b[31m", "a\nb", "--", "-"),
    *("conv3-8", "conv3-8p1/2", "maxpool2", "flatten", "fc-10", "relu", "²*relu", "3*conv3-2", "?*conv3", "conv?-2"),
    *("-k", "2", "-f", "3", "-s", "-p", "-d", "-g", "--pool", "max", "--rounding", "ceil", "--explain", "1-2"),
    *("--columns", "all", "--against", "alexnet", "--bytes", "--plain", "--json", "--csv", "--help", "--layers"),
    *("-i", "-l", "-a", "volume", "parameters of total", "map of 1", "--kind", "conv-cell", "sizes", "--level"),
    *("easy", "hard", "--seed", "1", "--mistake", "bias-forgotten", "--attempts", "--exam", "--mistakes", "--minutes"),
    *("conv-cell/hard/7.3", "volume-demo", "resnet-18", "nothing.yaml", ".", "--no-follow-up", "--answers", "--nix"),
]  # fmt: skip


def words(dice: Random) -> list[str]:
    """The words behind the command of a number."""
    command = dice.choice(["quiz", "solve", "shape", "shape", "generate", "kinds", dice.choice(WORDS)])
    limit = ["-n", "2"] if command in ("quiz", "generate") else []
    return [command, *limit, *(dice.choice(WORDS) for _ in range(dice.randint(0, 6)))]


@pytest.mark.parametrize("part", range(4))
def test_command_lines(part: int, tmp_path: Path) -> None:
    """Done, refused in a line, or a usage that is not understood."""
    for number in range(part, CASES, 4):
        line = words(Random(f"words {number}"))
        run = cnnhand(*line, typed="10\n3x3x2\nskip\nquit\n", cwd=tmp_path)
        assert run.status in (0, 1, 2), line
        talk = "--json" in line and "quiz" in line
        if run.status and not talk:
            assert all(said.isprintable() and len(said) < 600 for said in run.err.splitlines()), line
        assert "\x1b" not in run.out + run.err, line


def test_layer_texts() -> None:
    """Layers with signs left out, doubled and put in are read, or refused with a word about them."""
    for number in range(CASES):
        dice = Random(f"layers {number}")
        text = list(" ".join(dice.choices(["conv3-8p1/2", "maxpool2", "fc-10", "dwconv3x5d2", "tconv2-4", "lrn"], k=3)))
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(text))
            text[at : at + dice.randint(0, 2)] = dice.choices("0123456789-/xpdgconv *?²٣é\x1b\n.", k=dice.randint(0, 3))
        try:
            layers = [notation.layer(word) for word in splitting.words("".join(text))]
        except CnnhandError as error:
            assert 0 < len(str(error)) < 500, text
        else:
            assert all(layer.on(Volume(9, 9, 3)) for layer in layers), text
