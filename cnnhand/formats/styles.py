"""The colours of the screen: a style of Rich for each name that a span may have."""

from collections.abc import Mapping

_CHANNELS = ("#4a9eff", "#e5913a", "#4fae5f", "#b57edc")
"""Of the first channels; a fifth one begins again. Each can be read on a dark and on a light background."""

STYLES: Mapping[str, str] = {
    "": "",
    "plain": "",
    "caption": "",
    "heading": "bold",
    "strong": "bold",
    "note": "dim",
    "label": "bold cyan",
    "formula": "cyan",
    "result": "bold",
    "asked": "black on #ffd75f",
    "window": "black on #ffd75f",
    "window padding": "#6c6c6c on #ffd75f",
    "winner": "bold black on #ffd75f",
    "right": "bold green",
    "wrong": "bold red",
    "right cell": "green",
    "wrong cell": "bold white on #d7453f",
    **{f"channel{number}": colour for number, colour in enumerate(_CHANNELS, 1)},
    **{f"cell{number}": colour for number, colour in enumerate(_CHANNELS, 1)},
}
