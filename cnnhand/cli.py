"""The door: options in, one call, exit code out. The only file that knows Typer.

Everything that takes time to import is imported inside the command that uses it.
"""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from cnnhand import __version__
from cnnhand.errors import CnnhandError, GivenError, ProblemFileError, reason, shown

if TYPE_CHECKING:
    from cnnhand.questions.contract import Exercise

app = typer.Typer(
    rich_markup_mode=None,  # help through Rich takes twice as long, and cuts option names under forced colours
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Learn the arithmetic of convolutional neural networks by hand.",
)


USAGE_ERROR: Any = typer.BadParameter.__base__
"""What Typer raises for a command line that cannot be read; it exports only what is derived from it."""


class Misused(typer.BadParameter):
    """Options that do not go together; its message says so by itself."""

    def format_message(self) -> str:
        """The message, without Typer's words before it."""
        return self.message


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


def _number(name: str, least: int, most: int, help: str, show_default: str | bool = True) -> Any:
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
    list[str] | None, typer.Option("-a", "--ask", metavar="ASK", help="Such as 'parameters of total' (again for more).")
]
Rounding = Annotated[
    RoundingName | None,
    typer.Option("--rounding", help="Where the stride does not divide.", show_default="exact"),
]
Plain = Annotated[bool, typer.Option("--plain", help="Words without drawing, for screen readers and scripts.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", "-k", help="A kind of exercise (again for more kinds).")]
Level = Annotated[LevelName | None, typer.Option("--level", help="How hard.", show_default="easy")]
Count = Annotated[int | None, _number("-n", 1, 1000, help="How many problems.", show_default="5")]
NoLog = Annotated[bool, typer.Option("--no-log", help="Keep nothing of what is answered.")]
Seed = Annotated[
    int | None,
    _number("--seed", 0, 10**9, help="The same seed gives the same problems."),
]


@contextmanager
def _errors(command: str, as_json: bool = False) -> Iterator[None]:
    """Turn what a file or a person can cause into one line on stderr, or into a JSON object, and exit status 1."""
    try:
        yield
    except CnnhandError as error:
        _fail(command, str(error), as_json)


def _fail(command: str, what: str, as_json: bool, status: int = 1) -> NoReturn:
    what = "".join(character if character.isprintable() or character == "\n" else "\ufffd" for character in what)
    if as_json:
        from cnnhand.formats.json_text import document

        sys.stdout.write(document(command, error=what))
    else:
        sys.stderr.write("".join(f"cnnhand: {line}\n" for line in what.split("\n")))
    raise SystemExit(status)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cnnhand {__version__}")
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
        from cnnhand.memory.log import place

        if not place().exists():
            sys.stdout.write(START)
            return
        with _errors("cnnhand"):
            from cnnhand.commands.practice import Past
            from cnnhand.commands.progress import three_lines
            from cnnhand.formats import screen

            screen().show(three_lines(Past.of_log()), apart=False)


@app.command()
def practice(
    minutes: Annotated[int, _number("--minutes", 1, 600, help="How long.")] = 10,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="The day of the examination.")] = None,
    no_log: NoLog = False,
    plain: Plain = False,
) -> None:
    """Ask what is due, then what is weak, then what is new."""
    with _errors("practice"):
        from cnnhand.commands import practice as practising
        from cnnhand.commands.log import keeping
        from cnnhand.formats import screen

        shown = screen(plain=plain)
        past = practising.Past.of_log(practising.day_to_come(until) if until else None)
        if past.study.until and until:
            shown.show(practising.plan(past.study, past.study.until))
        session = practising.Practice(shown, past, (lambda _: None) if no_log else keeping(shown), minutes)
        interrupted = False
        try:
            session.run()
        except KeyboardInterrupt:
            interrupted = True
        shown.show(session.summary(), apart=False)
    if interrupted:
        raise typer.Exit(130)


@app.command()
def learn(
    kind: Annotated[str | None, typer.Argument(help="A kind of exercise; nothing lists the lessons.")] = None,
    no_log: NoLog = False,
    plain: Plain = False,
) -> None:
    """Learn a kind of exercise from nothing."""
    with _errors("learn"):
        from cnnhand.commands import learn as learning
        from cnnhand.commands.log import keeping
        from cnnhand.formats import screen

        shown = screen(plain=plain)
        if kind is None:
            shown.show(learning.overview(), apart=False)
        else:
            learning.Learning(shown, kind, (lambda _: None) if no_log else keeping(shown)).run()


@app.command()
def formulas(
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown tables.")] = False,
    plain: Plain = False,
) -> None:
    """Show all formulas and their letters on a page."""
    with _errors("formulas"):
        from cnnhand.commands.learn import formula_page

        if as_markdown:
            from cnnhand.formats import markdown

            sys.stdout.write(markdown.text(formula_page()))
        else:
            from cnnhand.formats import screen

            screen(plain=plain).show(formula_page(), apart=False)


@app.command()
def progress(as_json: Json = False, plain: Plain = False) -> None:
    """Show how far you are, and which mistakes come back."""
    with _errors("progress", as_json):
        from cnnhand.commands import progress as far
        from cnnhand.commands.practice import Past

        if as_json:
            from cnnhand.formats.json_text import document

            sys.stdout.write(document("progress", **far.record(Past.of_log())))
        else:
            from cnnhand.formats import screen

            screen(plain=plain).show(far.page(Past.of_log()), apart=False)


@app.command()
def quiz(
    source: Annotated[
        str | None,
        typer.Argument(metavar="[KIND|FILE|NAME]", help="A kind or group, a problem file, or a bundled exercise."),
    ] = None,
    input: Input = None,
    layers: Layers = None,
    ask: Ask = None,
    rounding: Rounding = None,
    kind: Kinds = None,
    level: Level = None,
    n: Count = None,
    seed: Seed = None,
    mistake: Annotated[list[str] | None, typer.Option("--mistake", help="Only problems on which it shows.")] = None,
    attempts: Annotated[
        int | None,
        _number("--attempts", 1, 10, help="Attempts a question.", show_default="2"),
    ] = None,
    follow_up: Annotated[
        bool,
        typer.Option("--follow-up/--no-follow-up", help="After a mistake, a fresh problem on which it would show."),
    ] = True,
    exam: Annotated[bool, typer.Option("--exam", help="One attempt, no hints, no feedback before the end.")] = False,
    minutes: Annotated[int | None, _number("--minutes", 1, 600, help="How long it may take.")] = None,
    review: Annotated[
        Path | None, typer.Option("--review", metavar="FILE", help="Write what was wrong, and the working, to a file.")
    ] = None,
    no_log: NoLog = False,
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Practise: questions, exact marking, and why a number is wrong."""
    if exam and attempts not in (None, 1):
        raise Misused(f"--attempts {attempts} is for practice: an exam gives one attempt; leave it or --exam out")
    with _errors("quiz", as_json):
        from cnnhand.commands import signals
        from cnnhand.commands.choosing import choose, names_kinds, of_words
        from cnnhand.commands.quiz import Quiz
        from cnnhand.formats import screen
        from cnnhand.formats.json_text import document

        drawn = {"--level": level, "--seed": seed, "--mistake": mistake}
        given = next((option for option, value in drawn.items() if value is not None and value != []), None)
        if source is not None and given and not names_kinds(source):
            raise Misused(f"{given} is for problems that are drawn, and {source} stands for given ones; leave it out")
        if review is not None and review.exists():
            _fail("quiz", f"{review} is there already; choose another name for the review", as_json)
        own = _asked(source, input, layers, ask, rounding)
        if own and (given or kind):
            raise Misused(f"{given or '--kind'} is for problems that are drawn, and this one is given; leave it out")
        if own:
            chosen = of_words(own, input, layers, ask, rounding and rounding.value)
        else:
            chosen = choose(source, kind, level.value if level else None, n, seed, mistake or ())
        quiz = Quiz(screen(to_stderr=as_json, plain=plain), attempts or 2, follow_up, exam, minutes, review)
        if not no_log:
            from cnnhand.commands.log import keeping
            from cnnhand.memory.log import place

            quiz.first = source is None and not (own or kind or given or exam or place().exists())
            quiz.keep = keeping(quiz.screen)
        status = 0
        with suppress(OSError) if as_json else nullcontext():  # what is said on the way may be lost, the result not
            try:
                quiz.run(chosen.exercises, chosen.count)
                signals.ignore()
            except (KeyboardInterrupt, SystemExit) as end:
                signals.ignore()
                status = int(getattr(end, "code", 130))
            quiz.screen.show(quiz.outcome.summary(chosen.again))
        if as_json:
            sys.stdout.write(document("quiz", **quiz.outcome.record()))
    raise typer.Exit(status)


@app.command()
def log(
    forget: Annotated[bool, typer.Option("--forget", help="Empty it.")] = False,
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Show what was answered; it stays on this machine."""
    with _errors("log", as_json):
        from cnnhand.commands import log as logging

        if forget:
            logging.forget()
        if as_json:
            from cnnhand.formats.json_text import document

            sys.stdout.write(document("log", **logging.record()))
        else:
            from cnnhand.formats import screen

            screen(plain=plain).show(logging.page(), apart=False)


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
    with _errors("solve", as_json):
        from cnnhand.commands import solve as solving
        from cnnhand.files.problems import find
        from cnnhand.formats import screen
        from cnnhand.formats.json_text import document
        from cnnhand.formats.streams import keys

        own = _asked(source, input, layers, ask, rounding)
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
            _fail("solve", "--step needs a terminal; leave it out to print the whole working", as_json)
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
            _fail("solve", faults, as_json=False)
    if any(one.published_wrong for one in solved):
        raise typer.Exit(1)


def _asked(
    source: str | None, input: str | None, layers: str | None, ask: list[str] | None, rounding: RoundingName | None
) -> "list[Exercise]":
    """The question that -i, -l and -a put; none where they are left out."""
    from cnnhand.files.problems import asked

    if input is None and layers is None and not ask:
        if rounding:
            raise Misused("--rounding is for a question that -i, -l and -a put; a file says its own")
        return []
    if source is not None:
        raise Misused(f"-i, -l and -a put a question of their own, and {source} stands for another; leave one out")
    if not ask:
        raise Misused("say what is asked too, such as -a volume, or -a 'parameters of total'")
    return asked(layers or "", ask, input, rounding=rounding and rounding.value)


def _list_bundled(as_json: bool) -> None:
    """Print the names of the bundled files with their titles."""
    from cnnhand.files.library import names
    from cnnhand.formats.json_text import document

    sys.stdout.write(document("solve", bundled=names()) if as_json else "".join(f"{name}\n" for name in names()))


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
    size_of_number: Annotated[int, _number("--bytes", 1, 64, help="Bytes a number, for memory.")] = 4,
    every: Annotated[bool, typer.Option("--all", help="Every row of a long network.")] = False,
    plain: Plain = False,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print comma-separated values.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print a Markdown table.")] = False,
    as_latex: Annotated[bool, typer.Option("--latex", help="Print a LaTeX table.")] = False,
) -> None:
    """Calculate a layer or a whole network, with the arithmetic."""
    with _errors("shape", as_json):
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


@app.command()
def generate(
    kind: Kinds = None,
    level: Level = None,
    n: Count = None,
    seed: Seed = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The file to write; stdout unless given.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
    answers: Annotated[bool, typer.Option("--answers", help="Write the answers too.")] = False,
) -> None:
    """Write a file of fresh problems, for `quiz`, `solve` and people."""
    with _errors("generate"):
        from cnnhand.commands.choosing import choose
        from cnnhand.files.problems import write
        from cnnhand.files.whole import write_whole

        text = write(choose(None, kind, level.value if level else None, n, seed).exercises, answers)
        if output is None:
            sys.stdout.write(text)
            return
        if output.is_file() and not force:
            _fail("generate", f"{output} is there already; choose another name, or overwrite it with --force", False)
        write_whole(output, text)


@app.command()
def kinds(
    name: Annotated[str | None, typer.Argument(help="A kind, for its levels, an example and its mistakes.")] = None,
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """List the kinds of exercise, or describe one."""
    with _errors("kinds", as_json):
        from cnnhand.commands import catalogue

        if as_json:
            from cnnhand.formats.json_text import document

            sys.stdout.write(document("kinds", kinds=catalogue.records(name)))
        else:
            from cnnhand.formats import screen

            screen(plain=plain).show(catalogue.page(name), apart=False)


SheetFile = Annotated[Path, typer.Argument(metavar="SHEET.yaml", help="The sheet: see docs/class.md.")]


class System(StrEnum):
    """The learning systems that a sheet is written for."""

    MOODLE = "moodle"


class SheetFormat(StrEnum):
    """What a sheet is written as."""

    MD = "md"
    HTML = "html"
    PDF = "pdf"
    TYP = "typ"


@app.command()
def sheet(
    source: SheetFile,
    roster: Annotated[Path | None, typer.Option("--roster", metavar="CSV", help="The class: student,name.")] = None,
    many: Annotated[int | None, typer.Option("--variants", min=1, max=2000, help="So many without names.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="DIR", help="Where the sheets go.")] = None,
    format: Annotated[SheetFormat, typer.Option("--format", help="Markdown, a page, paper.")] = SheetFormat.MD,
    with_key: Annotated[bool, typer.Option("--key", help="Write the key too.")] = False,
    check: Annotated[bool, typer.Option("--check", help="How alike the variants are.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Draw anew, and forget what was drawn before.")] = False,
) -> None:
    """Draw a sheet for each student of a class."""
    with _errors("sheet"):
        from cnnhand.commands import sheet as sheets
        from cnnhand.formats import screen

        lock = sheets.drawn(source, sheets.Class(roster, many), again)
        if check:
            screen().show(sheets.check(lock), apart=False)
        if output or not check:
            screen().show(sheets.sheets(lock, output or Path(source.stem), format.value, with_key), apart=False)


@app.command()
def export(
    source: SheetFile,
    to: Annotated[System, typer.Option("--to", help="The system that imports it.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The file to write.")],
    roster: Annotated[Path | None, typer.Option("--roster", metavar="CSV", help="The class: student,name.")] = None,
    many: Annotated[int | None, typer.Option("--variants", min=1, max=2000, help="So many variants.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Draw anew, and forget what was drawn before.")] = False,
) -> None:
    """Write a sheet for a learning system, with feedback."""
    with _errors("export"):
        from cnnhand.commands import sheet as sheets

        sheets.export(sheets.drawn(source, sheets.Class(roster, many), again), to.value, output)


@app.command()
def mark(
    source: SheetFile,
    answers: Annotated[Path, typer.Argument(metavar="ANSWERS", help="A CSV, a folder or a zip of text files.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="CSV", help="A line an answer.")] = None,
    report: Annotated[Path | None, typer.Option("--report", metavar="MD", help="The report, as Markdown.")] = None,
    feedback: Annotated[
        Path | None, typer.Option("--feedback", metavar="DIR", help="What each student is told, a file each.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Mark what a class hands in, and see which mistakes it made."""
    with _errors("mark", as_json):
        from cnnhand.classroom.marks import report as summary
        from cnnhand.commands import sheet as sheets

        result = sheets.marked(source, answers)
        sheets.write_marks(result, output, report, feedback)
        if as_json:
            from cnnhand.formats.json_text import document

            sys.stdout.write(document("mark", marks=result.records(), unplaced=result.unplaced))
        else:
            from cnnhand.formats import screen

            screen().show(summary(result), apart=False)


def main() -> None:
    """Run the program; a closed output ends it quietly."""
    gc.set_threshold(50_000)  # a collection while modules load finds nothing, and there would be dozens
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115 - it was closed before the program began
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # what cannot be shown or read becomes ? and no traceback
    as_json = "--json" in sys.argv
    if isinstance(sys.stdout, TextIOWrapper) and (as_json or sys.argv[1:2] == ["generate"]):
        sys.stdout.reconfigure(encoding="utf-8")  # another program reads it, whatever the locale
    try:
        try:
            raise SystemExit(app(prog_name="cnnhand", standalone_mode=False))
        except USAGE_ERROR as error:
            command = next((word for word in sys.argv[1:] if not word.startswith("-")), "cnnhand")
            if as_json:
                _fail(command, error.format_message(), True, error.exit_code)
            error.show()
            raise SystemExit(error.exit_code) from None
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
