"""Long networks fold: what works in place, and blocks that repeat."""

from cnnhand.calculator.network import stack, table
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Volume
from cnnhand.layers.notation import layer
from cnnhand.layers.splitting import words
from tests.run import cnnhand


def folds(layers: str) -> list[tuple[str, str]]:
    """The numbers and the label of each row that is shown."""
    network = stack(Volume(8, 8, 4), [layer(word) for word in words(layers)], Rounding.EXACT)
    return [(row[0], row[1]) for row in table(network, ("number", "layer"), whole=False).rows[:-1]]


def test_what_works_in_place_stands_in_the_row_before_it() -> None:
    """Batch norm, activations and dropout; a pool is a row of its own."""
    assert [("1–3", "conv3-4p1 bn relu"), ("4–5", "maxpool2 flatten"), ("6–7", "fc-3 softmax")] == folds(
        "conv3-4p1 bn relu maxpool2 flatten fc-3 softmax"
    )


def test_blocks_of_several_layers_that_repeat_are_one_row() -> None:
    """As often as they follow each other; one layer twice stays two rows."""
    block = "conv3-2p1 relu conv1-4 relu "
    assert [("1–12", "3 × (conv3-2p1 … relu)"), ("13", "maxpool2")] == folds(3 * block + "maxpool2")
    assert [("1", "conv3-4p1"), ("2", "conv3-4p1")] == folds("conv3-4p1 conv3-4p1")


def test_a_block_that_counts_otherwise_is_no_repetition() -> None:
    """The first reads 4 channels and the second 2: as many maps, and other weights."""
    assert [("1", "conv3-2p1"), ("2", "avgpool1"), ("3", "conv3-2p1"), ("4", "avgpool1")] == folds(
        "conv3-2p1 avgpool1 conv3-2p1 avgpool1"
    )


def test_a_folded_table_adds_up() -> None:
    """The counts of a row are the sums of its layers': 3·(4·2·9 + 2 + 2·4 + 4) = 258."""
    layers = [layer(word) for word in words(3 * "conv3-2p1 relu conv1-4 relu ")]
    network = stack(Volume(8, 8, 4), layers, Rounding.EXACT)
    (row, total) = table(network, ("number", "parameters", "output"), whole=False).rows
    assert (("1–12", "258", "8×8×4"), "258") == (row, total[1])


def test_what_is_not_read_can_be_looked_up() -> None:
    """The column that is named has it in every row, and folded rows have none."""
    assert "other layers (--columns unread --all)." in cnnhand("shape", "resnet-18").out
    assert "other layers (--columns unread)." in cnnhand("shape", "resnet-18", "--all").out
