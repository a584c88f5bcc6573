"""The gradients of a fully connected layer: dX = Wᵀ·dY, a sum over its neurons, and dW = dY·Xᵀ, a product a weight."""

from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, exchanged
from cnnhand.exact.values import Grid
from cnnhand.layers.dense import dense_weight_gradient
from cnnhand.layers.words import plural
from cnnhand.page import Frame, GridView
from cnnhand.questions.catalogue import rules
from cnnhand.questions.gradients.part import ZEROS, GradientPart
from cnnhand.questions.numbers import as_row
from cnnhand.questions.wording import channel_views


class DenseInputGradient(GradientPart):
    """A fully connected layer, the size of its input, and the gradient dY, a number a neuron."""

    def rule(self) -> tuple[str, str]:
        rule = "dx = Σ w·dy over the neurons: the weight of this input in each neuron, times the neuron's dy"
        return (
            rule,
            f"a column of the table of weights for each input, {plural(self.gradient.volume.cells, 'neuron')}{ZEROS}",
        )


class DenseWeightGradient(GradientPart):
    """The input X of a fully connected layer, and the gradient dY, a number a neuron; dW has a row a neuron."""

    name = "dW"

    def computed(self, layer: Any, x: Grid, dy: Grid) -> Grid:
        return dense_weight_gradient(x, dy)

    def rule(self) -> tuple[str, str]:
        rows, inputs = plural(self.gradient.volume.cells, "row"), plural(self.x.volume.cells, "weight")
        return "dw = dy of its neuron · x of its input", f"{rows}, one a neuron, of {inputs}, one an input"

    def pictures(self) -> tuple[GridView | Frame, ...]:
        return (*channel_views(as_row(self.x), "X"), *super().pictures())

    def label(self, channel: int, cell: Place) -> str:
        return f"neuron {cell.row}, input {cell.column}"


def _by_rows(part: Any) -> Any:
    """The rows of weights as columns; `GivenError` where there are not as many of them."""
    rows = part.layer.weights
    if len(rows) != len(rows[0]):
        raise GivenError("weights", "there are not as many neurons as inputs")
    return part.changed(weights=exchanged(rows))


DenseInputGradient.usual = rules(
    """
    weights-not-transposed*: with the rows of W in place of its columns: W·dY, not Wᵀ·dY [_by_rows(p)]
    gradient-ignored: by adding up the weights of each input, without dY [p.with_dy(lambda dy: dy.map(lambda dy: 1))]
    first-neuron-only*: from the first neuron alone, not from the sum over all [p.changed(weights=p.layer.weights[:1]).with_dy(lambda dy: Grid.of([[next(dy.cells())]]))]
    """
)
DenseWeightGradient.usual = rules(
    """
    gradient-ignored: with the inputs alone, without dY [p.with_dy(lambda dy: dy.map(lambda dy: 1))]
    input-ignored: with dY alone, without the inputs [replace(p, x=p.x.map(lambda x: 1))]
    rows-for-columns: with a row for each input in place of one for each neuron := p.made.by_channel(exchanged)
    """
)
