"""What comes out of a network with numbers put in for every ?: as steps of the board, and in a word."""

from collections.abc import Iterator

from cnnhand.errors import GivenError
from cnnhand.layers.base import Layer
from cnnhand.layers.rules import WHOLE
from cnnhand.page import Step
from cnnhand.questions.known import Known
from cnnhand.questions.sizes.fill_input import field_of, parameters
from cnnhand.questions.sizes.fill_search import LETTERS, WINDOWED, Filling, OpenNetwork


def forward(problem: OpenNetwork, values: Filling, asked: int) -> Iterator[Step]:
    """What comes out of each layer with the numbers that do it; of the one that is asked, where one less does not."""
    known, wanted, letter = Known(problem.filled(values)), problem.wanted, LETTERS[problem.unknowns[asked][1]]
    if wanted.field is not None:
        for number in range(max(1, values[asked] - wanted.at_least), values[asked] + 1):
            field = field_of(problem.filled((*values[:asked], number, *values[asked + 1 :]))).width
            yield Step("field", str(field), field, f"with {letter} = {number}")
    if wanted.parameters is not None:
        yield Step("parameters", str(wanted.parameters), wanted.parameters, "with that number")
    if not (wanted.output and known.network.input.width):
        return
    for place in range(1, known.last + 1):
        layer, rounding, volume = known.layer(place), known.rounding(place), known.volume(place)
        wide = str(volume and volume.width)
        if isinstance(layer, Layer):
            rule = layer.sides(known.reads(place), rounding)[0]
            wide = str(rule.filled(WHOLE[layer.rounded(rounding)]))
        if volume and None not in volume:
            yield Step(f"layer {place}", str(volume).replace("×", " × "), volume, f"{wide} wide")
        elif volume:
            yield Step(f"layer {place}", wide, volume.width, "wide")


def outcome(problem: OpenNetwork, values: Filling) -> str:
    """What is wrong with numbers that do not do it: `with F = 8 the output is 10×10×17`."""
    wanted, said = problem.wanted, f"with {LETTERS[problem.unknowns[len(values) - 1][1]]} = {values[-1]}"
    if any(option in WINDOWED for _, option in problem.unknowns[len(values) :]):
        return f"{said} nothing that is still to be chosen gives it"
    try:
        network = problem.filled((*values, *problem.solutions[0][len(values) :]))
        if wanted.field is not None and (field := field_of(network).width) != wanted.field:
            return f"{said} the field is {field}"
        if wanted.parameters is not None and (counted := parameters(network)) != wanted.parameters:
            return f"{said} there are {counted} parameters"
        volume = Known(network).volume(len(network.nodes))
    except GivenError:
        return f"{said} nothing comes out"
    if volume is None:
        return f"{said} it does not fit"
    vector, sides = volume[:2] == (1, 1), (side for side in volume[:: 1 + problem.along] if side is not None)
    return f"{said} the output is {f'a vector of {volume.depth} numbers' if vector else '×'.join(map(str, sides))}"
