"""What code for Keras says of its input: `Input(shape=(28, 28, 1))`, `input_shape=[28, 28]`, `input_dim=784`."""

import re
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.values import Volume

_SAID = re.compile(
    r"\b(?P<batch>batch_)?(?:(?:input_)?shape\s*=\s*|Input(?:Layer)?\(\s*)[(\[](?P<sides>[^()\[\]]*)[)\]]"
    r"|\binput_dim\s*=\s*(?P<length>\d+)"
)


def input_layer(text: str, along: bool = False) -> Volume | None:
    """The volume that goes in, a side of None for one that is open; nothing where no volume is said.

    >>> print(input_layer("Dense(10, input_shape=(784,))"), input_layer("Input((28, 32, 1))"), input_layer("Dense(10)"))
    1×1×784 32×28×1 None
    """
    if not (found := _SAID.search(text)):
        return None
    words = [word.strip() for word in (found["length"] or found["sides"]).split(",") if word.strip()]
    words = words[1:] if found["batch"] else words
    if not 1 <= len(words) <= 3 or not all(word == "None" or word.isdecimal() for word in words):
        return None
    sides: list[Any] = [None if word == "None" else int(word) for word in words]
    match sides:
        case [length]:
            return Volume(1, 1, length)
        case [length, channels] if along:
            return Volume(length, 1, channels)
    if "channels_first" in text:
        sides = [*sides[1:], sides[0]]
    height, width, depth = (*sides, 1)[:3]
    return Volume(width, height, depth)


def check_input(given: Volume, text: str, along: bool = False) -> None:
    """Raise a `GivenError` where layers say another input than the one that is given."""
    said = input_layer(text, along)
    if said and any(one and other and one != other for one, other in zip(given, said, strict=True)):
        sides = "×".join("?" if side is None else str(side) for side in said)
        raise GivenError("input", f"the input is {given}, and the layers say {sides}; leave one of the two out")
