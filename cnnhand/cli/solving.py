"""The door to worked problems, `solve`, and to the calculator, `shape`."""

import sys
from typing import Annotated, Literal

import typer

from cnnhand.cli.options import Ask, Given, Input, Json, Layers, Plain, Rounding, app, errors, fail, number, show


@app.command()
def solve(
    source: Annotated[
        str | None,
        typer.Argument(metavar="[FILE|NAME|CODE|-]", help="What to work out; nothing lists the bundled ones."),
    ] = None,
    input: Input = None,
    layers: Layers = None,
    ask: Ask = None,
    given: Given = None,
    rounding: Rounding = None,
    step: Annotated[bool, typer.Option("--step", help="A step at a time, with the window sliding.")] = False,
    walk: Annotated[bool, typer.Option("--ask", help="Type what comes out of each step, and have it marked.")] = False,
    mistakes: Annotated[bool, typer.Option("--mistakes", help="What each usual mistake gives: distractors.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Every step of a long working.")] = False,
    working: Annotated[bool, typer.Option("--working/--no-working", help="The steps to the answer.")] = True,
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Work through given problems, and mark published answers."""
    with errors("solve", as_json):
        from cnnhand.commands.asking import Words
        from cnnhand.commands.working_out import Showing, work_out

        showing = Showing(step, walk, mistakes, every, working, as_json, plain)
        wrong, faults = work_out(source, Words(input, layers, ask, rounding, given), showing)
        if faults:
            sys.stdout.flush()
            fail("solve", faults, as_json=False)
    if wrong:
        raise typer.Exit(1)


What = Annotated[
    str | None, typer.Argument(metavar="WxHxD|FILE|NAME|-", help="The input volume, such as 227x227x3, or a network.")
]
Stack = Annotated[
    list[str] | None,
    typer.Argument(metavar="[LAYER]...", help="Such as conv3-64p1 relu maxpool2 fc-10, or a program: net.py, or -."),
]
Side = Annotated[str | None, typer.Option("-f", "--filter", metavar="F", help="Filter or window side: 3, or 3x5.")]
Stride = Annotated[str | None, typer.Option("-s", "--stride", metavar="S", help="1 unless given; of a pool, its side.")]
Pool = Annotated[
    Literal["max", "average", "l2"] | None, typer.Option("--pool", help="A pooling layer in place of a convolution.")
]
Which = Annotated[
    str | None, typer.Option("--layers", metavar="N-M", help="Which layers are shown or explained, such as 3-7.")
]
Columns = Annotated[
    str | None, typer.Option("--columns", metavar="A,B,…", help="The table's columns; `all` for all of them.")
]
Against = Annotated[str | None, typer.Option("--against", metavar="FILE|NAME", help="Another network, side by side.")]
Sizes = Annotated[
    list[str] | None,
    typer.Option("--input", metavar="WxHxD", help="What goes in, where the file leaves it open or not this."),
]


@app.command()
def shape(
    what: What = None,
    layers: Stack = None,
    filters: Annotated[str | None, typer.Option("-k", "--filters", metavar="K", help="How many filters.")] = None,
    size: Side = None,
    stride: Stride = None,
    padding: Annotated[str | None, typer.Option("-p", "--padding", metavar="P", help="Zeros on each side.")] = None,
    dilation: Annotated[str | None, typer.Option("-d", "--dilation", help="Distance of the filter's cells.")] = None,
    groups: Annotated[str | None, typer.Option("-g", "--groups", help="Groups of channels.")] = None,
    pool: Pool = None,
    rounding: Rounding = None,
    explain: Annotated[bool, typer.Option("--explain", help="The arithmetic of every layer.")] = False,
    chosen: Which = None,
    columns: Columns = None,
    against: Against = None,
    sizes: Sizes = None,
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

        style = shaping.style_of(json=as_json, csv=as_csv, markdown=as_markdown, latex=as_latex)
        layer = shaping.OneLayer(filters, size, stride, padding, dilation, groups, pool)
        output = shaping.Output(explain, columns, against, size_of_number, style, every, chosen)
        shown = shaping.shape(what, layers or (), layer, output, rounding, sizes or ())
        show(shown.page or shown.text, plain)
    raise typer.Exit(shown.status)
