"""Layers out of YAML, in one notation everywhere: text, lists and mappings, branches, repetitions, and their numbers.

layers:
  - conv5-6 tanh avgpool2          # several layers on a line
  - {conv: {filters: 16, size: 5}} # what the short form cannot say
  - conv: {weights: [[1, -1], [-1, 1]], bias: -1}
  - repeat: 2
    layers: [conv3-16p1, relu]
  - add: [conv3-16p1 bn, identity] # branches from here, added; `concat` stacks them
"""

import re
from collections import ChainMap, Counter
from difflib import get_close_matches
from typing import NamedTuple, TypeAlias

from yaml import Mark

from cnnhand.errors import GivenError, meant, shown
from cnnhand.exact.shapes import Rounding
from cnnhand.files.givens import whole_of
from cnnhand.files.layer_options import layer_of
from cnnhand.files.yaml_tree import (
    Entries,
    Fault,
    Mapping,
    Scalar,
    Sequence,
    Tree,
    entries_of,
    line_of,
    one_of,
    read_at,
    text_of,
)
from cnnhand.layers import notation
from cnnhand.layers.base import Layer
from cnnhand.layers.network import MAX_LAYERS, Join, Node
from cnnhand.layers.pointwise import Activation
from cnnhand.layers.splitting import placed

JOINS = tuple(join.value for join in Join)
BESIDE = ("name", "from", "rounding")
"""What may stand beside a layer, a join or a group of layers."""
IDENTITY = ("identity", "shortcut")
ACTIVATIONS = "|".join(name for name, layer in notation.LAYERS.items() if issubclass(layer, Activation))
BARE_DENSE = rf"(?is)((?:.*\s)?(?:fc|dense))((?:\s+(?:{ACTIVATIONS}))*\s*)"
"""Layers at whose end stands a fully connected one that does not say how many neurons it has."""
MOST_NAMES = 8
"""So many names are listed where another one was typed."""
NO_NAMES = "give that layer a `name:`, or say input"
NO_LAYERS = "must be layers: a list, or a text such as conv3-64p1 relu maxpool2"

Scope: TypeAlias = ChainMap[str, int]
"""The names that can be referred to, each with the number of its layer."""


class OpenNode(NamedTuple):
    """A layer with something left open, by its number."""

    number: int
    layer: notation.Open


class _Place(NamedTuple):
    """Where the next layer goes: the number of the one it reads, the names in sight, the rounding here."""

    at: int
    scope: Scope
    rounding: Rounding | None


class Reader:
    """Collects the layers of a file: `nodes` from top to bottom, the line of each, and what is left open with a `?`."""

    def __init__(self, most: int = MAX_LAYERS) -> None:
        self.most = most
        self.nodes: list[Node] = []
        self.lines: list[int] = []
        self.open: list[OpenNode] = []
        self.rounding = Rounding.EXACT
        """That of the frameworks, down, where a layer is written as they write it."""

    def read(self, node: Tree) -> "Reader":
        """All layers of a node."""
        self._run(node, _Place(0, ChainMap(), None))
        return self

    def _run(self, node: Tree, place: _Place) -> int:
        """Layers one after the other: a text, a single mapping, or a list; the number of the last."""
        if isinstance(node, Scalar):
            return place.at if node.value.strip() in IDENTITY else self._text(node, place)
        if isinstance(node, Mapping):
            return self._entry(node, place)
        if not isinstance(node, Sequence) or not node.value:
            raise Fault(node, "layers", NO_LAYERS)
        for entry in node.value:
            at = self._run(entry, place) if isinstance(entry, Scalar) else self._entry(entry, place)
            place = place._replace(at=at)
        return place.at

    def _text(self, node: Scalar, place: _Place) -> int:
        """Layers in short, some on a line."""
        at = place.at
        for word, name in words_of(node):
            at = self._word(word, place._replace(at=at))
            if name and name not in (*place.scope.maps[0], *IDENTITY):
                self._name(name, at, at, place.scope)
        if at == place.at:
            raise Fault(node, "layers", "there is no layer here")
        return at

    def _word(self, node: Scalar, place: _Place) -> int:
        line, text = line_of(node), node.value
        times, star, rest = text.partition("*")
        if star and times == "?":
            layer = notation.Open(rest, {}, ("times",))
            self.open.append(OpenNode(len(self.nodes) + 1, layer))
            return self._word(Scalar(node.tag, rest, node.start_mark), place)
        try:
            read = notation.read_layer(text_of(node, "layers"))
        except GivenError as error:
            what = str(error).removeprefix("layer ")
            raise Fault(line, "layers", f"layer {len(self.nodes) + 1}: {what}") from None
        self.rounding = Rounding.FLOOR if "(" in text else self.rounding
        if isinstance(read, notation.Open):
            self.open.append(OpenNode(len(self.nodes) + 1, read))
            read = Layer()  # it stands in the place of one that is not known yet
        return self._add(read, (place.at,), line, place)

    def _add(self, layer: Layer | Join, inputs: tuple[int, ...], line: int, place: _Place) -> int:
        if len(self.nodes) >= self.most:
            raise Fault(line, "layers", f"more than {self.most} layers")
        self.nodes.append(Node(layer, inputs, rounding=None if isinstance(layer, Join) else place.rounding))
        self.lines.append(line)
        return len(self.nodes)

    def _entry(self, node: Tree, place: _Place) -> int:
        """One layer in the mapping form, a join, or a group of layers, which may be repeated."""
        entries = _with_name(entries_of(node, "layers"))
        inside, first = place._replace(rounding=read_rounding(entries) or place.rounding), len(self.nodes) + 1
        if "from" in entries:
            inside = inside._replace(at=self._named(entries["from"][1], place.scope))
        rest = Entries({name: entry for name, entry in entries.items() if name not in BESIDE})
        if "layers" in rest:
            at = self._group(rest, inside)
        elif len(rest) != 1:
            what = "must name one layer, or `add`, `concat`, `multiply`, or `layers` to group some"
            raise Fault(node, "layers", what)
        else:
            ((name, (key_node, value)),) = rest.items()
            if name in IDENTITY:
                at = inside.at
                if isinstance(value, Sequence) or value.value:
                    raise Fault(value, name, "takes nothing; `from:` and `name:` stand beside it")
            elif name in JOINS:
                at = self._join(Join(name), value, inside)
            else:
                layer = layer_of(key_node, value, len(self.nodes) + 1, BESIDE)
                at = self._add(layer, (inside.at,), line_of(key_node), inside)
        if "name" in entries:
            name_node = entries["name"][1]
            name = text_of(name_node, "name")
            if name in place.scope.maps[0]:
                raise Fault(name_node, "name", f"there are two layers called {shown(name)!r}")
            if name in IDENTITY:
                raise Fault(name_node, "name", f"{name!r} stands for the volume itself; choose another name")
            self._name(name, first, at, place.scope)
        return at

    def _group(self, entries: Entries, place: _Place) -> int:
        entries.only(["layers", "repeat", *BESIDE])
        times = entries.read("repeat", lambda node, key: whole_of(node, key, 1), 1)
        while times:
            before = len(self.nodes)
            scope = place.scope.new_child() if times > 1 else place.scope
            place = place._replace(at=self._run(entries["layers"][1], place._replace(scope=scope)))
            added = len(self.nodes) - before
            if not added:
                break  # nothing comes of it, however often it is repeated
            if before + added * times > self.most:
                raise Fault(entries["repeat"][1], "layers", f"more than {self.most} layers")
            times -= 1
        return place.at

    def _join(self, join: Join, node: Tree, place: _Place) -> int:
        if not isinstance(node, Sequence) or len(node.value) < 2:
            raise Fault(node, join.value, "must be a list of at least two branches")
        ends = tuple(self._branch(branch, place) for branch in node.value)
        return self._add(join, ends, line_of(node), place)

    def _branch(self, node: Tree, place: _Place) -> int:
        """The last layer of a branch, or the layer above that it names."""
        if isinstance(node, Scalar) and _names_a_layer(node.value.strip(), place.scope):
            return self._named(node, place.scope)
        return self._run(node, place._replace(scope=place.scope.new_child()))

    def _name(self, name: str, first: int, at: int, scope: Scope) -> None:
        """Let a name stand for the layers from the first to another one, whose output it is."""
        scope[name] = at
        if at:  # `identity` may stand for the input
            last = self.nodes[at - 1]
            self.nodes[at - 1] = last._replace(name=name, groups=(*last.groups, (name, min(first, at))))

    def _named(self, node: Tree, scope: Scope) -> int:
        name = text_of(node, "from")
        if name in scope:
            return scope[name]
        if name == "input":
            return 0
        names = [*scope, "input"]
        listed = ", ".join([*map(shown, names[:MOST_NAMES]), *(["…"] if len(names) > MOST_NAMES else [])])
        right = meant(shown(name), names, f"the names here are {listed}" if scope else NO_NAMES)
        raise Fault(node, "from", f"no layer above is called {shown(name)!r}; {right}")


def words_of(node: Scalar) -> list[tuple[Scalar, str]]:
    """The layers of a text, some on a line, each as a node at its line, and the name that it alone has."""
    mark = node.start_mark
    first = mark.line + (1 if node.style == "|" else 0)
    with read_at(node, "layers"):
        words = placed(node.value)
    many = Counter(word.name for word in words)
    return [
        (
            Scalar(node.tag, word.text, Mark(mark.name, mark.index, first + word.line, mark.column, None, 0)),
            word.name * (many[word.name] == 1),
        )
        for word in words
    ]


def _with_name(entries: Entries) -> Entries:
    """`C1: conv5-6` as `{name: C1, layers: conv5-6}`: a key that is nothing else, before layers in short."""
    keys = [key for key in entries if key not in BESIDE]
    if len(keys) != 1 or "name" in entries or keys[0] in (*JOINS, *IDENTITY, "layers"):
        return entries
    key, value = entries[keys[0]]
    if not isinstance(value, Scalar) or key.value.lower() in notation.ONE_WAY or notation.named(key.value):
        return entries
    try:
        if not [notation.read_layer(word.value) for word, _ in words_of(value)]:
            return entries
    except (GivenError, Fault):
        return entries
    beside = {name: entry for name, entry in entries.items() if name in BESIDE}
    return Entries({**beside, "name": (key, key), "layers": (key, value)})


def with_neurons(node: Tree, neurons: int) -> Tree:
    """Layers of which the last, where it is a fully connected one that does not say it, has so many neurons."""
    if isinstance(node, Sequence) and node.value:
        last = with_neurons(node.value[-1], neurons)
        return Sequence(node.tag, [*node.value[:-1], last], node.start_mark, node.end_mark, node.flow_style)
    if not isinstance(node, Scalar) or not (bare := re.fullmatch(BARE_DENSE, node.value)):
        return node
    return Scalar(node.tag, f"{bare[1]}-{neurons}{bare[2]}", node.start_mark, node.end_mark, node.style)


def _names_a_layer(word: str, names: Scope) -> bool:
    """Whether a branch is a name, or one word that is no layer and nearer to a name than to a layer."""
    if word in names:
        return True
    if not names or word in IDENTITY or re.search(r"[\s,;→]", word):
        return False
    try:
        notation.read_layer(word)
    except GivenError:
        return bool(get_close_matches(word, names, 1)) or not notation.nearest(word)
    return False


def read_rounding(entries: Entries) -> Rounding | None:
    """The rounding that is said beside a layer, or at the top."""
    word = entries.read("rounding", one_of(*Rounding))
    return Rounding(word) if word else None
