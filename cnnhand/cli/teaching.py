"""The door for teachers: `generate`, `kinds`, `sheet`, `export` and `mark`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cnnhand.cli.options import Count, Json, Kinds, Level, Plain, Seed, app, errors, fail, number, show, tell


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
    with errors("generate"):
        from cnnhand.commands.quiz.choosing import choose
        from cnnhand.files.problems import write
        from cnnhand.files.whole import write_whole

        text = write(choose(None, kind, level, n, seed).exercises, answers)
        if output is None:
            show(text)
            return
        if output.is_file() and not force:
            fail("generate", f"{output} is there already; choose another name, or overwrite it with --force", False)
        write_whole(output, text)


@app.command()
def kinds(
    name: Annotated[str | None, typer.Argument(help="A kind, for its levels, an example and its mistakes.")] = None,
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """List the kinds of exercise, or describe one."""
    with errors("kinds", as_json):
        from cnnhand.commands import catalogue

        tell("kinds", lambda: catalogue.listing(name), lambda: {"kinds": catalogue.records(name)}, as_json, plain)


SheetFile = Annotated[Path, typer.Argument(metavar="SHEET.yaml", help="The sheet: see docs/class.md.")]
Roster = Annotated[Path | None, typer.Option("--roster", metavar="CSV", help="The class: student,name.")]
Many = Annotated[int | None, number("--variants", 1, 2000, help="So many without names.")]
Again = Annotated[bool, typer.Option("--again", help="Draw anew, and forget what was drawn before.")]


@app.command()
def sheet(
    source: SheetFile,
    roster: Roster = None,
    many: Many = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="DIR", help="Where the sheets go.")] = None,
    format: Annotated[
        Literal["md", "html", "practice", "pdf", "typ"],
        typer.Option("--format", help="Markdown, a page, one that says what is right, paper."),
    ] = "md",
    with_key: Annotated[bool, typer.Option("--key", help="Write the key too.")] = False,
    check: Annotated[bool, typer.Option("--check", help="How alike the variants are.")] = False,
    again: Again = False,
) -> None:
    """Draw a sheet for each student of a class."""
    with errors("sheet"):
        from cnnhand.commands import sheet as sheets

        lock = sheets.drawn(source, sheets.Class(roster, many), again)
        if check:
            show(sheets.check(lock))
        if output or not check:
            show(sheets.sheets(lock, output or Path(source.stem), format, with_key))


@app.command()
def export(
    source: SheetFile,
    to: Annotated[Literal["moodle", "anki"], typer.Option("--to", help="The system that imports it.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The file to write.")],
    roster: Roster = None,
    many: Many = None,
    again: Again = False,
) -> None:
    """Write a sheet for a learning system, with feedback."""
    with errors("export"):
        from cnnhand.commands import sheet as sheets

        sheets.export(sheets.drawn(source, sheets.Class(roster, many), again), to, output)


@app.command()
def mark(
    source: SheetFile,
    answers: Annotated[Path, typer.Argument(metavar="ANSWERS", help="A CSV, a folder or a zip of text files.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="CSV", help="A line an answer.")] = None,
    report: Annotated[Path | None, typer.Option("--report", metavar="FILE", help="The report: .md or .html.")] = None,
    feedback: Annotated[
        Path | None, typer.Option("--feedback", metavar="DIR", help="What each student is told, a file each.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Mark what a class hands in, and see which mistakes it made."""
    with errors("mark", as_json):
        from cnnhand.classroom.marks import report as summary
        from cnnhand.commands import sheet as sheets

        result = sheets.marked(source, answers)
        sheets.write_marks(result, output, report, feedback)
        record = {"marks": result.records(), "unplaced": result.unplaced}
        tell("mark", lambda: summary(result), lambda: record, as_json)
