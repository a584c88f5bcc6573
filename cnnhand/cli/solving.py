"""The door to worked problems: `solve`."""

import sys
from typing import Annotated

import typer

from cnnhand.cli.options import Ask, Input, Json, Layers, Plain, Rounding, app, errors, fail


@app.command()
def solve(
    source: Annotated[
        str | None,
        typer.Argument(metavar="[FILE|NAME|CODE|-]", help="What to work out; nothing lists the bundled ones."),
    ] = None,
    input: Input = None,
    layers: Layers = None,
    ask: Ask = None,
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
        wrong, faults = work_out(source, Words(input, layers, ask, rounding), showing)
        if faults:
            sys.stdout.flush()
            fail("solve", faults, as_json=False)
    if wrong:
        raise typer.Exit(1)
