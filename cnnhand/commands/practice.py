"""The practice of every day: what is due, then what is weak, then what is new, each time a fresh question."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import randrange
from time import monotonic

from cnnhand.commands.fresh import fresh
from cnnhand.commands.quiz.prompting import Prompt
from cnnhand.commands.quiz.quiz import Quiz
from cnnhand.commands.quiz.summary import in_words, without_reason
from cnnhand.errors import CnnhandError, shown
from cnnhand.formats import Screen
from cnnhand.kinds import Exercise, Problem
from cnnhand.layers.words import plural
from cnnhand.lessons import LESSONS
from cnnhand.memory.asked import asked
from cnnhand.memory.log import Answered, now, place, read, said_aside
from cnnhand.memory.schedule import Standing, Study, Want
from cnnhand.page import Page, Table, Text, Tone


def today() -> date:
    """The day it is here."""
    return now().astimezone().date()


@dataclass(slots=True)
class Past:
    """What the log says: the answers, what follows from them, and what is to be said first."""

    answers: list[Answered]
    study: Study
    said: Page

    @classmethod
    def of_log(cls, until: date | None = None, only: Sequence[str] = (), needed: bool = True) -> "Past":
        """What the log says today; without a day to practise for it is the last one named, unless it has passed.

        Where it is not `needed`, one that cannot be read is taken for empty, and that is said.
        """
        try:
            answers, aside = read(place())
            said = said_aside(place(), aside)
        except CnnhandError as error:
            if needed:
                raise
            answers, said = [], f"What was answered so far does not count. {error}"
        last = _day(next((one.until for one in reversed(answers) if one.until), ""))
        study = Study.of(asked(answers), until or (last if last and last >= today() else None), only)
        return cls(answers, study, ((Text(said, Tone.NOTE),) if said else ()) + (plan(study, until) if until else ()))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day_to_come(text: str) -> date:
    """The day that somebody practises for, such as `2026-12-01`."""
    day, such = _day(text), today() + timedelta(days=30)
    if not day or day < today():
        raise CnnhandError(f"--until {shown(text)}: a day from today on is wanted, such as {such}, year-month-day")
    return day


@dataclass(slots=True)
class Practice:
    """Some minutes of questions on a screen, or so many, chosen one by one out of what was answered so far."""

    screen: Screen
    past: Past
    log: Callable[[Answered], None]
    minutes: float = 10
    many: int | None = None
    quiz: Quiz = field(init=False)
    done: list[Answered] = field(default_factory=list)
    _not_noted: list[Answered] = field(default_factory=list)

    def run(self) -> None:
        """Ask until the time, what there is to ask, the input or the learner's patience ends."""
        self.quiz = Quiz(self.screen, keep=self._keep, asked_before=self.past.study.questions)
        prompt = Prompt(self.screen)
        if self.past.said:
            prompt.show(self.past.said)
            prompt.let_read("the first question")
        if not prompt.ended:
            self.quiz.run(self._exercises(), None)

    def _keep(self, answered: Answered) -> None:
        until = self.past.study.until
        answered = answered._replace(until=until.isoformat() if until else None)
        self.done.append(answered)
        self._not_noted.append(answered)
        self.past.study.questions.add(answered.question)
        self.log(answered)

    def note(self) -> None:
        """Let what was answered since the last time count."""
        for question in asked(self._not_noted):
            self.past.study.note(question)
        self._not_noted.clear()

    def _exercises(self) -> Iterator[Exercise]:
        ends, kind, seed, number = monotonic() + 60 * self.minutes, "", randrange(1_000_000), 1
        while monotonic() < ends and (self.many is None or number <= self.many):
            self.note()
            want = self.past.study.next(today(), kind)
            if want is None:
                return
            exercise = fresh(want, self.past.study.questions, seed, number)
            yield replace(exercise, why=self._reason(want, exercise.problem))
            kind, number = want.kind, number + 1

    def _reason(self, want: Want, problem: Problem) -> str:
        """Why this is asked."""
        if want.mistake:
            return f"Due again: you once calculated {without_reason(in_words(want.mistake, problem.exact_parts()))}."
        if want.why == "new" and want.kind not in self.past.study.standings:
            learn = f" If you have never seen it, quit and type cnnhand learn {want.kind}."
            return f"New: {want.kind}.{learn if want.kind in LESSONS else ''}"
        why = {
            "due": "Due again.",
            "weak": "Asked because you are not sure of this kind yet.",
            "new": "Once more of the new kind.",
        }.get(want.why, "")
        return f"{why} This time somebody else has answered." if want.find else why

    def summary(self) -> Page:
        """How it went, counted from what the log was given, and when to come back."""
        self.note()
        went = ""
        for what, follows in (("question", False), ("follow-up", True)):
            if right := [one.at_once for one in asked(self.done) if one.follows is follows]:
                went += f"{plural(len(right), what)}, {sum(right)} right at once; "
        seconds = round(sum(one.seconds for one in self.done))
        said = f"{went}{seconds // 60}:{seconds % 60:02} minutes." if went else "Nothing was answered."
        return (Text(said, Tone.HEADING), Text(when_next(self.past.study)))


def when_next(study: Study) -> str:
    """When there is something to practise again."""
    if next(study.wants(today()), None):
        return "Go on with: cnnhand practice."
    day = study.next_day()
    when = "tomorrow" if day == today() + timedelta(days=1) else f"on {day:%A}, {day.day} {day:%B}"
    return f"That is all for today; come back {when}."


def plan(study: Study, until: date) -> Page:
    """What is left until a day: which kinds, and how many questions a day that makes."""
    met = [(kind, str(standing.level), standing.left) for kind, standing in study.standings.items() if standing.left]
    met = [row for row in met if not study.only or row[0] in study.only]
    left = [*met, *((kind, "new", Standing().left) for kind in study.new())]
    total, days = sum(number for *_, number in left), max(1, (until - today()).days)
    rows = [(kind, level, str(number)) for kind, level, number in left]
    if not rows:
        return (Text(f"You know every kind at every level; until {until} there is only what is due."),)
    daily = f"{plural(days, 'day')} left: about {plural(-(-total // days), 'question')} a day, and what is due."
    table = Table(("kind", "level", "right answers left"), (*rows, ("all", "", str(total))), totals=1)
    return (table, Text(daily, Tone.HEADING))
