"""The door to worked problems: `solve`."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cnnhand.cli.options import Ask, Input, Json, Layers, Misused, Plain, Rounding, RoundingName, app, errors, fail
from cnnhand.errors import ProblemFileError

if TYPE_CHECKING:
    from cnnhand.questions.contract import Exercise


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
    walk: Annotated[bool, typer.Option("--try", help="Type what comes out of each step, and have it marked.")] = False,
    mistakes: Annotated[bool, typer.Option("--mistakes", help="What each usual mistake gives: distractors.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Every step of a long working.")] = False,
    working: Annotated[bool, typer.Option("--working/--no-working", help="The steps to the answer.")] = True,
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Work through given problems, and mark published answers."""
    with errors("solve", as_json):
        from cnnhand.commands import solve as solving
        from cnnhand.files.problems import find
        from cnnhand.formats import screen
        from cnnhand.formats.json_text import document
        from cnnhand.formats.streams import keys

        own = asked_by_words(source, input, layers, ask, rounding)
        if source is None and not own:
            _list_bundled(as_json)
            return
        faults = ""
        try:
            exercises = own or find(source or "")
        except ProblemFileError as error:
            if not error.usable:
                raise
            exercises, faults = list(error.usable), str(error)
        if step and not (sys.stdin.isatty() and sys.stdout.isatty()):
            fail("solve", "--step needs a terminal; leave it out to print the whole working", as_json)
        solved = [solving.solve(exercise) for exercise in exercises]
        if walk and (step or as_json):
            raise Misused("--try asks for the steps; leave --step and --json out")
        if walk:
            from cnnhand.commands.walking import ask_through

            ask_through(solved, screen(plain=plain))
        elif step:
            solving.step_through(solved, screen(plain=plain), keys, mistakes)
        elif as_json:
            sys.stdout.write(document("solve", problems=[solving.record(one, mistakes, working) for one in solved]))
        else:
            shown = screen(plain=plain)
            for number, one in enumerate(solved, 1):
                shown.show(solving.page(one, number, len(solved), mistakes, every, working))
        if faults:
            sys.stdout.flush()
            fail("solve", faults, as_json=False)
    if any(one.published_wrong for one in solved):
        raise typer.Exit(1)


def asked_by_words(
    source: str | None, input: str | None, layers: str | None, ask: list[str] | None, rounding: RoundingName | None
) -> "list[Exercise]":
    """The question that -i, -l and -a put; none where they are left out."""
    if input is None and layers is None and not ask:
        if rounding:
            raise Misused("--rounding is for a question that -i, -l and -a put; a file says its own")
        return []
    if source is not None:
        raise Misused(f"-i, -l and -a put a question of their own, and {source} stands for another; leave one out")
    if not ask:
        raise Misused("say what is asked too, such as -a volume, or -a 'parameters of total'")
    from cnnhand.files.problems import asked

    return asked(layers or "", ask, input, rounding=rounding and rounding.value)


def _list_bundled(as_json: bool) -> None:
    """Print the names of the bundled files with their titles."""
    from cnnhand.files.library import names
    from cnnhand.formats.json_text import document

    sys.stdout.write(document("solve", bundled=names()) if as_json else "".join(f"{name}\n" for name in names()))
