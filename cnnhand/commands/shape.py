"""What `cnnhand shape` does: one layer by its options, a stack of layers as typed, or a network out of a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cnnhand.calculator import explaining, network
from cnnhand.calculator.network import Described
from cnnhand.errors import GivenError, reason, shown
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Volume
from cnnhand.files import library
from cnnhand.layers.base import Layer
from cnnhand.layers.dense import Dense
from cnnhand.layers.keras_input import check_input, input_layer
from cnnhand.layers.notation import build, layer, order_of, slides_along
from cnnhand.layers.rows import Row
from cnnhand.layers.splitting import words
from cnnhand.layers.volume_notation import given, pair, sides, whole
from cnnhand.page import UNKNOWN, Block, Page, Table

EXAMPLE = "cnnhand shape 227x227x3 -k 96 -f 11 -s 4"
MOST_EXPLAINED = 1000
STACK = "cnnhand shape 32x32x3 conv5-10 relu maxpool2 fc-10"
GUIDE = f"""Sizes, parameters, work and receptive fields of a layer, a stack or a network:
  {EXAMPLE}
  {STACK}
  cnnhand shape resnet-50 --layers 3-7 --explain
"""


class OneLayer(NamedTuple):
    """The options that describe one layer, as they were typed."""

    filters: str | None = None
    size: str | None = None
    stride: str | None = None
    padding: str | None = None
    dilation: str | None = None
    groups: str | None = None
    pool: str | None = None


class Output(NamedTuple):
    """How a network is to be shown."""

    explain: bool = False
    columns: str | None = None
    against: str | None = None
    size: int = 4
    style: str = "text"
    whole: bool = False
    """Whether rows that repeat are shown too."""
    layers: str | None = None
    """Which rows are shown or explained, such as `3-7`; all unless it is said."""


def style_of(**wanted: bool) -> str:
    """The one style that is wanted; text where none is."""
    names = [name for name, is_wanted in wanted.items() if is_wanted] or ["text"]
    if len(names) > 1:
        raise GivenError("style", f"choose one of {' and '.join(f'--{name}' for name in names)}")
    return names[0]


class Shown(NamedTuple):
    """What goes to stdout, as a page or as text for other programs, and the exit status.

    That is 1 where a layer does not fit, or a published total is wrong.
    """

    text: str = ""
    status: int = 0
    page: Page = ()


def shape(
    what: str | None,
    layers: Sequence[str],
    options: OneLayer,
    output: Output,
    rounding: str | None,
    sizes: Sequence[str] = (),
) -> Shown:
    """What is shown for a volume with the options of one layer or with layers, for a file or a name, or for nothing."""
    if what is None:
        if any(options) or rounding or sizes or output != Output():
            raise GivenError("input", f"say an input volume with its layers, or a network, as in: {STACK}")
        return Shown(GUIDE)
    rounded = Rounding(rounding) if rounding else None
    what, layers, sizes = _told_apart(what, layers, sizes)
    if layers or not is_volume(what):
        if any(options):
            raise GivenError("layers", f"-k, -f, -s … describe one layer by itself, as in: {EXAMPLE}")
        return _network(_read(what, layers, rounded, sizes), output, rounded, sizes)
    return _network(_stack(what, (_layer(options),), rounded), output, rounded)


def _told_apart(what: str, layers: Sequence[str], sizes: Sequence[str]) -> tuple[str, Sequence[str], Sequence[str]]:
    """A volume with its layers, or a network with what goes in: either may stand first, and layers in a file."""
    if is_volume(what) and len(layers) == 1 and _is_network(layers[0]):
        return layers[0], (), [what]
    if is_volume(what) and sizes:
        raise GivenError("input", f"--input is for a network out of a file; of layers it stands first, as in: {STACK}")
    if is_volume(what):
        return what, [_program(word) if len(layers) == 1 else word for word in layers], sizes
    typed = [what if layers or what == "-" else _program(what), *layers]
    if not layers and ("(" not in typed[0] or _is_network(what)):
        return what, layers, sizes
    code = "\n".join(typed)
    said = input_layer(code, slides_along(code))
    if len(sizes) == 1 or (said and None not in said):
        return sizes[0] if sizes else str(said), typed, ()
    which = f"{shown(what)!r} is not a volume; the layers stand after one" if layers else "say what goes in first"
    raise GivenError("input", f"{which}, as in: {STACK}")


def _program(word: str) -> str:
    """The text of a program, or of what is piped in, where that holds the layers."""
    if word != "-" and not (Path(word).suffix.lower() in (".py", ".txt") and "(" not in word):
        return word
    from cnnhand.files.yaml_tree import piped  # loads a library that no typed layer needs

    try:
        return (piped() if word == "-" else Path(word).read_bytes()).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what = reason(error) if isinstance(error, OSError) else "it is no text in UTF-8"
        raise GivenError("layers", f"{shown(word)}: cannot be read: {what}") from None


def _stack(what: str, layers: Sequence[Layer], rounding: Rounding | None, typed: str = "") -> Described:
    """Layers on the volume that is typed; a depth left out is 1, which is said."""
    if "?" in what:
        raise GivenError("input", f"{shown(what)!r}: which input it takes is a question for `cnnhand solve`")
    found, *_ = given(what, order_of(typed), slides_along(typed))
    volume = found._replace(height=found.height or found.width, depth=found.depth or 1)
    if layers and isinstance(layers[0], Dense) and not any(found[1:]):  # so many numbers
        volume = found = Volume(1, 1, found.width)
    check_input(volume, typed, slides_along(typed))
    described = network.stack(volume, layers, rounding or Rounding.EXACT)
    return described if found.depth else described._replace(note=f"{what} says no depth; 1 is taken.")


def is_volume(what: str) -> bool:
    """Whether a first word is a volume: it begins with a number or a bracket, and there is no such file."""
    return what.lstrip("-−+([")[:1].isdigit() and "):" not in what and not Path(what).exists()


def _is_network(word: str) -> bool:
    """Whether what stands behind a volume is a network that takes it, not a layer."""
    return Path(word).suffix.lower() in (".onnx", ".yaml", ".yml") or library.is_network(word)


def _layer(options: OneLayer) -> Layer:
    """The layer that the options describe."""
    if options.size is None:
        raise GivenError("size", f"say the filter's side with -f, as in: {EXAMPLE}; or name the layers, as in: {STACK}")
    padding = (options.padding or "0").lower()
    said = {
        "size": pair(options.size, "-f"),
        "padding": padding if padding == "same" else sides("0" if padding == "valid" else padding),
        "dilation": pair(options.dilation or "1", "-d"),
        **({"stride": pair(options.stride, "-s")} if options.stride else {}),
    }
    if options.pool is not None:
        if options.filters is not None:
            raise GivenError("filters", "a pooling layer has no filters: leave out -k, or leave out --pool")
        return build({"max": "maxpool", "average": "avgpool"}.get(options.pool, "l2pool"), said)
    if options.filters is None:
        what = "say how many filters the convolution has with -k, or make it a pool with --pool max"
        raise GivenError("filters", what)
    filters, groups = (
        whole(options.filters, "-k", 1),
        whole(options.groups or "1", "-g", 1),
    )
    return build("conv", {**said, "filters": filters, "groups": groups})


def _network(described: Described, output: Output, rounding: Rounding | None, sizes: Sequence[str] = ()) -> Shown:
    """A network as a table, its arithmetic, or beside another one."""
    if output.against is not None:
        return _against(described, _read(output.against, (), rounding, sizes), output)
    part = described if output.layers is None else _part(described, output.layers)
    if output.explain:
        return _explained(described, part.rows, output)
    names, status = network.columns(output.columns), int(network.is_wrong(part))
    if output.style == "text":
        page = network.calculation(part, names, output.size, output.whole)
        alone = len(part.network.nodes) == 1  # the arithmetic of a single layer has the room for it
        return Shown("", status, page + (explaining.explanation(part.network, part.rows, part.rows) if alone else ()))
    if output.style == "json" and output.columns:
        raise GivenError("columns", "--json has every column; leave out --columns")
    tables = [network.table(part, names, output.size)]
    return Shown(_written(output, [part], tables, names, network.cells(part, names, output.size)), status)


def _written(
    output: Output, networks: Sequence[Described], blocks: Sequence[Block], heading: Sequence[str], rows: Sequence[Any]
) -> str:
    """One or two networks for other programs: as a record, as the cells of a table, or as tables."""
    if output.style == "json":
        from cnnhand.calculator.json_record import record
        from cnnhand.formats.json_text import document

        one, *others = (record(described, output.size) for described in networks)
        return document("shape", **one, **({"against": others[0]} if others else {}))
    from cnnhand.formats import markdown, tables

    if output.style == "csv":
        return tables.csv_text(heading, rows)
    write = markdown.table if output.style == "markdown" else tables.latex
    return "\n".join(write(block) for block in blocks if isinstance(block, Table))


def _read(what: str, layers: Sequence[str], rounding: Rounding | None, sizes: Sequence[str]) -> Described:
    """The network that is typed, or the one in a file; `sizes` are what goes in, if it is not what the file says."""
    if is_volume(what):
        return _typed(what, layers, rounding)
    if Path(what).suffix.lower() == ".onnx":
        from cnnhand.files import onnx as onnx_model

        return onnx_model.read(Path(what), rounding, sizes)
    from cnnhand.files import network_file

    return network_file.find(what, rounding, sizes)


def _typed(what: str, layers: Sequence[str], rounding: Rounding | None) -> Described:
    """The stack that stands on the command line."""
    stack = []
    typed = words("\n".join(layers))
    for number, word in enumerate(typed, 1):
        try:
            stack.append(layer(word))
        except GivenError as error:
            raise GivenError(error.key, f"layer {number}: {error}") from None
    if not stack:
        raise GivenError("layers", f"there is no layer in what stands behind {what}")
    if rounding is None and any("(" in word for word in typed):
        rounding = Rounding.FLOOR  # as the frameworks do, out of which they were pasted
    return _stack(what, stack, rounding, " ".join(typed))


def _against(one: Described, other: Described, output: Output) -> Shown:
    if output.explain or output.columns or output.layers:
        what = "--against shows the totals and what differs; leave out --explain, --columns and --layers"
        raise GivenError("against", what)
    from cnnhand.calculator import side_by_side

    page = side_by_side.comparison(one, other, output.size)
    if output.style == "text":
        return Shown(page=page)
    rows = side_by_side.compared(one, other, output.size)
    return Shown(_written(output, [one, other], page, side_by_side.COMPARED, rows))


def _explained(described: Described, rows: Sequence[Row], output: Output) -> Shown:
    if output.style != "text" or output.columns:
        raise GivenError("explain", "--explain goes with --rounding and --layers only")
    if len(rows) > MOST_EXPLAINED:
        what = f"--explain takes at most {MOST_EXPLAINED} layers at a time; choose them with --layers, such as 1-100"
        raise GivenError("explain", what)
    return Shown(page=explaining.explanation(described.network, described.rows, tuple(rows)))


def _part(described: Described, text: str) -> Described:
    """The rows with these numbers, such as `3`, `3-7` or `1,3-7`; the totals are theirs alone."""
    wanted: set[int] = set()
    most = len(described.rows)
    for piece in text.split(","):
        first, _, last = piece.strip().replace("–", "-").partition("-")
        numbers = range(whole(first, "--layers", 1), whole(last or first, "--layers", 1) + 1)
        if not numbers:
            raise GivenError("layers", f"--layers {piece.strip()}: the first number is larger than the last")
        if numbers[-1] > most:
            raise GivenError("layers", f"there is no layer {numbers[-1]}; the network has {most}")
        wanted.update(numbers)
    rows = tuple(row for row in described.rows if row.number in wanted)
    title = described.title or f"{described.network.input} → {described.rows[-1].output or UNKNOWN}"
    return described._replace(rows=rows, title=f"{title} · layers {text} of {most}", published={})
