"""The numbers that come out of a layer: a whole map, a piece of it, one cell, or a sum before its bias.

What is asked of a layer is made by the part class of its sort.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.values import Form, Grid
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Dense, Flatten
from cnnhand.layers.network import Join
from cnnhand.layers.pointwise import Rounded, Sigmoid, Softmax, Tanh
from cnnhand.layers.pool import Pool, Subsample
from cnnhand.layers.resize import Pad
from cnnhand.layers.transposed import TransposedConv
from cnnhand.page import Step
from cnnhand.questions import wording
from cnnhand.questions.asking import Ask, Quantity
from cnnhand.questions.contract import NotKnown, Part
from cnnhand.questions.known import check_given
from cnnhand.questions.known_gradients import walked
from cnnhand.questions.maps import chain as map_chain
from cnnhand.questions.maps.chain import Chain, Stage
from cnnhand.questions.maps.conv import ConvMap
from cnnhand.questions.maps.dense import DenseMap, FlatMap
from cnnhand.questions.maps.pad import PaddedMap
from cnnhand.questions.maps.pointwise import RULES, JoinedMap, PointMap
from cnnhand.questions.maps.pool import PoolMap
from cnnhand.questions.maps.softmax import SigmoidMap, SoftmaxMap, TanhMap
from cnnhand.questions.maps.transposed import TransposedMap
from cnnhand.questions.numbers import BOARD_CELLS, LayerMap

PARTS: dict[type[Layer], type[Any] | None] = {
    Conv: ConvMap,
    TransposedConv: TransposedMap,
    Pool: PoolMap,
    Subsample: None,  # its weights have no notation
    **dict.fromkeys(RULES, PointMap),
    Dense: DenseMap,
    Flatten: FlatMap,
    Softmax: SoftmaxMap,
    Sigmoid: SigmoidMap,
    Tanh: TanhMap,
    Pad: PaddedMap,
}
"""The part class of every sort of layer that has one."""
MOST_CELLS = 10**4
"""So many numbers are asked at once, and no more: nobody types or reads them."""
MOST_IN_SOFTMAX = 1000
"""So many numbers a softmax takes, whose bounds are proven for each."""
SHOWN = "with window"
"""The convention that the question marks the window of the cell that is asked."""


# ---- what can be asked -----------------------------------------------------------------------------------------------


def _part(ask: Ask, _: Any, known: Any) -> Part:
    """The part of a map or of a cell."""
    if not ask.place:
        raise GivenError("of", f"a {ask.quantity} is asked of a layer, and the input is none")
    layer = known.layer(ask.place)
    if ask.quantity != "map" and ask.at is None:
        raise GivenError("at", f"is missing: which {ask.quantity} is asked? Say row and column, such as `at: 2,1`")
    known.volume(ask.place)  # it says what does not fit
    if any(known.volume(source) is None and not known.own_map(source) for source in known.sources(ask.place)):
        return NotKnown(Form.GRID)
    if isinstance(layer, Join):
        xs = tuple(map(known.map, known.sources(ask.place)))
        return JoinedMap(layer, xs, vector=known.is_vector(ask.place), at=ask.at)
    made, x = _class_for(layer), _read(ask.place, known)
    if made is None:
        known.map(ask.place)  # it says what is not computed here
        return LayerMap(layer, x, known.rounding(ask.place), at=ask.at)
    check_given(layer, ask.place)
    try:
        layer.on(x.volume).check(x.volume)  # one's own map may be another than the right one
    except GivenError as error:
        raise GivenError(error.key, f"layer {ask.place}: {error}") from None
    _check_room(layer, x, ask, known)
    if chain := _chain(ask, known):
        return chain
    part = made(layer, x, known.rounding(ask.place), at=ask.at)
    if not isinstance(layer, Conv):
        return part  # type: ignore[no-any-return]
    if ask.quantity == "sum":
        return _sum(replace(part, before_bias=True))
    return replace(part, window_shown=ask.how == SHOWN)  # type: ignore[no-any-return]


def _chain(ask: Ask, known: Any) -> Chain | None:
    """What is asked of a layer, with the layers in front of it of which nothing has been asked, if there are any."""
    places = _not_asked(ask.place, known)
    x = _read(places[0], known)
    sizes = [known.map(place).volume.cells for place in places[:-1]]
    by_itself = ask.at is not None and isinstance(known.layer(ask.place), Conv | TransposedConv)
    if len(places) == 1 or by_itself or sum(sizes) + x.volume.cells > map_chain.MOST_CELLS:
        return None
    named = ((known.layer(at), wording.name_of(known.layer(at), x.volume), at) for at in places)
    links = (Stage(_class_for(layer), layer, known.rounding(at), name, at) for layer, name, at in named)
    return Chain(x, tuple(links), ask.at)


def _read(place: int, known: Any) -> Grid:
    """The numbers that a layer reads; what has no window takes a vector as the row that it is typed as."""
    (source,) = known.sources(place)
    x: Grid = known.map(source)
    windowed = isinstance(known.layer(place), Sliding) or not known.is_vector(source)
    return x if windowed else Grid.of([x.cells()])


def _not_asked(place: int, known: Any) -> list[int]:
    """The places that lead to one, in a row, up to the last of which the map has been asked, or to a join."""
    places = [place]
    while True:
        before = known.sources(places[0])[0]
        layer = known.layer(before) if before else None
        if layer is None or isinstance(layer, Join) or known.own_map(before) or not _class_for(layer):
            return places
        places.insert(0, before)


def steps_to(places: Iterable[int], problem: Any, known: Any) -> Iterator[Step]:
    """The steps of all maps from which those at some places come, and of these, that are neither given nor asked."""
    given = {0, *problem.shown} | {at for at in range(1, known.last + 1) if known.own_map(at)}
    found = set[int]()
    for place in places:
        found |= walked(place, lambda at: () if at in given else known.sources(at))
    for at in sorted(found - given):
        layer = known.layer(at)
        if known.map(at).volume.cells > BOARD_CELLS:
            continue  # nobody writes it down
        if isinstance(layer, Join):
            part: Any = JoinedMap(layer, tuple(map(known.map, known.sources(at))), vector=known.is_vector(at))
        else:
            part = (_class_for(layer) or LayerMap)(layer, _read(at, known), known.rounding(at))
        yield from map_chain.in_short(part.working(), at)


def _class_for(layer: Any) -> Any:
    return next((PARTS[sort] for sort in type(layer).__mro__ if sort in PARTS), None)


def _sum(part: Any) -> Part:
    """Σ x·w before the bias; of one filter the number in front is that of a channel."""
    channel = part.at.map
    if len(part.layer.weights) > 1 or channel is None:
        return part  # type: ignore[no-any-return]
    if channel > part.depth:
        raise GivenError("at", f"there is no channel {channel}; the channels go from 1 to {part.depth}")
    return replace(part.channel_alone(channel - 1), at=part.at._replace(map=None))  # type: ignore[no-any-return]


def _check_room(layer: Any, x: Grid, ask: Ask, known: Any) -> None:
    """Refuse more cells than anybody types or reads, and a cell that comes of more than anybody adds up."""
    window = layer.size.across * layer.size.down if isinstance(layer, Sliding) else x.volume.cells
    most = MOST_IN_SOFTMAX if isinstance(layer, Rounded) else MOST_CELLS
    if window > most:
        raise GivenError("input", f"layer {ask.place} works on {window} numbers at once, and at most {most} can be")
    output = layer.on(x.volume).output(x.volume, known.rounding(ask.place))
    if output is None:
        return
    many = output.cells
    if ask.at:
        many = len(ask.at.rows) * len(ask.at.columns) * (1 if ask.at.map else output.depth)
    if many > MOST_CELLS:
        what = f"{many} numbers are asked, and at most {MOST_CELLS} can be; say which, such as `at: 1-10,1-10`"
        raise GivenError("at", f"{what}, or `at: 1,1-10,1-10` of map 1")


def _sentence(ask: Ask, problem: Any) -> str:
    volume = problem.exact.volume(ask.place)
    of = wording.of_place(problem, ask.place) if ask.place else ""
    maps = volume.depth if volume else 1
    if ask.at is None:
        made = _class_for(problem.layers[ask.place - 1])
        if made and made.asked:
            return str(made.asked.format(of=of))
        if problem.exact.is_vector(ask.place):
            if volume and volume.depth == 1:
                return f"Which number comes out{of}?"
            many = f"{volume.depth} " if volume else ""
            return f"Which {many}numbers come out{of}? Type them in a row, as in 6 8 3."
        if maps == 1:
            rows = "its row, as in 6 8 3" if problem.exact.is_sequence else "its rows, as in 6 8; 3 4"
            return f"Which map comes out{of}? Type {rows}."
        return f"Which {maps} maps come out{of}, as in 6 8; 3 4 | 1 0; 2 5?"
    output = f"the output{of}" if ask.at.map is None or maps == 1 else f"map {ask.at.map}{of}"
    where = str(ask.at._replace(map=None))
    if ask.quantity == "sum":
        where += _channel(ask, problem)
        return f"What is the sum of the products for {where} of the output{of}, before the bias?"
    if ask.at.single and (maps == 1 or ask.at.map):
        return f"What is {where} of {output}?"
    return f"What are {where} of {output}? Type rows, as in 6 8; 3 4."


def _title(ask: Ask, problem: Any) -> str:
    layer = problem.layers[ask.place - 1] if ask.place else None
    name = wording.place_name(problem, ask.place)
    if problem.against and isinstance(layer, Conv):
        name = "the true convolution (the kernel turned)" if layer.flip else "the correlation (the kernel as it is)"
    if ask.at is None:
        noun = "numbers" if problem.exact.is_vector(ask.place) else "map"
        return f"the {'vector' if isinstance(layer, Flatten) else noun} of {name}"
    where = (
        ask.at if ask.quantity != "sum" else f"{ask.at._replace(map=None)}{_channel(ask, problem)}, before the bias,"
    )
    return f"{where} of {name}"


def _channel(ask: Ask, problem: Any) -> str:
    """Of one filter the number in front is that of a channel."""
    volume = problem.exact.volume(ask.place)
    if not ask.at or not ask.at.map:
        return ""
    return f", {'map' if volume and volume.depth > 1 else 'channel'} {ask.at.map}"


QUANTITIES = tuple(Quantity(what, _part, _sentence, _title, of_numbers=True) for what in ("map", "cell", "sum"))
"""All numbers that come out of a layer or some of them, one of them, and Σ x·w for one, before the bias."""
