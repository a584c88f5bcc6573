"""The door for students: `practice`, `learn`, `formulas`, `progress`, `quiz` and `log`."""

from pathlib import Path
from typing import Annotated

import typer

from cnnhand.cli.options import (
    Ask,
    Count,
    Given,
    Input,
    Json,
    Kinds,
    Layers,
    Level,
    NoLog,
    Plain,
    Rounding,
    Seed,
    app,
    errors,
    number,
    show,
    tell,
)


@app.command()
def practice(
    kinds: Annotated[
        list[str] | None, typer.Argument(metavar="[KIND]...", help="Kinds or groups, if only some are wanted.")
    ] = None,
    minutes: Annotated[int | None, number("--minutes", 1, 600, "How long.", "10")] = None,
    n: Annotated[int | None, number("-n", 1, 100, "How many questions, however long they take.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="The day of the examination.")] = None,
    no_log: NoLog = False,
    plain: Plain = False,
) -> None:
    """Ask what is due, then what is weak, then what is new."""
    with errors("practice"):
        from cnnhand.commands import practice as practising
        from cnnhand.commands.log import keeping
        from cnnhand.commands.signals import to_its_end
        from cnnhand.formats import screen
        from cnnhand.kinds.codes import wanted_kinds

        shown = screen(plain=plain)
        day = practising.day_to_come(until) if until else None
        past = practising.Past.of_log(day, wanted_kinds(kinds) if kinds else (), needed=False)
        keep = (lambda _: None) if no_log else keeping(shown)
        session = practising.Practice(shown, past, keep, minutes or (600 if n else 10), n)
        status = to_its_end(session.run)
        shown.show(session.summary(), apart=False)
    raise typer.Exit(status)


@app.command()
def learn(
    kind: Annotated[str | None, typer.Argument(help="A kind of exercise; nothing lists the lessons.")] = None,
    no_log: NoLog = False,
    plain: Plain = False,
) -> None:
    """Learn a kind of exercise from nothing."""
    with errors("learn"):
        from cnnhand.commands import learn as learning
        from cnnhand.commands.log import keeping
        from cnnhand.formats import screen

        if kind is None:
            show(learning.overview(), plain)
        else:
            shown = screen(plain=plain)
            learning.Learning(shown, kind, (lambda _: None) if no_log else keeping(shown)).run()


@app.command()
def formulas(
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown tables.")] = False,
    plain: Plain = False,
) -> None:
    """Show all formulas and their letters on a page."""
    with errors("formulas"):
        from cnnhand.commands.learn import formula_page

        if as_markdown:
            from cnnhand.formats import markdown

            show(markdown.text(formula_page()))
        else:
            show(formula_page(), plain)


@app.command()
def progress(as_json: Json = False, plain: Plain = False) -> None:
    """Show how far you are, and which mistakes come back."""
    with errors("progress", as_json):
        from cnnhand.commands import progress as far
        from cnnhand.commands.practice import Past

        past = Past.of_log()
        tell("progress", lambda: far.standing(past), lambda: far.record(past), as_json, plain)


FollowUp = Annotated[
    bool, typer.Option("--follow-up/--no-follow-up", help="After a mistake, a fresh problem on which it would show.")
]
Review = Annotated[
    Path | None, typer.Option("--review", metavar="FILE", help="Write what was wrong, and the working, to a file.")
]


@app.command()
def quiz(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="[KIND|FILE|NAME|CODE]", help="A kind or group, a problem file, a bundled exercise, or a code."
        ),
    ] = None,
    input: Input = None,
    layers: Layers = None,
    ask: Ask = None,
    given: Given = None,
    rounding: Rounding = None,
    kind: Kinds = None,
    level: Level = None,
    n: Count = None,
    seed: Seed = None,
    mistake: Annotated[list[str] | None, typer.Option("--mistake", help="Only problems on which it shows.")] = None,
    attempts: Annotated[int | None, number("--attempts", 1, 10, "Attempts a question.", "2")] = None,
    follow_up: FollowUp = True,
    exam: Annotated[bool, typer.Option("--exam", help="One attempt, no hints, no feedback before the end.")] = False,
    minutes: Annotated[int | None, number("--minutes", 1, 600, help="How long it may take.")] = None,
    review: Review = None,
    no_log: NoLog = False,
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Practise: questions, exact marking, and why a number is wrong."""
    with errors("quiz", as_json):
        from cnnhand.commands.asking import Words
        from cnnhand.commands.quiz.sitting import Manner, Request, sit

        wanted = Request(source, Words(input, layers, ask, rounding, given), kind, level, n, seed, mistake or ())
        status = sit(wanted, Manner(attempts, follow_up, exam, minutes, review), not no_log, as_json, plain)
    raise typer.Exit(status)


@app.command()
def log(
    forget: Annotated[bool, typer.Option("--forget", help="Empty it.")] = False,
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Show what was answered; it stays on this machine."""
    with errors("log", as_json):
        from cnnhand.commands import log as logging

        if forget:
            logging.forget()
        tell("log", logging.history, logging.record, as_json, plain)
