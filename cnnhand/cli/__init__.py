"""The door: options in, one call, exit code out. The only folder that knows Typer.

Everything that takes time to import is imported inside the command that uses it.
"""

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from cnnhand.cli import learning, solving, teaching
from cnnhand.cli.options import app, errors, fail, show
from cnnhand.errors import reason, shown
from cnnhand.version import VERSION

FILES = (learning, solving, teaching)
"""The files with the commands, in the order in which the help lists them."""
COMMANDS = tuple(app.registered_commands)
MOST_SIGNS = 400
"""Of a message: what is typed may be long."""


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cnnhand {VERSION}")
        raise typer.Exit


START = """cnnhand: learn the arithmetic of convolutional neural networks by hand.
  cnnhand practice  ten minutes of questions; all new? cnnhand learn conv-cell
  cnnhand --help    all commands: solve shows a working, shape calculates
"""


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback has it
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Learn the arithmetic of convolutional neural networks by hand."""
    if context.invoked_subcommand is None:
        from cnnhand.memory.log import begun

        with errors("cnnhand"):
            if not begun():
                show(START)
                return
            from cnnhand.commands.practice import Past
            from cnnhand.commands.progress import three_lines

            show(three_lines(Past.of_log()))


def main() -> None:
    """Run the program; a closed output ends it quietly."""
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115 - it was closed before the program began
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # what cannot be shown or read becomes ? and no traceback
    as_json = "--json" in sys.argv
    if isinstance(sys.stdout, TextIOWrapper) and (as_json or sys.argv[1:2] == ["generate"]):
        sys.stdout.reconfigure(encoding="utf-8")  # another program reads it, whatever the locale
    asked = [command for command in COMMANDS if command.callback and [command.callback.__name__] == sys.argv[1:2]]
    app.registered_commands = asked or [*COMMANDS]  # Typer takes its time for each
    try:
        try:
            raise SystemExit(app(prog_name="cnnhand", standalone_mode=False))
        except typer.TyperException as error:  # a command line that cannot be read
            command = next((word for word in sys.argv[1:] if not word.startswith("-")), "cnnhand")
            context = getattr(error, "ctx", None)
            said = shown(" ".join(error.format_message().split()), MOST_SIGNS).rstrip(".")
            see = context.command_path if context else f"cnnhand {command}"
            fail(command, f"{said}; see {see} --help", as_json, error.exit_code)
        except SystemExit as end:
            if isinstance(end.__context__, BrokenPipeError):  # Typer's own end of it has status 1
                raise end.__context__ from None
            raise
        finally:
            sys.stdout.flush()
    except OSError as error:  # what a command cannot read or write it says itself, so this is its output
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # so that closing stdout at exit does not fail again
        if isinstance(error, BrokenPipeError):
            raise SystemExit(0) from None
        with suppress(OSError):
            sys.stderr.write(f"cnnhand: the output cannot be written: {reason(error)}\n")
        raise SystemExit(1) from None
