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

from collections import ChainMap
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple, TypeAlias

from cnnhand import layer_notation, library
from cnnhand.errors import GivenError, ProblemFileError, shown
from cnnhand.exact.shapes import Layer, Rounding
from cnnhand.exact.stack import MAX_LAYERS, Join, LayerError, Network, rows
from cnnhand.exact.stack import Node as Stacked
from cnnhand.network import PUBLISHED, Described, label
from cnnhand.notation import whole
from cnnhand.yaml_layers import NO_LAYERS, read_layer, read_volume, said, words_of
from cnnhand.yaml_tree import (
    Entries,
    Fault,
    Mapping,
    Node,
    Scalar,
    Sequence,
    entries_of,
    line_of,
    load,
    made_of,
    piped,
    text_of,
    unknown_key,
)

TOP = ("title", "source", "note", "input", "rounding", "layers", "published")
JOINS = tuple(join.value for join in Join)
BESIDE = ("name", "from", "rounding")
"""What may stand beside a layer, a join or a group of layers."""
IDENTITY = ("identity", "shortcut")
MOST_NAMES = 8
"""So many names are listed where another one was typed."""

Scope: TypeAlias = ChainMap[str, int]
"""The names that can be referred to, each with the number of its layer."""


def find(name: str, rounding: Rounding | None = None) -> Described:
    """The network that a word on the command line stands for: `-`, a file or a bundled name."""
    if name == "-":
        return made_of(piped(), "stdin", Reader(rounding))
    path = Path(name)
    if not path.exists():
        if path.suffix in (".yaml", ".yml"):
            raise ProblemFileError(f"{name}: there is no such file")
        path = library.find(name, networks=True)
    return load(path, Reader(rounding))


class _Place(NamedTuple):
    """Where the next layer goes: the number of the one it reads, the names in sight, the rounding here."""

    at: int
    scope: Scope
    rounding: Rounding | None


class Reader:
    """Makes a network of the tree of a file."""

    def __init__(self, rounding: Rounding | None) -> None:
        self.rounding = rounding
        self.nodes: list[Stacked] = []
        self.lines: list[int] = []
        self.names: set[str] = set()

    def __call__(self, root: Node) -> Described:
        top = entries_of(root, "", TOP)
        for name in ("input", "layers"):
            if name not in top:
                raise Fault(line_of(root), name, "is missing; a network has an input, such as 32x32x3, and layers")
        try:
            volume = read_volume(top["input"][1], "input")
        except GivenError as error:
            raise Fault(line_of(top["input"][1]), "input", str(error)) from None
        rounding = self.rounding or _rounding(top) or Rounding.EXACT
        self._names(top["layers"][1])
        self._run(top["layers"][1], _Place(0, ChainMap(), None))
        network = Network(volume, tuple(self.nodes), rounding)
        about = {name: text_of(top[name][1], name) for name in ("title", "source", "note") if name in top}
        published = self._published(top["published"][1]) if "published" in top else {}
        try:
            return Described(network, rows(network), published=published, **about)
        except LayerError as error:
            raise Fault(self.lines[error.number - 1], "", str(error)) from None

    def _published(self, node: Node) -> dict[str, int]:
        """The totals that the source prints."""
        entries = entries_of(node, "published", PUBLISHED)
        return {name: said(value, name, _whole) for name, (_, value) in entries.items()}

    def _names(self, node: Node) -> None:
        """Collect every name in the file, so that one further down can be told from one that is nowhere."""
        if isinstance(node, Sequence):
            for child in node.value:
                self._names(child)
        elif not isinstance(node, Scalar):
            for key, value in node.value:
                if isinstance(key, Scalar) and key.value == "name" and isinstance(value, Scalar):
                    self.names.add(value.value)
                self._names(value)

    def _run(self, node: Node, place: _Place) -> int:
        """Layers one after the other: a text, a single mapping, or a list; the number of the last."""
        if isinstance(node, Scalar):
            return place.at if node.value.strip() in IDENTITY else self._text(node, place)
        if isinstance(node, Mapping):
            return self._entry(node, place)
        if not isinstance(node, Sequence) or not node.value:
            raise Fault(line_of(node), "layers", NO_LAYERS)
        for entry in node.value:
            at = self._run(entry, place) if isinstance(entry, Scalar) else self._entry(entry, place)
            place = place._replace(at=at)
        return place.at

    def _text(self, node: Scalar, place: _Place) -> int:
        """Layers in short, some on a line."""
        at = place.at
        for word in words_of(node):
            at = self._add(said(word, "layers", layer_notation.layer), (at,), line_of(word), place)
        if at == place.at:
            raise Fault(line_of(node), "layers", "there is no layer here")
        return at

    def _add(self, layer: Layer | Join, inputs: tuple[int, ...], line: int, place: _Place) -> int:
        if len(self.nodes) >= MAX_LAYERS:
            raise Fault(line, "layers", f"more than {MAX_LAYERS} layers")
        self.nodes.append(Stacked(layer, inputs, label(layer), "", None if isinstance(layer, Join) else place.rounding))
        self.lines.append(line)
        return len(self.nodes)

    def _entry(self, node: Node, place: _Place) -> int:
        """One layer in the mapping form, a join, or a group of layers, which may be repeated."""
        entries = entries_of(node, "layers")
        inside = place._replace(rounding=_rounding(entries) or place.rounding)
        if "from" in entries:
            inside = inside._replace(at=self._named(entries["from"][1], place.scope))
        rest = {name: entry for name, entry in entries.items() if name not in BESIDE}
        if "layers" in rest:
            at = self._group(rest, inside)
        elif len(rest) != 1:
            raise Fault(
                line_of(node),
                "layers",
                "must name one layer, or `add`, `concat`, `multiply`, or `layers` to group some",
            )
        else:
            ((name, (key_node, value)),) = rest.items()
            if name in IDENTITY:
                at = _identity(name, value, inside)
            elif name in JOINS:
                at = self._join(Join(name), value, inside)
            else:
                at = self._add(read_layer(node, "layers", BESIDE), (inside.at,), line_of(key_node), inside)
        if "name" in entries:
            self._name(entries["name"][1], at, place.scope)
        return at

    def _group(self, entries: Entries, place: _Place) -> int:
        for name, (key_node, _) in entries.items():
            if name not in ("layers", "repeat"):
                raise unknown_key(key_node, ["layers", "repeat", *BESIDE])
        times = 1
        if "repeat" in entries:
            node = entries["repeat"][1]
            times = said(node, "repeat", lambda text: whole(text, "repeat", 1))
        for _ in range(times):
            scope = place.scope.new_child() if times > 1 else place.scope
            place = place._replace(at=self._run(entries["layers"][1], place._replace(scope=scope)))
        return place.at

    def _join(self, join: Join, node: Node, place: _Place) -> int:
        if not isinstance(node, Sequence) or len(node.value) < 2:
            raise Fault(line_of(node), join.value, "must be a list of at least two branches")
        ends = tuple(self._branch(branch, place) for branch in node.value)
        return self._add(join, ends, line_of(node), place)

    def _branch(self, node: Node, place: _Place) -> int:
        """The last layer of a branch, or the layer above that it names."""
        if isinstance(node, Scalar) and _names_a_layer(node.value.strip(), self.names):
            return self._named(node, place.scope)
        return self._run(node, place._replace(scope=place.scope.new_child()))

    def _name(self, node: Node, at: int, scope: Scope) -> None:
        name = text_of(node, "name")
        if name in scope.maps[0]:
            raise Fault(line_of(node), "name", f"there are two layers called {shown(name)!r}")
        if name in IDENTITY:
            raise Fault(line_of(node), "name", f"{name!r} stands for the volume itself; choose another name")
        scope[name] = at
        if at:  # `identity` may stand for the input
            self.nodes[at - 1] = self.nodes[at - 1]._replace(name=name)

    def _named(self, node: Node, scope: Scope) -> int:
        name = text_of(node, "from")
        if name in scope:
            return scope[name]
        if name == "input":
            return 0
        if name in self.names:
            what = f"{shown(name)!r} is not above this line: layers read what is above them, and a cycle has no sizes"
            raise Fault(line_of(node), "from", what)
        raise Fault(line_of(node), "from", f"there is no layer called {shown(name)!r}; {_right_names(name, scope)}")


def _right_names(name: str, scope: Scope) -> str:
    """The names that could have been meant, the nearest first."""
    names = [*scope, "input"]
    listed = get_close_matches(name, names, MOST_NAMES, cutoff=0)
    more = ", …" if len(names) > MOST_NAMES else ""
    if not scope:
        return "give that layer a `name:`, or say input"
    if get_close_matches(name, names, 1):
        return f"did you mean {listed[0]}? The other names here are {', '.join(listed[1:])}{more}"
    return f"the names here are {', '.join(listed)}{more}"


def _names_a_layer(word: str, names: set[str]) -> bool:
    """Whether a branch is a name, or one word that is no layer and nearer to a name than to a layer."""
    if word in names:
        return True
    if not names or word in IDENTITY or len(layer_notation.words(word)) != 1:
        return False
    try:
        layer_notation.layer(word)
    except GivenError:
        return bool(get_close_matches(word, names, 1)) or not layer_notation.nearest(word)
    return False


def _identity(name: str, node: Node, place: _Place) -> int:
    """What `{identity: }` stands for: the volume that it reads."""
    if not (isinstance(node, Scalar | Mapping) and not node.value):
        raise Fault(line_of(node), name, "takes nothing; `from:` and `name:` stand beside it")
    return place.at


def _rounding(entries: Entries) -> Rounding | None:
    """The rounding that is said beside a layer, or at the top."""
    if "rounding" not in entries:
        return None
    _, node = entries["rounding"]
    word = text_of(node, "rounding")
    if word not in set(Rounding):
        raise Fault(line_of(node), "rounding", f"must be {' or '.join(Rounding)}, not {shown(word)!r}")
    return Rounding(word)


def _whole(text: str) -> int:
    """A published total, with or without commas between the thousands."""
    return whole(text.replace(",", ""), "published")
