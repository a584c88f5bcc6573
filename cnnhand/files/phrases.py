"""What is asked, out of the words of a file or a command line: `ask`, `of` and `at`.

ask: parameters                     ask: [volume, parameters]         ask:
of: total                           of: each                            - volume of each
                                                                        - input-gradient at 2,1
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from cnnhand.errors import GivenError, meant, shown
from cnnhand.files.yaml_tree import Entries, Fault, Tree, children_of, read_at, text_of
from cnnhand.layers.elsewhere import elsewhere
from cnnhand.layers.network import Network
from cnnhand.questions.asking import Ask, Cells, Quantity
from cnnhand.questions.counts.count_rules import OF_TWO
from cnnhand.questions.network import quantities

MOST_PARTS = 400
ORDINALS = ("first", "second", "third", "fourth", "fifth")
WORDS = ("each", "last", "counting", "total", "input", *OF_TWO)
ELSEWHERE = elsewhere(
    {
        "parameters": "params weights-and-biases",
        "volume": "output shape output-size dimension map-dimension volume-dimension",
        "size": "feature-map-size spatial-size",
        "field": "receptive-field receptive-field-size",
        "jump": "effective-stride",
        "map": "feature-map",
        "cell": "value activation",
        "macs": "multiplications multiply-accumulate multiply-add",
        "flops": "operations",
        "bytes": "memory",
        "neurons": "activations units",
        "depth": "filters maps channels",
        "untrained": "untrainable non-trainable non-trainable-parameter non-trainable-param",
        "matrix": "matrices",
        "weight-gradient": "dw",
        "bias-gradient": "db",
        "input-gradient": "dx",
        "output-gradient": "do",
    }
)
"""What people call a quantity elsewhere, and what it is called here."""


class Phrase(NamedTuple):
    """A quantity with its own words for where: `parameters of total`, `flops as 2n-1 of 1`."""

    quantity: Quantity
    of: str
    at: str
    how: str


_PHRASE = re.compile(
    r"(?:the |total |number of |how many |trainable |learnable )*"
    r"(?P<name>[a-z2/-]+(?: [a-z-]+)*?)(?: (?P<how>(?:with|without|as) [a-z0-9-]+|at one))?"
    r"(?: of (?P<of>.+?))?(?: at (?P<at>[0-9, -]+))?",
    re.IGNORECASE,
)

_INCLUDING = re.compile(r"[ (]+incl\S* (the )?bias(es)?( terms?)?\)?", re.IGNORECASE)
"""What is so anyhow, of parameters."""
_WITH_UNTRAINED = re.compile(r"(?i)\bparam(eter)?s (with|including) (the )?(untrained|non-trainable)( ones| param\w*)?")
_GRADIENT = re.compile(r"(?i)gradients? (?:of|with respect to) (?:the )?(weight|bias|input|output)(?:e?s)?\b")


def asked_in(entries: Entries, node: Tree, numbers: bool) -> list[Phrase]:
    """What is asked: a word, a list of words, or lines of their own with their places."""
    if "ask" not in entries:
        raise Fault(node, "ask", "is missing; say what is asked, such as `ask: volume` or `ask: parameters`")
    lines: list[tuple[Tree, str]] = []
    for child in children_of(entries["ask"][1]):
        text = text_of(child, "ask")
        if lines and re.fullmatch("[0-9-]+", text):  # `[volume, cell at 1,2]` is split at its commas by YAML
            lines[-1] = lines[-1][0], f"{lines[-1][1]},{text}"
        else:
            lines.append((child, text))
    if not lines:
        raise Fault(entries["ask"][1], "ask", "asks for nothing")
    found: list[Phrase] = []
    apart = re.search(r"(?i)\btrainable param", " ".join(text for _, text in lines))  # then the total is of both
    for child, text in lines:
        with read_at(child, "ask"):
            found += phrases(re.sub(r"(?i)\btotal param(eter)?s\b", "all", text) if apart else text, numbers)
    return found


def phrases(text: str, numbers: bool = False) -> Iterator[Phrase]:
    """What is asked, with commas between: each a quantity and where, whose numbers and names may have commas too.

    The output of `numbers` is a map. `GivenError` (ask) with the nearest right word where it is not understood.
    """
    said: list[str] = []
    for piece in map(str.strip, re.split(r",|\band\b(?! biases)", text)):
        match = _PHRASE.fullmatch(piece)
        begins = match and (match["of"] or _called(match["name"]) in quantities())
        if said and not begins and re.search(" (of|at) ", said[-1]):
            said[-1] += f",{piece}"
        else:
            said.append(piece)
    for piece in said:
        match = _PHRASE.fullmatch(_INCLUDING.sub("", _plainly(piece)))
        if not match:
            what = f"{shown(piece)!r} is not understood; say a quantity, and where: `volume of each`, `map of 2 at 1,1`"
            raise GivenError("ask", what)
        if match["name"].lower() == "im2col":
            yield from (Phrase(_quantity(f"im2col-{of}"), match["of"] or "", "", "") for of in ("rows", "columns"))
            continue
        name = "map" if numbers and match["name"].lower() in ("output", "outputs", "result") else match["name"]
        yield Phrase(_quantity(name), match["of"] or "", match["at"] or "", match["how"] or "")


def _plainly(piece: str) -> str:
    """What is asked in words of its own, by its name here."""
    return _WITH_UNTRAINED.sub("all", _GRADIENT.sub(r"\1-gradient", " ".join(piece.split())))


def _called(name: str) -> str:
    """What a quantity is called here, also in the plural or in words of its own: `Receptive fields`."""
    word = name.lower().replace(" ", "-").removeprefix("dl/")
    singular = word.removesuffix("s")
    here = ELSEWHERE.get(word) or ELSEWHERE.get(singular) or (singular if singular in quantities() else word)
    first, _, rest = word.partition("-")
    return _called(rest) if here not in quantities() and first in ("output", "activation") and rest else here


def _quantity(name: str) -> Quantity:
    word, known = _called(name), quantities()
    if word not in known:
        near = get_close_matches(word, [*known, *ELSEWHERE], 1) or [one for one in word.split("-") if one in known]
        right = f"did you mean {ELSEWHERE.get(near[0], near[0])}?" if near else f"there are {', '.join(known)}"
        raise GivenError("ask", f"nothing is called {shown(name)!r}; {right}")
    return known[word]


def asks(phrases: list[Phrase], of: str, at: str, network: Network, against: Network | None = None) -> tuple[Ask, ...]:
    """Every part that is asked: quantities with the same places go layer by layer, those with their own one by one."""
    found: list[Ask] = []
    if len(phrases) > 1 and not any(one.of or one.at for one in phrases):
        each = [_asks(one, of, at, network, against) for one in phrases]
        for places in dict.fromkeys(ask.places for asked in each for ask in asked):
            found += [ask for asked in each for ask in asked if ask.places == places]
    else:
        for one in phrases:
            found += _asks(one, one.of or of, one.at or at, network, against)
    if not 1 <= len(found) <= MOST_PARTS:
        raise GivenError("ask", f"asks for {len(found)} numbers; from 1 to {MOST_PARTS} can be asked at once")
    return tuple(found)


def _asks(phrase: Phrase, of: str, at: str, network: Network, against: Network | None) -> list[Ask]:
    """The parts of one quantity: of a network, of the second one (`against …`), or of both compared."""
    of = re.sub(r"(?i)\b(the|layers?) | layers?$", "", of.strip())
    of = of.lower() if of.lower() in ("each", "every", *WORDS) or of.lower().startswith("against") else of
    second = of == "against" or of.startswith("against ")
    if (second or of in OF_TWO) and against is None:
        raise GivenError("of", f"`{of}` is about two networks; say the second one's layers in `against`")
    at_cells = cells_at(at, network.input.height == 1) if at else None
    if of in OF_TWO:
        if not phrase.quantity.counts:
            raise GivenError("of", f"a {phrase.quantity.name} has no {of}; counts have, such as parameters")
        return [Ask(phrase.quantity.name, tuple(range(1, len(network.nodes) + 1)), None, of)]
    where = against if second and against else network
    places = _places(phrase, of.removeprefix("against").strip(), where)
    return [Ask(phrase.quantity.name, place, at_cells, phrase.how, second) for place in places]


def cells_at(text: str, one_row: bool = False) -> Cells:
    """`2,1` is row 2, column 1; `1-2,1-3` a block; a third number in front is the map; in one row a column will do."""
    parts = [part.strip() for part in text.split(",")]
    parts = ["1", *parts] if one_row and len(parts) == 1 else parts
    ranges = [re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", part) for part in parts]
    if len(parts) not in (2, 3) or not all(ranges) or (len(parts) == 3 and ranges[0] and ranges[0][2]):
        raise GivenError(
            "at", f"{shown(text)!r} is no place; say row, column (2,1), a block (1-2,1-3), or map first (2,1,3)"
        )
    spans = [range(int(match[1]), int(match[2] or match[1]) + 1) for match in ranges if match]
    if not all(spans) or min(span[0] for span in spans) < 1:
        raise GivenError("at", f"{shown(text)!r}: rows and columns count from 1, and a range goes upwards")
    *first, rows, columns = spans
    return Cells(rows, columns, first[0][0] if first else None)


def _places(phrase: Phrase, of: str, network: Network) -> list[tuple[int, ...]]:
    """The places of a quantity, each one or several that are added up: `2`, a name, `1+2`, `1-5` a stage."""
    last, counts, has = len(network.nodes), phrase.quantity.counts, phrase.quantity.has
    having = [at for at, node in enumerate(network.nodes, 1) if has is None or has(node.layer)]
    if not of:  # what one layer alone has is asked of that
        of = "total" if counts and last > 1 else f"{having[0]}" if has and not counts and len(having) == 1 else "last"
    if of in ("each", "every", "counting"):
        return [(place,) for place in (range(1, last + 1) if counts and of != "counting" else having)]
    if of == "total" and not counts:
        raise GivenError("of", f"a {phrase.quantity.name} has no total; say a layer, `last` or `each`")
    if "," in of:
        return [places for part in of.split(",") for places in _places(phrase, part.strip(), network)]
    places = tuple(place for word in of.split("+") for place in _stage(word.strip(), network, counts))
    if counts or len(places) == 1:
        return [places]
    if "+" in of:
        raise GivenError("of", f"no {phrase.quantity.name} is added up; write {of.replace('+', ', ')} for each")
    return [(place,) for place in places]


def _stage(word: str, network: Network, counts: bool) -> list[int]:
    """The layers that are meant by one word; by a name all that have it where they are counted, else the last."""
    last = len(network.nodes)
    names = {
        name: list(range(first, end + 1) if counts else [end])
        for end, node in enumerate(network.nodes, 1)
        for name, first in node.groups
    }
    ordinals = {ordinal: [number] for number, ordinal in enumerate(ORDINALS[:last], 1)}
    known = ordinals | {"input": [0], "last": [last], "total": list(range(1, last + 1))}
    known |= {name.lower(): layers for name, layers in names.items()} | names
    word = word if word in known else word.lower()
    if word in known:
        return known[word]
    match = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", word)
    if not match:
        right = meant(word, [*names, *WORDS], f"say a layer from 1 to {last}, {', '.join(WORDS)}, or a name")
        raise GivenError("of", f"there is no place {shown(word)!r}; {right}")
    first, end = int(match[1]), int(match[2] or match[1])
    if not 1 <= first <= end <= last:
        raise GivenError("of", f"there is no layer {word}; the layers go from 1 to {last}")
    return list(range(first, end + 1))
