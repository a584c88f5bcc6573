"""A question about a network in words and pictures: what goes in, the layers, what is asked, and its conventions."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from cnnhand.exact.cells import Place
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Filter, Grid, Volume
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Dense
from cnnhand.layers.network import Join, Node
from cnnhand.layers.pool import GlobalPool, Pool
from cnnhand.layers.transposed import TransposedConv
from cnnhand.layers.words import along_text, size_text
from cnnhand.page import Beside, Fitting, Frame, GridView, Page, Region, Table, Text, Tone, filled_up, say
from cnnhand.questions.asking import all_asked
from cnnhand.questions.conventions import conventions, second_layers
from cnnhand.questions.grids import region

MOST_EMPTY, MOST_LINES = 12, 14
"""An empty output of so many rows and columns is drawn beside what goes in, if all of it takes so many lines."""
MOST_SHOWN = 10**4
"""So many numbers of an input or of a layer are shown, and no more."""


def question(problem: Any) -> Page:
    """All of a question about a network."""
    numbers = any(problem.quantity(ask).of_numbers for ask in problem.asks)
    asked = [said(problem.quantity(ask).sentence, ask, problem) for ask in problem.asks]
    closing = asked if len(asked) == 1 else [all_asked(problem)]
    phrases = ((str(problem.asks[0].at._replace(map=None)), Tone.ASKED),) if _one_cell(problem) else ()
    return (
        *_givens(problem, numbers),
        Text(" ".join([*closing, *map(_sayer(problem), conventions(problem))]), phrases=phrases),
        *([Text(problem.part(0, ()).in_words)] if problem.options else []),
    )


def said(text: str | Callable[[Any, Any], str], ask: Any, problem: Any) -> str:
    """The sentence or the title of a quantity for what is asked of a problem."""
    ask, problem = problem.about(ask)
    place, of = place_name(problem, ask.place), of_place(problem, ask.place)
    text = text.format(it=it(problem, ask), place=place, of=of) if isinstance(text, str) else text(ask, problem)
    return _sayer(problem)(text)


def _sayer(problem: Any) -> Callable[[str], str]:
    """How words about images are said where it is a sequence that goes in."""
    return along_text if problem.exact.is_sequence else str


def in_brief(name: str) -> str:
    """The name of a part without what explains it.

    >>> in_brief("the map of layer 1, ReLU"), in_brief("the matrix M (its rows), with y = M·x")
    ('the map of layer 1', 'the matrix M')
    """
    return re.split(r",| \(", name)[0]


def _one_cell(problem: Any) -> bool:
    """Whether one cell of a map is asked, and nothing else."""
    (ask, *others) = problem.asks
    return not others and ask.at is not None and ask.at.single and ask.quantity in ("map", "cell", "sum")


def _with_output(problem: Any, block: Any) -> Any:
    """The pictures with the empty output behind them where one cell of it is asked, if there is room."""
    volume = problem.exact.volume(problem.asks[0].place) if _one_cell(problem) else None
    if not volume or not isinstance(block, Beside) or max(volume[:2]) > MOST_EMPTY:
        return block
    at = problem.asks[0].at
    caption = f"map {at.map}" if at.map and volume.depth > 1 else "output"
    output = filled_up(caption, Pair(*volume[:2]), (), (at.rows[0], at.columns[0]))
    inputs = problem.x.depth if problem.x is not None else 0
    behind = (*block.grids, "→", output)
    between = (*block.grids[:inputs], "→", output, *block.grids[inputs:])
    return Fitting(((Beside(behind),), (Beside(between),), (block,)), MOST_LINES)


def _givens(problem: Any, numbers: bool) -> Iterator[Any]:
    """What goes in and through which layers it goes, with their numbers where these are needed."""
    volume, layers, say_layer = problem.network.input, problem.layers, _sayer(problem)
    drawn = numbers and problem.x is not None and problem.x.volume.cells <= MOST_SHOWN and not problem.order
    before = (
        "" if drawn else input_text(volume, problem.order, problem.batch)
    )  # who sees the numbers sees how many there are
    if len(layers) == 1:
        text = say_layer(layers[0].words())
        yield Text(f"A{text[1:]}." if drawn and text.startswith("a ") else f"{before}The layer is {text}.")
    elif not layers:
        yield Text(before.strip())
    else:
        yield Text(f"{before}The layers are")
        for number, (layer, node) in enumerate(zip(layers, problem.network.nodes, strict=True), 1):
            yield Text(f"  {number}. {say_layer(layer.words())}{reads(number, node)}")
    if problem.against:
        others = "; ".join(say_layer(node.layer.words()) for node in problem.against.nodes)
        yield Text(f"Beside it a second network reads the same input: {others}.")
    if numbers:
        yield from (_with_output(problem, block) for block in _together(_pictures(problem)))


def _together(blocks: Iterable[Any]) -> Iterator[Any]:
    """Pictures that follow each other as one row of pictures."""
    for pictured, found in groupby(blocks, lambda block: isinstance(block, Beside)):
        run = list(found)
        yield from [Beside(tuple(view for block in run for view in block.grids))] if pictured else run


def _pictures(problem: Any) -> Iterator[Any]:
    """The numbers that are given: of the input, the layers, some maps, and where the gradients begin."""
    layers = problem.layers
    if problem.x is not None:
        yield from _shown(problem.x.volume.cells, "input", lambda: Beside(_input_views(problem)))
    drawn = [getattr(layer, "weights", None) for layer in layers]
    for number, layer in enumerate(layers, 1):
        yield from _numbers_of(layer, number if sum(map(bool, drawn)) > 1 else None)
    for layer in second_layers(problem):
        if getattr(layer, "weights", None) not in drawn:
            yield from _numbers_of(layer, None, " of the second network")
    for place in problem.shown:  # what is asked is never printed
        if all((ask.quantity, ask.place) != ("map", place) for ask in problem.asks):
            yield Beside(channel_views(problem.exact.map(place), f"output of layer {place}"))
    filtered = isinstance(layers[-1], Conv | TransposedConv)
    for grid, name in ((problem.y, "output"), (problem.gradient, "dY"), (problem.target, "target")):
        if grid is not None:
            yield Beside(channel_views(grid, name, each="filter" if filtered and name == "dY" else "channel"))


def _shown(cells: int, what: str, picture: Callable[[], Any]) -> Iterator[Any]:
    """A picture, unless it has more numbers than anybody looks at."""
    yield picture() if cells <= MOST_SHOWN else Text(f"The {what} has {cells:,} numbers, which are not shown here.")


def _input_views(problem: Any) -> tuple[GridView, ...]:
    """The input, with the window marked where the question says so."""
    views = channel_views(problem.x, "input")
    if isinstance(first := next(iter(problem.layers), None), Pool):
        views = tuple(view._replace(blocks=first.tiles) for view in views)
    marked = [ask.at for ask in problem.asks if ask.how == "with window" and ask.place == 1]
    if not marked or not isinstance(problem.layers[0], Sliding):
        return views
    window = problem.layers[0].on(problem.x.volume).window
    where = region(Place(marked[0].rows[0], marked[0].columns[0]), window)
    return channel_views(problem.x, "input", window.padding, where)


def reads(number: int, node: Node) -> str:
    """What the layer of a number reads, where that is not the one before it."""
    places = " and ".join(f"layer {place}" if place else "the input" for place in node.inputs)
    return "" if node.inputs == (number - 1,) else f" (reads {places})"


def input_text(volume: Volume, order: str = "", batch: int = 1) -> str:
    """What goes in, as far as it is given, as a sentence with a space behind it."""
    width, height, depth = volume
    if width is None:
        return ""
    of = f"a batch of {batch} images, each " if batch > 1 else ""
    if order and height == 1 < width:
        first = order == "channels-first"
        each = f"({depth}, {width}) (channels, length)" if first else f"({width}, {depth}) (length, channels)"
        return f"The input is {of.replace('images', 'sequences')}{each}. "
    if order:
        sides = "channels, height, width" if order == "channels-first" else "height, width, channels"
        return f"The input is {of}{volume.in_order(order)} ({sides}). "
    if height is None:
        return f"The input is {of}{width} wide. "
    if depth is None and height == 1:
        return f"The input is {of}a sequence of {width} steps. "
    if depth is None:
        return f"The input is {of}{width}×{height} (width × height). "
    if width == height == 1:
        return f"The input is {of}a vector of {depth} numbers. "
    if height == 1:
        of = of.replace("images", "sequences")
        return f"The input is {of}a sequence of {width} steps with {depth} {'channel' if depth == 1 else 'channels'}. "
    return f"The input is {of}{volume} (width × height × depth). "


def channel_views(
    grid: Grid,
    caption: str,
    padding: Sides = Sides(),
    marked: Region | None = None,
    numbered: bool = True,
    each: str = "channel",
) -> tuple[GridView, ...]:
    """One picture a channel (or filter); `caption` names a single one, several are numbered."""
    return tuple(
        GridView(
            caption if grid.depth == 1 else f"{'' if caption in ('', 'input') else f'{caption}, '}{each} {number}",
            tuple(tuple(map(say, row)) for row in rows),
            padding,
            marked,
            numbered,
            channel=number if grid.depth > 1 else 0,
        )
        for number, rows in enumerate(grid.channels, 1)
    )


def kernels_beside(named: Iterable[tuple[str, Grid]]) -> Beside:
    """Small grids beside each other, each under its name; their rows and columns are not numbered."""
    return Beside(tuple(view for name, grid in named for view in channel_views(grid, name, numbered=False)))


def _numbers_of(layer: Layer | Join, number: int | None, of: str = "") -> Iterator[Any]:
    """The weights of a layer, as pictures or as a table."""
    of = f" of layer {number}" if number else of
    if isinstance(layer, Conv | TransposedConv) and (filters := layer.weights):
        cells = len(filters) * filters[0].weights.volume.cells
        yield from _shown(cells, f"filters{of}" if of else "layer", lambda: Beside(tuple(filter_views(filters, of))))
    if isinstance(layer, Dense) and layer.weights is not None:
        biases = layer.biases or (0,) * layer.neurons
        names = layer.classes or tuple(map(str, range(1, layer.neurons + 1)))
        heading = (
            "class" if layer.classes else f"neuron{of}",
            *(f"w{i + 1}" for i in range(len(layer.weights[0]))),
            "b",
        )
        rows = zip(names, layer.weights, biases, strict=True)
        yield Table(heading, tuple((name, *map(say, row), say(b)) for name, row, b in rows), keys=1)


def filter_views(filters: tuple[Filter, ...], of: str = "") -> list[GridView | Frame]:
    """The weights of filters, each in a frame with its bias."""
    several = len(filters) > 1
    return [
        kernel_picture(
            filter.weights,
            f"filter {number}{of}" if several else f"filter{of}",
            f"bias {say(filter.bias)}" if filter.bias else "",
        )
        for number, filter in enumerate(filters, 1)
    ]


def kernel_picture(kernel: Grid, name: str, note: str = "") -> GridView | Frame:
    """The weights of a filter in one frame, its channels beside each other."""
    views = channel_views(kernel, name if kernel.depth == 1 else "", numbered=False)
    return views[0]._replace(note=note) if kernel.depth == 1 else Frame(name, views, note)


LAYER_NAMES = {"conv": "convolution", "fc": "fully connected", "flatten": "flattening", "pad": "padding"}


def name_of(layer: Layer | Join, reads: Volume | None = None) -> str:
    """A layer in a few words: `max pooling 2×2`; `max pooling of length 2` where it reads a sequence."""
    if isinstance(layer, Join):
        return layer.value
    size = f" {size_text(layer.size)}" if isinstance(layer, Sliding) and layer.size != (0, 0) else ""
    name = LAYER_NAMES.get(layer.name) or layer.title or layer.name
    name = f"{'global ' if isinstance(layer, GlobalPool) else ''}{name}{size}"
    return along_text(name) if reads and reads.height == 1 != reads.width else name


def place_name(problem: Any, place: int) -> str:
    """A place in a few words: `layer 2, max pooling 2×2`."""
    name = f"layer {place}, {name_of(problem.layers[place - 1])}" if place else "the input"
    return _sayer(problem)(name) + (" of the second network" if problem.second else "")


def of_place(problem: Any, place: int) -> str:
    """Of which layer, where there are several to choose from, or of the input."""
    return f" of {place_name(problem, place)}" if len(problem.layers) > 1 or problem.second or not place else ""


def it(problem: Any, ask: Any) -> str:
    """What is asked about: the layer, one of several, the input, or the second network of two."""
    if len(ask.places) > 1:
        return places_name(problem, ask.places)
    if len(problem.layers) == 1 and ask.place:
        return "the second network" if problem.second else "the layer"
    return place_name(problem, ask.place)


def places_name(problem: Any, places: tuple[int, ...]) -> str:
    """Several places: the whole network, a stage of it, or one by one."""
    if set(places) >= set(range(1, len(problem.layers) + 1)):
        return "the second network" if problem.second else "the whole network"
    if len(places) > 2 and list(places) == list(range(places[0], places[-1] + 1)):
        return f"the part of layers {places[0]} to {places[-1]}{' of the second network' if problem.second else ''}"
    return f"{' and '.join(place_name(problem, place) for place in places)} together"
