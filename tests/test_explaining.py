"""Every formula that `shape --explain` prints comes to the number beside it, for stacks of any layers."""

import os
import re
from fractions import Fraction
from random import Random

import pytest

from cnnhand.calculator.explaining import explanation
from cnnhand.errors import CnnhandError, GivenError
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Volume
from cnnhand.files import library, network_file
from cnnhand.layers.network import Network
from cnnhand.layers.notation import layer
from cnnhand.layers.rows import rows
from cnnhand.page import UNKNOWN, Page, Table
from tests.board import Illegible, evaluate

STACKS = int(os.environ.get("CNNHAND_DRAWS", "200"))


def drawn(dice: Random) -> tuple[Volume, list[str]]:
    """A volume and one to seven layers in short."""

    def some(*options: str) -> str:
        return "".join(option for option in options if dice.random() < 0.4)

    n = dice.randint
    depth, words = n(1, 4), []
    for _ in range(n(1, 7)):
        window = dice.choice((f"{n(1, 5)}", f"{n(1, 5)}x{n(1, 5)}"))
        moves = some(f"/{n(1, 3)}", dice.choice(("same", f"p{n(0, 2)}", f"p{n(0, 2)}:{n(0, 2)}:{n(0, 2)}:{n(0, 2)}")))
        wide = some(f"d{n(1, 3)}") if "x" not in window and moves else ""
        groups = dice.choice((1, 2, 3))
        words.append(
            dice.choice(
                (
                    f"conv{window}-{groups * n(1, 4)}{moves}{wide}{some(f'g{groups}', '-nobias')}",
                    f"{dice.choice(('maxpool', 'avgpool', 'l2pool'))}{window}{moves}",
                    f"dwconv{window}{moves}{some('m2', '-nobias')}",
                    f"tconv{window}-{n(1, 9)}/{n(1, 2)}{some('p1', '-nobias')}",
                    f"local{window}-{n(1, 3)}{some('/2', '-nobias')}",
                    f"subsample{window}",
                    f"fc-{n(1, 1000)}{some('-nobias', '-fixed')}",
                    dice.choice(("bn", "relu", "flatten", "gap", "layernorm", "prelu", "softmax", "dropout", "lrn3")),
                    dice.choice((f"pad{n(1, 3)}", f"pad0:{n(0, 2)}:1:0", "crop1", "upsample2", "upsample2x3")),
                )
            )
        )
    return Volume(n(4, 40), n(4, 40), depth), words


def check(page: Page) -> int:
    """How many lines of a page are arithmetic; each comes to its number, and all others are words."""
    worked = 0
    for block in page:
        for label, number, *_, how in block.rows if isinstance(block, Table) else ():
            expression, equals, rest = re.split("[,:] ", str(how))[0].partition(" = ")
            try:
                value = evaluate(expression)
            except Illegible:
                assert str(how)[:1].isalpha(), (label, number, how)
                continue
            assert isinstance(value, Fraction)
            if number == UNKNOWN:  # what does not divide is no size
                assert equals and value.denominator > 1 and str(value) == rest.split()[0], (label, how)
            else:
                assert f"{value.numerator:,}".replace("-", "−") == number and value.denominator == 1, (label, how)
            worked += 1
    return worked


@pytest.mark.parametrize("rounding", Rounding)
def test_every_formula_comes_to_the_number_beside_it(rounding: Rounding) -> None:
    """In each rounding; a stack that cannot be is drawn again."""
    dice, done, worked = Random(11), 0, 0
    while done < STACKS:
        volume, words = drawn(dice)
        try:
            table = rows(Network.of(volume, map(layer, words), rounding))
        except GivenError:
            continue
        worked += check(explanation(Network.of(volume, map(layer, words), rounding), table, table))
        done += 1
    assert worked > 5 * STACKS


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("name", library.names(networks=True))
def test_every_formula_of_a_bundled_network_comes_to_its_number(name: str, rounding: Rounding) -> None:
    """In each rounding in which it is a network: rounded up, some branches do not match."""
    try:
        network = network_file.find(name, rounding)
    except CnnhandError:
        assert rounding is Rounding.CEIL
        return
    worked = check(explanation(network.network, network.rows, network.rows))
    assert worked > (len(network.rows) if network.rows[-1].output else 0)
