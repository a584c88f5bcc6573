"""How pages look: the colours by the name of a style, and what Rich is told of a screen."""

from typing import NamedTuple, TextIO

from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.theme import Theme

from cnnhand.formats.signs import Signs
from cnnhand.page import Tone

LEAST = 20
"""Narrower screens are drawn for as if they had so many columns."""

Lines = list[list[Segment]]

_CHANNELS = ("#4a9eff", "#e5913a", "#4fae5f", "#b57edc")
"""Of the first channels; a fifth one begins again. Each can be read on a dark and on a light background."""

THEME = Theme(
    {
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
    }
)


def channel_style(number: int) -> str:
    """The style of a channel, counted from 1; of 0 none."""
    return f"channel{(number - 1) % len(_CHANNELS) + 1}" if number else ""


def console(stream: TextIO, width: int, coloured: bool) -> Console:
    """Rich's console, told all that it would otherwise look for itself."""
    return Console(
        file=stream,
        width=width,
        height=24,
        color_system="auto" if coloured else None,
        force_terminal=coloured,
        highlight=False,
        emoji=False,
        markup=False,
        theme=THEME,
    )


class Pen(NamedTuple):
    """What pages are drawn with: Rich's console, signs, whether there is colour, and how wide a paragraph may be."""

    console: Console
    signs: Signs = Signs()
    coloured: bool = False
    most: int = 10**6

    @property
    def width(self) -> int:
        """The columns to draw for."""
        return max(self.console.width, LEAST)

    def lines(self, drawn: RenderableType, width: int = 0) -> Lines:
        """The lines of something that Rich draws, in so many columns where it needs more than there are."""
        options = self.console.options.update(width=max(width, self.width), height=None)
        return self.console.render_lines(drawn, options, pad=False)

    def sign(self, tone: Tone | None) -> str:
        """What says of a cell that it is right or wrong: of a right one its colour does where there is some."""
        said = tone is Tone.WRONG or (tone is Tone.RIGHT and not self.coloured)
        return self.signs.ticks[tone is Tone.WRONG] if said else ""
