"""YAML -> a network: `input`, `layers`, and what the file says of itself.

input: 32x32x1
layers:
  - conv5-6 tanh avgpool2          # several layers on a line
  - {conv: {filters: 16, size: 5}} # what the short form cannot say
  - repeat: 2
    layers: [conv3-16p1, relu]
  - add: [conv3-16p1 bn, identity] # branches from here, added; `concat` stacks them
  - fc-10
"""

from collections.abc import Sequence as Sequence_
from pathlib import Path

from cnnhand.calculator.network import PUBLISHED, Described
from cnnhand.errors import GivenError, ProblemFileError
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Volume
from cnnhand.files import library
from cnnhand.files.givens import read_input
from cnnhand.files.layers import Reader, read_rounding
from cnnhand.files.yaml_tree import (
    Fault,
    Tree,
    entries_of,
    load,
    made_of,
    piped,
    read_at,
    text_of,
    texts,
)
from cnnhand.layers.network import LayerError, Network
from cnnhand.layers.notation import order_of, slides_along
from cnnhand.layers.rows import rows
from cnnhand.layers.volume_notation import given as volume_of
from cnnhand.layers.volume_notation import whole

TOP = ("title", "source", "note", "input", "rounding", "layers", "published")


def find(name: str, rounding: Rounding | None = None, sizes: Sequence_[str] = ()) -> Described:
    """The network that a word on the command line stands for: `-`, a file or a bundled name.

    `sizes` has what goes in, where it is not what the file says; the published totals do not hold then.
    """
    if len(sizes) > 1:
        raise GivenError("input", "this network has one input, so say one --input")
    size = sizes[0] if sizes else None
    if name == "-":
        return made_of(piped(), "stdin", lambda root: described(root, rounding, size))
    path = Path(name)
    if not path.exists():
        if path.suffix in (".yaml", ".yml"):
            raise ProblemFileError(f"{name}: there is no such file")
        path = library.find(name, networks=True)
    return load(path, lambda root: described(root, rounding, size), name)


def described(root: Tree, rounding: Rounding | None, size: str | None = None) -> Described:
    """The network that the tree of a file describes, for its own input or for another one."""
    top = entries_of(root, "", TOP)
    for name in ("input", "layers"):
        if name not in top:
            raise Fault(root, name, "is missing; a network has an input, such as 32x32x3, and layers")
    _, layers = top["layers"]
    _, node = top["input"]
    written = " ".join(texts(layers))
    given = read_input(node, order_of(written), slides_along(written))
    if given.x is not None or None in given.volume:
        raise Fault(node, "input", "must be a volume with its depth, such as 32x32x3")
    reader = Reader().read(layers)
    if reader.open:
        raise Fault(layers, "layers", "a ? is for what is asked in a problem")
    rounding = rounding or read_rounding(top) or reader.rounding
    network = Network(given.volume, tuple(reader.nodes), rounding)
    published = top.read("published", _published, {})
    about = top.texts("title", "source", "note")
    if size is not None:
        other, *_ = volume_of(size, order_of(size), slides_along(written))
        other = Volume(other.width, other.height or other.width, other.depth or network.input.depth)
        network, published = network._replace(input=other), {}
        about["title"] = f"{about.get('title', '')} for an input of {other}".strip()
    try:
        return Described(network, rows(network), published=published, **about)
    except LayerError as error:
        raise Fault(reader.lines[error.number - 1], "", str(error)) from None
    except GivenError as error:
        raise Fault(layers, "layers", str(error)) from None


def _published(node: Tree, key: str) -> dict[str, int]:
    """The totals that the source prints, with commas or without."""
    totals = {}
    for name, (_, value) in entries_of(node, key, PUBLISHED).items():
        with read_at(value, name):
            totals[name] = whole(text_of(value, name).replace(",", ""), name)
    return totals
