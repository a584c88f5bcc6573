"""What stands at the ? of a layer, so that the wanted output, field or number of parameters comes out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Value
from cnnhand.layers.base import Sliding
from cnnhand.layers.network import Network
from cnnhand.layers.transposed import TransposedConv
from cnnhand.layers.words import along_text
from cnnhand.page import Page, Text
from cnnhand.questions import wording
from cnnhand.questions.choice import Choice
from cnnhand.questions.contract import Part, Problem
from cnnhand.questions.conventions import ROUNDING
from cnnhand.questions.sizes.fill_input import OpenInput, Wanted
from cnnhand.questions.sizes.fill_part import FillPart
from cnnhand.questions.sizes.fill_search import Blank, OpenNetwork, option_name
from cnnhand.questions.sizes.fill_together import EveryFilling, OneFilling

STAND_IN = 987_654_321
"""A number that nobody writes: it stands where a ? is said in words."""


@dataclass(frozen=True)
class FillProblem(OpenNetwork, Problem):
    """What stands at the ? of a network."""

    everything: bool = False
    """Whether all numbers that do it are asked for."""
    named: str = ""
    options: tuple[Value, ...] = ()
    """What can be chosen from, where one thing is asked."""

    @classmethod
    def of(
        cls, network: Network, opens: tuple[Any, ...], results: Mapping[str, Any], everything: bool
    ) -> "FillProblem":
        """The problem of the layers that a file leaves open, each with its number."""
        blanks = tuple(Blank.of(node.number, *node.layer) for node in opens)
        return cls(network, blanks, Wanted(**results), everything)

    @classmethod
    def of_sides(cls, network: Network, depth: bool, results: Mapping[str, Any], everything: bool) -> "FillProblem":
        """The problem of the sides of an input that are not given; its depth too where that is asked."""
        wanted = Wanted(**results)
        named = zip(("width", "height"), network.input[:2], strict=True)
        asked = (*(name for name, side in named if side is None), *(["depth"] if depth else []))
        if asked[:1] == ("width",) and network.input.height == 1:
            asked = ("length", *asked[1:])
        if asked[:2] == ("width", "height") and OpenInput(network, wanted, asked).square:
            asked = ("side", *asked[2:])
        return cls(network, (Blank(0, "input", (), asked),), wanted, everything)

    def __post_init__(self) -> None:
        if self.wanted == Wanted():
            raise GivenError(
                "output", "is missing; say what is to come out, `output: 5x5x8`, `field: 15` or `parameters`"
            )
        if not self.solutions:
            floored = self.network._replace(rounding=Rounding.FLOOR)
            down = OpenNetwork(floored, self.blanks, self.wanted).solutions
            hint = " where the stride must divide; `rounding: floor` rounds down" if down else ""
            over = self.wanted._replace(at_least=True)
            if self.wanted.field and len(self.unknowns) == 1 and OpenNetwork(self.network, self.blanks, over).solutions:
                hint = f"; `field: at least {self.wanted.field}` asks for the first that has as much"
            raise GivenError("output", f"nothing that could stand at the ? gives {self._wanted_in_words()}{hint}")

    def kind(self) -> str:
        return self.named

    def parts(self) -> tuple[str, ...]:
        if self.everything or self.options or len(self.unknowns) == 1:
            return ("",)
        several = len(self.blanks) > 1
        names = (f"{option_name(option)}{f' of layer {place}' if several else ''}" for place, option in self.unknowns)
        return tuple(map(self._say, names))

    @property
    def together(self) -> OneFilling:
        """What stands at every ?, as one thing that is asked."""
        return OneFilling(self)

    def part(self, number: int, earlier: tuple[Value, ...]) -> Part:
        """The next ?, for what is given and what has been chosen so far."""
        if self.options:
            of = replace(self, options=())
            return Choice(of.part(0, ()) if len(self.unknowns) == 1 else of.together, self.options)
        if self.everything:
            return EveryFilling(self)
        chosen = tuple(value for value in earlier[:number] if isinstance(value, int))
        if len(chosen) < number:
            raise GivenError("output", "what was chosen before is no whole number that could stand there")
        return FillPart(self, chosen)

    def question(self) -> Page:
        nodes = enumerate(self.network.nodes, 1)
        stacked = [f"{self._in_words(place)}{wording.reads(place, node)}" for place, node in nodes]
        given = wording.input_text(
            (self.of_input.filled("?" * len(self.unknowns)) if self.of_input else self.network).input
        )
        listed = (f"  {at}. {text}" for at, text in enumerate(stacked, 1))
        layers = [f"{given}The layer is {stacked[0]}."] if len(stacked) == 1 else [f"{given}The layers are", *listed]
        chosen = (Text(part.in_words),) if isinstance(part := self.part(0, ()), Choice) else ()
        return (*map(Text, layers), Text(" ".join(map(self._say, self._sentences()))), *chosen)

    @property
    def _say(self) -> Callable[[str], str]:
        """How words about images are said where it is a sequence that goes in."""
        return along_text if self.along else str

    def _sentences(self) -> Iterator[str]:
        yield f"Wanted is {self._wanted_in_words()}."
        asked = [option for _, option in self.unknowns]
        layers = [node.layer for node in self.filled(self.solutions[0]).nodes if isinstance(node.layer, Sliding)]
        spread = any(blank.name == TransposedConv.name for blank in self.blanks)
        strided = any(not isinstance(layer, TransposedConv) and layer.padding != "same" for layer in layers)
        if self.wanted.output and strided:
            exact = self.network.rounding is Rounding.EXACT
            yield "The stride must divide." if exact else ROUNDING[self.network.rounding]
        if "size" in asked:
            yield f"The filter is square, and no larger than the {'output' if spread else 'input'}."
        if "side" in asked:
            yield "The input is square."
        if "padding" in asked:
            yield "The padding is the same on every side, and smaller than the filter."
        if self.wanted.at_least:
            yield "The least number that does it is asked."
        if self.everything:
            yield f"Find all that do it{', F first' if 'size' in asked and len(asked) > 1 else ''}, in any order."
        elif len(asked) == 1:
            yield (
                f"Which is {option_name(asked[0])}?" if asked != ["times"] else "How many of these layers does it take?"
            )
        elif self.options:
            yield f"Which {', '.join(option_name(option).removeprefix('the ') for option in asked)} give it?"
        else:
            yield f"Choose {', then '.join(map(option_name, asked))}; where several values do it, any of them is right."

    def _in_words(self, place: int) -> str:
        """A layer in a sentence, with ? where something is left open."""
        for blank in self.blanks:
            if blank.place == place and blank.asked != ("times",):
                words = self._say(blank.layer(dict.fromkeys(blank.asked, STAND_IN), self.along).words())
                return words.replace(f"{STAND_IN}", "?")
        layer = self.network.nodes[place - 1].layer
        times = any(blank.place == place for blank in self.blanks)
        return f"{self._say(layer.words())}{', ? times' if times else ''}"

    def _wanted_in_words(self) -> str:
        output, field, counted, _ = self.wanted
        words = []
        if output and output.depth and output[:2] == (1, 1):
            words.append(f"a vector of {output.depth} numbers")
        elif output:
            names = ("length", "channels") if self.along else ("width", "height", "depth")
            sides = [str(side) for side in (output[::2] if self.along else output) if side is not None]
            alone = f"an output {sides[0]} {'long' if self.along else 'wide'}"
            order = f" ({' × '.join(names[: len(sides)])})"
            words.append(f"an output of {'×'.join(sides)}{order}" if len(sides) > 1 else alone)
        least = "at least " if self.wanted.at_least else ""
        sides_of = f"{field}" if self.along else f"{field}×{field}"
        words += [f"a receptive field of {least}{sides_of}"] if field is not None else []
        words += [f"{counted} parameters, weights and biases together"] if counted is not None else []
        return " and ".join(words)
