"""A Keras model's JSON (`model.to_json()`) -> a network. The format is plain JSON, so no library of its own is needed.

Keras writes rows before columns, and pads `same` or `valid`, rounding down.
"""

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

from cnnhand.errors import CnnhandError, GivenError, ProblemFileError, reason
from cnnhand.exact.other_layers import Activation, BatchNorm, Dense, Dropout, Flatten
from cnnhand.exact.shapes import Layer, Pair, Rounding, Sides
from cnnhand.exact.stack import Join
from cnnhand.exact.values import Volume
from cnnhand.graph import Graph
from cnnhand.layer_table import build, named
from cnnhand.network import Described

MAX_BYTES = 32 * 2**20

Config: TypeAlias = dict[str, Any]
JOINS = {"Add": Join.ADD, "Multiply": Join.MULTIPLY, "Concatenate": Join.CONCAT}
NOTHING = ("Rescaling", "Identity", "GaussianNoise", "ActivityRegularization")
"""Layers that change no size and keep no numbers."""


def read(path: Path, rounding: Rounding | None = None) -> Described:
    """The network in a file; `ProblemFileError` where it cannot be used."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ProblemFileError(f"{path}: cannot be read: {reason(error)}") from None
    if len(content) > MAX_BYTES:
        raise ProblemFileError(f"{path}: larger than {MAX_BYTES // 2**20} MiB")
    graph = Graph(str(path))
    try:
        model = json.loads(content)
        config = model["config"]
        for layer in config["layers"]:
            _layer(graph, layer, model)
        described = graph.described(str(config.get("name", path.stem)), rounding or Rounding.FLOOR)
    except (ValueError, RecursionError):
        raise ProblemFileError(f"{path}: not the JSON of a Keras model") from None
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ProblemFileError(f"{path}: not the JSON that Keras writes: {error}") from None
    except ProblemFileError:
        raise
    except CnnhandError as error:
        raise ProblemFileError(f"{path}: {error}") from None
    for row in described.rows:
        if isinstance(row.layer, Dense) and row.input and row.input[:2] != (1, 1):
            what = f"{row.node.name!r} is dense on a map of {row.input}: Keras applies it place by place"
            raise graph.fail(f"{what}, as a convolution of 1×1 does; flatten first, or use that")
    return described


def _layer(graph: Graph, layer: Config, model: Config) -> None:
    """Put one entry of the model's list of layers into the graph."""
    kind, config = layer["class_name"], layer["config"]
    name = str(config["name"])
    if kind == "InputLayer":
        graph.start(name, _volume(graph, config))
        return
    if model["class_name"] == "Sequential":
        if graph.input is None:
            shaped = config if "batch_input_shape" in config else model.get("build_config", {})
            graph.start("input", _volume(graph, shaped))
        sources = [next(reversed(graph.numbers))]
    else:
        calls = layer["inbound_nodes"]
        if len(calls) != 1:
            raise graph.fail(f"{name!r} is used {len(calls)} times; shared weights cannot be counted here")
        sources = list(dict.fromkeys(_sources(calls[0])))
    if kind in NOTHING or (kind in JOINS and len(sources) == 1):  # a sum or product with a constant
        graph.same(name, sources[0])
        return
    stack: list[Layer | Join] = [JOINS[kind]] if kind in JOINS else [*_made(graph, kind, name, config)]
    for number, made in enumerate(stack):
        last = number == len(stack) - 1
        graph.add(name if last else f"{name} {number + 1}", made, sources)
        sources = [f"{name} {number + 1}"]


def _sources(call: Any) -> Iterator[str]:
    """The layers that a call reads: Keras 3 has tensors with a history, Keras 2 lists that begin with a name."""
    if isinstance(call, dict):
        if "keras_history" in call:
            yield str(call["keras_history"][0])
        else:
            yield from (name for value in call.values() for name in _sources(value))
    elif isinstance(call, list):
        if len(call) >= 3 and isinstance(call[0], str) and isinstance(call[1], int):
            yield call[0]
        else:
            yield from (name for value in call for name in _sources(value))


def _volume(graph: Graph, config: Config) -> Volume:
    """The input's size: Keras says batch, rows, columns, channels."""
    shape = config.get("batch_shape") or config.get("batch_input_shape") or config.get("input_shape") or []
    sides = shape[1:]
    if not sides or not all(isinstance(side, int) and side > 0 for side in sides) or len(sides) not in (1, 3):
        raise graph.fail(f"the input {shape} has no fixed size of rows, columns and channels")
    return Volume(sides[1], sides[0], sides[2]) if len(sides) == 3 else Volume(1, 1, sides[0])


def _made(graph: Graph, kind: str, name: str, config: Config) -> Iterator[Layer]:
    """What a Keras layer is here: more than one where it has an activation or is separable."""
    if config.get("data_format", "channels_last") != "channels_last":
        raise graph.fail(f"{name!r} has its channels first; save the model with channels last")
    if kind not in _LAYERS:
        raise graph.fail(f"{name!r} is a {kind}, which has no counterpart here")
    yield from _LAYERS[kind](config)
    activation = config.get("activation", "linear")
    if activation != "linear":
        spelling = named(str(activation))
        if spelling is None:
            raise graph.fail(f"{name!r} has the activation {activation!r}, which has no counterpart here")
        yield build(spelling, {})


def _pair(value: Any) -> Pair:
    """Keras says rows before columns, or one number for both."""
    down, across = (value, value) if isinstance(value, int) else value
    if not (isinstance(across, int) and isinstance(down, int)):
        raise GivenError("layers", f"{value!r} are not whole numbers of rows and columns")
    return Pair(across, down)


def _sides(value: Any) -> Sides:
    """Rows above and below, columns left and right; or one number for each direction, or one for all."""
    if isinstance(value, int):
        return Sides.around(value)
    (top, bottom), (left, right) = ((side, side) if isinstance(side, int) else side for side in value)
    return Sides(left, right, top, bottom)


def _whole(config: Config, key: str) -> int:
    number = config[key]
    if not isinstance(number, int):
        raise GivenError("layers", f"the {key} of {config['name']!r} must be a whole number, not {number!r}")
    return number


def _moves(config: Config, size: str = "kernel_size") -> Config:
    """The options of a window."""
    moves = {
        "size": _pair(config[size]),
        "stride": _pair(config.get("strides") or config[size]),
        "padding": "same" if config["padding"] == "same" else Sides(),
        "dilation": _pair(config.get("dilation_rate", 1)),
    }
    if config["padding"] not in ("same", "valid"):
        raise GivenError("layers", f"the padding {config['padding']!r} of {config['name']!r} has no counterpart here")
    return moves


def _conv(config: Config) -> Iterator[Layer]:
    groups, bias = _whole({"groups": 1, **config}, "groups"), config["use_bias"]
    yield build("conv", {**_moves(config), "filters": _whole(config, "filters"), "groups": groups, "bias": bias})


def _depthwise(config: Config) -> Iterator[Layer]:
    yield build(
        "dwconv", {**_moves(config), "multiplier": _whole(config, "depth_multiplier"), "bias": config["use_bias"]}
    )


def _separable(config: Config) -> Iterator[Layer]:
    """A depthwise convolution without biases, then one of 1×1."""
    yield build("dwconv", {**_moves(config), "multiplier": _whole(config, "depth_multiplier"), "bias": False})
    yield build("conv", {"size": Pair(1, 1), "filters": _whole(config, "filters"), "bias": config["use_bias"]})


def _transposed(config: Config) -> Iterator[Layer]:
    """Keras' `valid` gives (W − 1)·S + F where F ≥ S, and W·S where F < S; its `same` gives W·S."""
    moves = _moves(config)
    size, stride = moves["size"], moves["stride"]
    same = moves["padding"] == "same"
    cut = [max(0, f - s) if same else 0 for f, s in zip(size, stride, strict=True)]
    extra = Pair(*(max(0, s - f) for f, s in zip(size, stride, strict=True)))
    if config.get("output_padding") is not None or moves["dilation"] != (1, 1):
        raise GivenError("layers", f"the output padding or dilation of {config['name']!r} has no counterpart here")
    padding = Sides(cut[0] // 2, cut[0] - cut[0] // 2, cut[1] // 2, cut[1] - cut[1] // 2)
    options = {"size": size, "stride": stride, "padding": padding, "extra": extra}
    yield build("tconv", {**options, "filters": _whole(config, "filters"), "bias": config["use_bias"]})


def _dense(config: Config) -> Iterator[Layer]:
    yield Dense(_whole(config, "units"), config["use_bias"])


def _relu(config: Config) -> Iterator[Layer]:
    yield Activation("relu6" if config.get("max_value") == 6 else "leaky-relu" if _slope(config) else "relu")


def _slope(config: Config) -> Any:
    return config.get("negative_slope") or config.get("alpha")


def _batch_norm(config: Config) -> Iterator[Layer]:
    yield BatchNorm(config["scale"], config["center"])


def _flatten(config: Config) -> Iterator[Layer]:  # noqa: ARG001 - it has no options
    yield Flatten()


def _reshape(config: Config) -> Iterator[Layer]:
    """Into a vector, as before a classifier; other shapes have no counterpart."""
    if sum(side != 1 for side in config["target_shape"]) > 1:
        raise ProblemFileError(
            f"{config['name']!r} reshapes to {config['target_shape']}, which has no counterpart here"
        )
    yield Flatten()


def _simple(name: str, *options: tuple[str, str, Callable[[Any], Any]]) -> Callable[[Config], Iterator[Layer]]:
    """A layer whose options are each one of Keras' under another name."""

    def made(config: Config) -> Iterator[Layer]:
        yield build(
            name, {ours: read(config[theirs]) for ours, theirs, read in options if config.get(theirs) is not None}
        )

    return made


def _pool(name: str) -> Callable[[Config], Iterator[Layer]]:
    def made(config: Config) -> Iterator[Layer]:
        yield build(name, _moves(config, "pool_size"))

    return made


_LAYERS: dict[str, Callable[[Config], Iterator[Layer]]] = {
    "Conv2D": _conv,
    "DepthwiseConv2D": _depthwise,
    "SeparableConv2D": _separable,
    "Conv2DTranspose": _transposed,
    "MaxPooling2D": _pool("maxpool"),
    "AveragePooling2D": _pool("avgpool"),
    "GlobalMaxPooling2D": _simple("global-maxpool"),
    "GlobalAveragePooling2D": _simple("global-avgpool"),
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Dense": _dense,
    "BatchNormalization": _batch_norm,
    "Normalization": lambda config: iter([BatchNorm(False, False)]),
    "Activation": lambda config: iter(()),  # `activation` says it
    "ReLU": _relu,
    "LeakyReLU": _simple("leaky-relu"),
    "ELU": _simple("elu"),
    "Softmax": _simple("softmax"),
    "Dropout": lambda config: iter([Dropout(Fraction(str(config["rate"])))]),
    "SpatialDropout2D": lambda config: iter([Dropout(Fraction(str(config["rate"])))]),
    "ZeroPadding2D": _simple("pad", ("padding", "padding", _sides)),
    "Cropping2D": _simple("crop", ("padding", "cropping", _sides)),
    "UpSampling2D": _simple("upsample", ("size", "size", _pair)),
}
"""What each layer of Keras becomes."""
