"""Writers: how people, pages and programs write the same value, so that a test can read it back."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from cnnhand.exact.values import DOES_NOT_FIT, Grid, Root, Size, Value, Volume
from cnnhand.formats import plain, spoken
from cnnhand.page import view_of


class Written(NamedTuple):
    """A value as somebody writes it; `sure` where it must be read and may not even be asked about."""

    by: str
    text: str
    sure: bool = True


def rows(
    grid: Grid, between: str = " ", ends: str = "; ", channels: str = " | ", cell: Callable[[Any], str] = str
) -> str:
    """A grid with other signs between its cells, rows and channels."""
    return channels.join(ends.join(between.join(map(cell, row)) for row in one) for one in grid.channels)


def plainly(value: Value) -> str:
    """A value as it is typed without a doubt: with commas between cells, since `1 1/2` may be one number."""
    return rows(value, ", ") if isinstance(value, Grid) else str(value)


def written(value: Value, whole: bool = False) -> Iterator[Written]:
    """All writers of a value; `whole` where a count is asked."""
    match value:
        case Volume():
            yield from _volumes(value)
        case Size():
            yield from _sizes(value)
        case Grid():
            yield from _grids(value)
        case str():
            yield from _words(value)
        case _ if value is DOES_NOT_FIT:
            for text in ("no", "none", "Impossible", "does not fit!", "can't fit", "the layer does not fit", "n/a"):
                yield Written("a person", text)
        case int() | Fraction() | Root():
            yield from _numbers(value, whole)


def _numbers(value: int | Fraction | Root, whole: bool) -> Iterator[Written]:
    text = str(value)
    yield Written("a person", text)
    yield Written("a careful person", f"  P = {text}. ")
    yield Written("a page", f"${text.replace('-', '−')}$")
    yield Written("a sentence", f"so it is {text}")
    yield Written("an arrow", f"→ {text}")
    yield Written("a phone", text.replace("-", "–") + "\N{NO-BREAK SPACE}")
    yield Written("a full-width keyboard", text.translate(str.maketrans("0123456789-", "０１２３４５６７８９－")))
    if isinstance(value, Fraction):
        yield Written("LaTeX", rf"{'-' if value < 0 else ''}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}")
        if value.denominator in (2, 4, 8):
            exact = Decimal(value.numerator) / value.denominator
            three = len(str(exact).partition(".")[2]) == 3 and not str(exact).lstrip("-").startswith("0")
            yield Written("a calculator", str(exact), sure=not (three and whole))
            if not (three and whole):  # a count is whole, so that its comma stands before thousands
                yield Written("half of the world", str(exact).replace(".", ","), sure=not three)
        if value == Fraction(1, 2):
            yield Written("a typographer", "½")
    if isinstance(value, int):
        yield Written("a sum", f"{value - 2}+2 = {value}")
        yield Written("NumPy", f"np.float64({value}.0)")
        yield Written("a unit", f"{value} parameters")
        thousands = abs(value) >= 1000
        yield Written("an American", f"{value:,}", sure=whole or not thousands)
        yield Written("a German", f"{value:,}".replace(",", "."), sure=not thousands or abs(value) >= 10**6)
        yield Written("a Swiss", f"{value:,}".replace(",", "’"))
        yield Written("a scientist", f"{value:,}".replace(",", "\N{NARROW NO-BREAK SPACE}"))
    if isinstance(value, Root):
        yield Written("LaTeX", rf"\sqrt{{{value.square}}}")
        yield Written("Python", f"sqrt({value.square})")


def _volumes(value: Volume) -> Iterator[Written]:
    w, h, d = value
    for sign in ("x", "×", "X", " x ", " by ", "*", ", ", " ", ","):
        yield Written(f"a person with {sign!r}", sign.join(map(str, value)))
    yield Written("a careful person", f"W={w}, H={h}, D={d}")
    yield Written("the other way round", f"depth = {d}, height = {h}, width = {w}")
    yield Written("a sentence", f"{w}×{h}×{d} volume.")
    yield Written("LeCun", f"{d}@{w}x{h}")
    yield Written("a drawing", f"{w}x{h}@{d}")
    yield Written("with its cells", f"{w}x{h}x{d} = {w * h * d}")
    yield Written("names", f"width {w}, height {h}, depth {d}")
    yield Written("LaTeX", rf"${w}\times {h}\times {d}$")
    yield Written("a sum of it", f"{w}x{h}x({d}*1)")
    if all(isinstance(side, int) for side in value):
        yield Written("PyTorch", f"torch.Size([1, {d}, {h}, {w}])")
        yield Written("Keras", f"(None, {h}, {w}, {d})")
        if h == w or d not in (h, w):  # else it looks like channels last, which a quiz asks about
            yield Written("a tuple", f"({d}, {h}, {w})", sure=h == w)


def _sizes(value: Size) -> Iterator[Written]:
    w, h = value
    for sign in ("x", "×", " by ", " ", ", "):
        yield Written(f"a person with {sign!r}", sign.join(map(str, value)))
    yield Written("a framework", f"({h}, {w})")
    yield Written("a careful person", f"W={w}, H={h}")
    if w == h:
        yield Written("one side", str(w))


def _grids(value: Grid) -> Iterator[Written]:
    mixed = any(isinstance(number, Fraction | Root) for number in value.cells())
    yield Written("a person", rows(value), sure=not mixed)
    yield Written("a person with commas", rows(value, ", "))
    yield Written("a person in a hurry", rows(value, ",", ";", "|"), sure=False)
    yield Written("lines", rows(value, ", ", "\n", "\n|\n"))
    yield Written("a spreadsheet", rows(value, "\t", "\r\n", "\n|\n"), sure=not mixed)
    yield Written("a page", rows(value, ", ").replace("-", "−"))
    yield Written("a list", _nested(value))
    if any(isinstance(number, Fraction) and number.denominator in (2, 4) for number in value.cells()):
        yield Written("half of the world", rows(value, " ", cell=_comma), sure=False)
    yield Written("the program's frames", plain.text((view_of(value, "map"),)), sure=not mixed)
    yield Written("the program in words", spoken.text((view_of(value, "map"),)))
    yield Written("NumPy", f"array({_nested(value)})")
    yield Written("PyTorch", f"tensor([{_nested(value)}], grad_fn=<ConvolutionBackward0>)", sure=value.depth > 1)
    if value.depth == 1:
        yield Written("MATLAB", f"[{rows(value, ', ')}]")
        cells = rows(value, " & ", r" \\ ", cell=lambda one: _latex(one))
        yield Written("LaTeX", rf"$\begin{{bmatrix}} {cells} \end{{bmatrix}}$")
        framed = rows(value, "   ", "\n", cell=str).split("\n")
        lines = [f"{number} │ {row}" for number, row in enumerate(framed, 1)]
        yield Written("the program itself", "\n".join(["the map", "    1 2 3", *lines]), sure=not mixed)
    if not mixed:
        yield Written("a float", rows(value, " ", cell=lambda one: f"{one}."))


def _nested(value: Grid) -> str:
    maps = ["[" + ", ".join("[" + ",".join(map(str, row)) + "]" for row in one) + "]" for one in value.channels]
    return maps[0] if len(maps) == 1 else f"[{', '.join(maps)}]"


def _comma(value: object) -> str:
    """Halves and quarters as decimals with a comma."""
    if isinstance(value, Fraction) and value.denominator in (2, 4):
        return str(float(value)).replace(".", ",")
    return str(value)


def _latex(value: object) -> str:
    return rf"\frac{{{value.numerator}}}{{{value.denominator}}}" if isinstance(value, Fraction) else str(value)


def _words(value: str) -> Iterator[Written]:
    for text in (
        value,
        value.upper(),
        f"({value})",
        f'"{value}"',
        f"{value}.",
        value.replace("-", " "),
        f"it is {value}",
    ):
        yield Written("a person", text)
