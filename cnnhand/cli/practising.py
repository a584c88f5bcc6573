"""The door for students: `practice`, `learn`, `formulas`, `progress`, `quiz` and `log`."""

import sys
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Annotated

import typer

from cnnhand.cli.options import (
    Ask,
    Count,
    Input,
    Json,
    Kinds,
    Layers,
    Level,
    Misused,
    NoLog,
    Plain,
    Rounding,
    Seed,
    app,
    errors,
    fail,
    number,
)
from cnnhand.cli.solving import asked_by_words


@app.command()
def practice(
    minutes: Annotated[int, number("--minutes", 1, 600, help="How long.")] = 10,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="The day of the examination.")] = None,
    no_log: NoLog = False,
    plain: Plain = False,
) -> None:
    """Ask what is due, then what is weak, then what is new."""
    with errors("practice"):
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
    with errors("learn"):
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
    with errors("formulas"):
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
    with errors("progress", as_json):
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
        number("--attempts", 1, 10, help="Attempts a question.", show_default="2"),
    ] = None,
    follow_up: Annotated[
        bool,
        typer.Option("--follow-up/--no-follow-up", help="After a mistake, a fresh problem on which it would show."),
    ] = True,
    exam: Annotated[bool, typer.Option("--exam", help="One attempt, no hints, no feedback before the end.")] = False,
    minutes: Annotated[int | None, number("--minutes", 1, 600, help="How long it may take.")] = None,
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
    with errors("quiz", as_json):
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
            fail("quiz", f"{review} is there already; choose another name for the review", as_json)
        own = asked_by_words(source, input, layers, ask, rounding)
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
    with errors("log", as_json):
        from cnnhand.commands import log as logging

        if forget:
            logging.forget()
        if as_json:
            from cnnhand.formats.json_text import document

            sys.stdout.write(document("log", **logging.record()))
        else:
            from cnnhand.formats import screen

            screen(plain=plain).show(logging.page(), apart=False)
