"""Several parts in one sentence, as people ask them: `For every layer: the output volume and the parameters.`"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from cnnhand.layers.words import listed
from cnnhand.questions.asking import Ask
from cnnhand.questions.counts.counting import COUNTED_AS

SAID = {
    "volume": "the output volume",
    "size": "the size of the output",
    "width": "the width of the output",
    "height": "the height of the output",
    "depth": "the depth of the output",
    "field": "the receptive field",
}
"""What a quantity is called where it is asked of several layers, if that is not its name."""


def all_asked(problem: Any) -> str:
    """What is asked in all parts, each once."""
    phrases = list(dict.fromkeys(_phrases(problem)))
    if not any(":" in phrase for phrase in phrases):
        return f"Asked one after the other: {'; '.join(phrases)}."
    runs = (("; " if many else ", ").join(run) for many, run in groupby(phrases, lambda phrase: ":" in phrase))
    said = "; then ".join(runs)
    return f"{said[0].upper()}{said[1:]}."


def _phrases(problem: Any) -> Iterator[str]:
    """Quantities that are asked of the same layers together, everything else by its title."""
    places: dict[str, list[int]] = {}
    for ask in problem.asks:
        if _by_layer(ask):
            places.setdefault(ask.name, []).append(ask.place)
    quantities = {ask.name: problem.quantity(ask) for ask in problem.asks}
    for number, ask in enumerate(problem.asks):
        where = places.get(ask.name, [])
        if not _by_layer(ask) or len(where) < 2:
            yield problem.parts()[number]
        else:
            alike = [name for name, others in places.items() if others == where]
            yield f"{_layers(problem, where, quantities[ask.name])}: {listed(map(_said, alike))}"


def _by_layer(ask: Ask) -> bool:
    """Whether it is asked of one layer, and of all of it."""
    return len(ask.places) == 1 and ask.place > 0 and ask.at is None and not ask.against


def _layers(problem: Any, places: list[int], quantity: Any) -> str:
    every = list(range(1, len(problem.layers) + 1))
    if places == every:
        return "for every layer"
    if quantity.counts and places == [at for at in every if quantity.counts(problem.layers[at - 1], problem.network)]:
        return "for every layer that has any"
    return f"for layers {listed(places)}"


def _said(name: str) -> str:
    quantity, _, how = name.partition(" ")
    said = SAID.get(quantity, f"the {COUNTED_AS.get(quantity, quantity.replace('-', ' '))}")
    return f"{said} ({how})" if how else said
