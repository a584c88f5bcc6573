"""What may reach a screen: no control characters, and only signs that its encoding has."""

import re
from functools import cache
from typing import Any, NamedTuple

_ASCII = {
    "−": "-", "×": "x", "–": "-", "—": "-", "─": "-", "…": "...", "→": "->", "←": "<-", "│": "|", "✓": "ok", "✗": "x",
    "≈": "~", "√": "sqrt ", "²": "^2", "Σ": "sum", "½": "1/2", "¼": "1/4", "¾": "3/4", "°": " degrees",
    "“": '"', "”": '"', "‘": "'", "’": "'", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")", "≥": ">=", "≤": "<=",
    "η": "eta", "γ": "gamma", "β": "beta", "δ": "delta", "Δ": "Delta", "∂": "d", "≠": "!=",
}  # fmt: skip

UNREADABLE = "\N{REPLACEMENT CHARACTER}"


class Signs(NamedTuple):
    """The signs of a screen: how its text is cleaned, and what padding and verdicts are drawn with."""

    encoding: str = "utf-8"

    def text(self, text: str) -> str:
        """A text that is safe to show: each control character replaced, a sign that the encoding lacks in ASCII.

        >>> Signs("ascii").text("−3·2 · 5×5"), Signs().text("\\x1b[31mred")
        ('-3*2 - 5x5', '�[31mred')
        """
        if not text.isprintable():
            text = "".join(
                sign if sign.isprintable() or sign == "\n" else " " if sign in "\t\xa0" else UNREADABLE for sign in text
            )
        if text.isascii() or self.has(text):
            return text
        if not self.has("½"):
            text = re.sub(r"(?<=\d)(?=[½¼¾])", " ", text)  # 2½ as 2 1/2
        if not self.has("·"):
            text = re.sub(r"(?<=\S)·(?=\S)", "*", text).replace("·", "-")
        return "".join(sign if self.has(sign) else _ASCII.get(sign, "?") for sign in text)

    def clean(self, value: Any, done: dict[int, Any] | None = None) -> Any:
        """The same for every text in a page or a block of it; a picture that many steps refer to is cleaned once."""
        if isinstance(value, str):
            return self.text(value)
        if not isinstance(value, tuple):
            return value
        done = {} if done is None else done  # by the identity of what the page keeps alive
        if id(value) not in done:
            cleaned = [self.clean(one, done) for one in value]
            done[id(value)] = value._make(cleaned) if hasattr(value, "_make") else tuple(cleaned)
        return done[id(value)]

    def has(self, text: str) -> bool:
        """Whether the encoding has all signs of a text."""
        return _encodes(self.encoding, text)

    @property
    def padding(self) -> str:
        """A cell of the padding."""
        return "·" if self.has("·") else "."

    @property
    def verdicts(self) -> tuple[str, str]:
        """What stands before something right, and before something wrong."""
        return ("✓", "✗") if self.has("✓✗") else ("right:", "wrong:")

    @property
    def ticks(self) -> tuple[str, str]:
        """The same before a cell, where there is room for one sign."""
        return ("✓", "✗") if self.has("✓✗") else (" ", "x")


@cache
def _encodes(encoding: str, text: str) -> bool:
    """An encoding that is not known is taken for ASCII."""
    try:
        text.encode(encoding)
    except LookupError:
        return text.isascii()
    except UnicodeEncodeError:
        return False
    return True
