"""The door: options in, one call, exit code out. The only file that knows Typer.

Everything that takes time to import is imported inside the command that uses it.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from cnnhand import __version__
from cnnhand.errors import CnnhandError, GivenError

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,  # help through Rich takes twice as long, and cuts option names under forced colours
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Learn the arithmetic of convolutional neural networks by hand.",
)


class LevelName(StrEnum):
    """The levels, as choices of an option."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class PoolName(StrEnum):
    """The poolings, as choices of an option."""

    MAX = "max"
    AVERAGE = "average"
    L2 = "l2"


class RoundingName(StrEnum):
    """The roundings, as choices of an option."""

    EXACT = "exact"
    FLOOR = "floor"
    CEIL = "ceil"


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", "-k", help="A kind of exercise (again for more kinds).")]
Level = Annotated[LevelName, typer.Option("--level", "-l", help="How hard.")]
Count = Annotated[int | None, typer.Option("-n", min=1, max=1000, help="How many problems.", show_default="5")]
Seed = Annotated[int | None, typer.Option("--seed", min=0, max=10**9, help="The same seed gives the same problems.")]


@contextmanager
def _errors(command: str, as_json: bool = False) -> Iterator[None]:
    """Turn what a file or a person can cause into one line on stderr, or into a JSON object, and exit status 1."""
    try:
        yield
    except CnnhandError as error:
        _fail(command, str(error), as_json)


def _fail(command: str, what: str, as_json: bool) -> NoReturn:
    what = "".join(character if character.isprintable() else "\ufffd" for character in what)
    if as_json:
        from cnnhand.formats.json_text import document

        sys.stdout.write(document(command, error=what))
    else:
        sys.stderr.write(f"cnnhand: {what}\n")
    raise typer.Exit(1)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cnnhand {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Learn the arithmetic of convolutional neural networks by hand."""


@app.command()
def quiz(
    source: Annotated[
        str | None, typer.Argument(metavar="[FILE|NAME]", help="A problem file, or a bundled one.")
    ] = None,
    kind: Kinds = None,
    level: Level = LevelName.EASY,
    n: Count = None,
    seed: Seed = None,
    attempts: Annotated[int, typer.Option("--attempts", min=1, max=10, help="Attempts a question.")] = 2,
    as_json: Json = False,
) -> None:
    """Practise: questions, exact marking, and why a number is wrong."""
    with _errors("quiz", as_json):
        from cnnhand.formats import screen
        from cnnhand.formats.json_text import document
        from cnnhand.quiz import Quiz, choose

        chosen = choose(source, kind, level.value, n, seed)
        quiz = Quiz(screen(to_stderr=as_json), attempts)
        interrupted = False
        try:
            quiz.run(chosen.exercises, chosen.count)
        except KeyboardInterrupt:
            interrupted = True
        quiz.screen.show(quiz.summary(chosen.again))
        if as_json:
            sys.stdout.write(document("quiz", **quiz.record()))
    if interrupted:
        raise typer.Exit(130)


@app.command()
def solve(
    source: Annotated[
        str | None,
        typer.Argument(metavar="[FILE|NAME|CODE|-]", help="What to work out; nothing lists the bundled ones."),
    ] = None,
    step: Annotated[bool, typer.Option("--step", help="A step at a time, with the window sliding.")] = False,
    as_json: Json = False,
) -> None:
    """Work through given problems, step by step, and mark their published answers."""
    with _errors("solve", as_json):
        from cnnhand import solve as solving
        from cnnhand.formats import screen
        from cnnhand.formats.json_text import document
        from cnnhand.problem_file import find

        if source is None:
            _list_bundled(as_json)
            return
        exercises = find(source)
        if step:
            if not (sys.stdin.isatty() and sys.stdout.isatty()):
                _fail("solve", "--step needs a terminal; leave it out to print the whole working", as_json)
            solving.step_through(exercises, screen(), typer.getchar)
            return
        solved = [solving.solve(exercise) for exercise in exercises]
        if as_json:
            sys.stdout.write(document("solve", problems=[solving.record(one) for one in solved]))
        else:
            shown = screen()
            for number, one in enumerate(solved, 1):
                shown.show(solving.page(one, number, len(solved)))
    if any(one.published_wrong for one in solved):
        raise typer.Exit(1)


def _list_bundled(as_json: bool) -> None:
    """Print the names of the bundled files with their titles."""
    from cnnhand.formats.json_text import document
    from cnnhand.library import names

    sys.stdout.write(document("solve", bundled=names()) if as_json else "".join(f"{name}\n" for name in names()))


@app.command()
def shape(
    volume: Annotated[str, typer.Argument(metavar="WxHxD", help="The input volume, such as 227x227x3.")],
    filters: Annotated[str | None, typer.Option("-k", "--filters", metavar="K", help="How many filters.")] = None,
    size: Annotated[
        str | None, typer.Option("-f", "--filter", metavar="F", help="Filter or window side: 3, or 3x5.")
    ] = None,
    stride: Annotated[
        str | None, typer.Option("-s", "--stride", metavar="S", help="1 unless given; of a pool, its side.")
    ] = None,
    padding: Annotated[str, typer.Option("-p", "--padding", metavar="P", help="Zeros on each side.")] = "0",
    dilation: Annotated[str, typer.Option("-d", "--dilation", help="Distance of the filter's cells.")] = "1",
    groups: Annotated[str, typer.Option("-g", "--groups", help="Groups of channels.")] = "1",
    pool: Annotated[PoolName | None, typer.Option("--pool", help="A pooling layer in place of a convolution.")] = None,
    rounding: Annotated[
        RoundingName, typer.Option("--rounding", help="Where the stride does not divide.")
    ] = RoundingName.EXACT,
    as_json: Json = False,
) -> None:
    """Calculate a layer: its volume, parameters and work, with the arithmetic."""
    with _errors("shape", as_json):
        from cnnhand import network, notation
        from cnnhand.exact.shapes import Conv, Pool, Rounding, Window, Windowed

        if size is None:
            raise GivenError("size", "say the filter's side with -f, as in: cnnhand shape 227x227x3 -k 96 -f 11 -s 4")
        side = notation.pair(size, "-f")
        window = Window.of(
            side,
            notation.pair(stride, "-s") if stride else side if pool else notation.pair("1", "-s"),
            notation.sides(padding),
            notation.pair(dilation, "-d"),
        )
        layer: Windowed
        if pool is not None:
            if filters is not None:
                raise GivenError("filters", "a pooling layer has no filters: leave out -k, or leave out --pool")
            layer = Pool(pool.value, window)
        elif filters is None:
            raise GivenError(
                "filters", "say how many filters the convolution has with -k, or make it a pool with --pool max"
            )
        else:
            layer = Conv(notation.whole(filters, "-k", 1), window, notation.whole(groups, "-g", 1))
        row = network.apply(notation.volume(volume), layer, Rounding(rounding.value))
        if as_json:
            from cnnhand.formats.json_text import document

            sys.stdout.write(document("shape", **network.record(row)))
        else:
            from cnnhand.formats.plain import columns, text

            sys.stdout.write(text(network.page(row), columns(sys.stdout)))


@app.command()
def generate(
    kind: Kinds = None,
    level: Level = LevelName.EASY,
    n: Count = None,
    seed: Seed = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The file to write; stdout unless given.")
    ] = None,
    answers: Annotated[bool, typer.Option("--answers", help="Write the answers too.")] = False,
) -> None:
    """Write a file of fresh problems, for `quiz`, `solve` and people."""
    with _errors("generate"):
        from cnnhand.problem_file.writing import write
        from cnnhand.quiz import choose

        text = write(choose(None, kind, level.value, n, seed).exercises, answers)
        if output is None:
            sys.stdout.write(text)
            return
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            _fail("generate", f"{output}: cannot be written: {(error.strerror or str(error)).lower()}", False)


@app.command()
def kinds(
    name: Annotated[str | None, typer.Argument(help="A kind, for its levels, an example and its mistakes.")] = None,
    as_json: Json = False,
) -> None:
    """List the kinds of exercise, or describe one."""
    with _errors("kinds", as_json):
        from cnnhand import catalogue

        if as_json:
            from cnnhand.formats.json_text import document

            sys.stdout.write(document("kinds", kinds=catalogue.records(name)))
        else:
            from cnnhand.formats.plain import columns, text

            sys.stdout.write(text(catalogue.page(name), columns(sys.stdout)))


def main() -> None:
    """Run the program; a closed output ends it quietly."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show × gets ? and no traceback
    try:
        app()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # so that closing stdout at exit does not fail again
        raise SystemExit(0) from None
