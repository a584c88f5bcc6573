"""What the commands share: options as people type them, and errors as one line."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal, NoReturn

import typer

from cnnhand.errors import CnnhandError, MisuseError, printable, reason, shown

app = typer.Typer(
    rich_markup_mode=None,  # help through Rich takes twice as long, and cuts option names under forced colours
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Learn the arithmetic of convolutional neural networks by hand.",
)


def number(name: str, least: int, most: int, help: str, show_default: str | bool = True) -> Any:
    """An option of a number as people type it: `int` would take `1_000` and the digits of other scripts too."""

    def read(text: str | int) -> int:
        digits = str(text)
        if digits.isascii() and digits.isdecimal() and least <= int(digits[:20]) <= most:
            return int(digits)
        raise typer.BadParameter(f"{shown(digits)!r} is not a whole number from {least} to {most}.")

    return typer.Option(name, parser=read, metavar=f"{least}-{most}", help=help, show_default=show_default)


Input = Annotated[str | None, typer.Option("-i", "--input", metavar="INPUT", help="What goes in, such as 28x28x1.")]

Layers = Annotated[str | None, typer.Option("-l", "--layers", metavar="LAYERS", help="Such as 'conv3-8 fc-10'.")]

Ask = Annotated[
    list[str] | None,
    typer.Option("-a", "--quantity", metavar="Q", help="Such as 'parameters of total'; again for more."),
]

Given = Annotated[
    list[str] | None,
    typer.Option("-g", "--given", metavar="KEY:VALUE", help="As in a file: 'output: 14x14'; again for more."),
]

Rounding = Annotated[
    Literal["exact", "floor", "ceil"] | None,
    typer.Option("--rounding", help="Where the stride does not divide.", show_default="exact"),
]

Plain = Annotated[bool, typer.Option("--plain", help="Words without drawing, for screen readers and scripts.")]

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

Kinds = Annotated[list[str] | None, typer.Option("--kind", "-k", help="A kind of exercise (again for more kinds).")]

Level = Annotated[
    Literal["easy", "medium", "hard"] | None, typer.Option("--level", help="How hard.", show_default="easy")
]

Count = Annotated[int | None, number("-n", 1, 100, help="How many problems.", show_default="5")]

NoLog = Annotated[bool, typer.Option("--no-log", help="Keep nothing of what is answered.")]

Seed = Annotated[int | None, number("--seed", 0, 10**9, help="The same seed gives the same problems.")]


@contextmanager
def errors(command: str, as_json: bool = False) -> Iterator[None]:
    """Turn what a file or a person can cause into one line on stderr, or into a JSON object, and exit status 1 or 2."""
    try:
        yield
    except CnnhandError as error:
        fail(command, str(error), as_json, 2 if isinstance(error, MisuseError) else 1)
    except OSError as error:
        if error.filename is None:  # it is the output, of which nothing more can be written
            raise
        fail(command, f"{shown(str(error.filename))}: {reason(error)}", as_json)


def tell(
    command: str, page: Callable[[], Any], record: Callable[[], dict[str, Any]], as_json: bool, plain: bool = False
) -> None:
    """Print what a command has to say: a page, or with `--json` a record."""
    if as_json:
        from cnnhand.formats.json_text import document

        show(document(command, **record()))
    else:
        show(page(), plain)


def show(said: Any, plain: bool = False) -> None:
    """Print a page for people, or a text for another program as it is."""
    if isinstance(said, str):
        sys.stdout.write(said)
    else:
        from cnnhand.formats import screen

        screen(plain=plain).show(said, apart=False)


def fail(command: str, what: str, as_json: bool, status: int = 1) -> NoReturn:
    what = "\n".join(map(printable, what.split("\n")))
    if as_json:
        from cnnhand.formats.json_text import document

        sys.stdout.write(document(command, error=what))
    else:
        lines = [f"cnnhand: {line}" for line in what.split("\n")]
        if sys.stderr.isatty():
            from shutil import get_terminal_size
            from textwrap import fill

            width = get_terminal_size().columns
            lines = [fill(line, width, break_long_words=False, break_on_hyphens=False) for line in lines]
        sys.stderr.write("".join(f"{line}\n" for line in lines))
    raise SystemExit(status)
