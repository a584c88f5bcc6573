"""The door to the calculator: `shape`."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from cnnhand.cli.options import Json, Plain, Rounding, app, errors, number
from cnnhand.errors import GivenError


class PoolName(StrEnum):
    """The poolings, as choices of an option."""

    MAX = "max"
    AVERAGE = "average"
    L2 = "l2"


@app.command()
def shape(
    what: Annotated[
        str | None,
        typer.Argument(metavar="WxHxD|FILE|NAME|-", help="The input volume, such as 227x227x3, or a network."),
    ] = None,
    layers: Annotated[
        list[str] | None, typer.Argument(metavar="[LAYER]...", help="Such as conv3-64p1 relu maxpool2 fc-10.")
    ] = None,
    filters: Annotated[str | None, typer.Option("-k", "--filters", metavar="K", help="How many filters.")] = None,
    size: Annotated[
        str | None, typer.Option("-f", "--filter", metavar="F", help="Filter or window side: 3, or 3x5.")
    ] = None,
    stride: Annotated[
        str | None, typer.Option("-s", "--stride", metavar="S", help="1 unless given; of a pool, its side.")
    ] = None,
    padding: Annotated[str | None, typer.Option("-p", "--padding", metavar="P", help="Zeros on each side.")] = None,
    dilation: Annotated[str | None, typer.Option("-d", "--dilation", help="Distance of the filter's cells.")] = None,
    groups: Annotated[str | None, typer.Option("-g", "--groups", help="Groups of channels.")] = None,
    pool: Annotated[PoolName | None, typer.Option("--pool", help="A pooling layer in place of a convolution.")] = None,
    rounding: Rounding = None,
    explain: Annotated[bool, typer.Option("--explain", help="The arithmetic of every layer.")] = False,
    chosen: Annotated[
        str | None, typer.Option("--layers", metavar="N-M", help="Which layers are shown or explained, such as 3-7.")
    ] = None,
    columns: Annotated[
        str | None, typer.Option("--columns", metavar="A,B,…", help="The table's columns; `all` for all of them.")
    ] = None,
    against: Annotated[
        str | None, typer.Option("--against", metavar="FILE|NAME", help="Another network, side by side.")
    ] = None,
    sizes: Annotated[
        list[str] | None, typer.Option("--input", metavar="WxHxD", help="The size that an ONNX model leaves open.")
    ] = None,
    size_of_number: Annotated[int, number("--bytes", 1, 64, help="Bytes a number, for memory.")] = 4,
    every: Annotated[bool, typer.Option("--all", help="Every row of a long network.")] = False,
    plain: Plain = False,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print comma-separated values.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print a Markdown table.")] = False,
    as_latex: Annotated[bool, typer.Option("--latex", help="Print a LaTeX table.")] = False,
) -> None:
    """Calculate a layer or a whole network, with the arithmetic."""
    with errors("shape", as_json):
        from cnnhand.commands import shape as shaping

        styles = {"json": as_json, "csv": as_csv, "markdown": as_markdown, "latex": as_latex}
        wanted = [name for name, is_wanted in styles.items() if is_wanted] or ["text"]
        if len(wanted) > 1:
            raise GivenError("style", f"choose one of {' and '.join(f'--{name}' for name in wanted)}")
        shown = shaping.shape(
            what,
            layers or (),
            shaping.OneLayer(filters, size, stride, padding, dilation, groups, pool and pool.value),
            shaping.Output(explain, columns, against, size_of_number, wanted[0], every, chosen),
            rounding and rounding.value,
            sizes or (),
        )
        if shown.page:
            from cnnhand.formats import screen

            screen(plain=plain).show(shown.page, apart=False)
        else:
            sys.stdout.write(shown.text)
    if shown.status:
        raise typer.Exit(shown.status)
