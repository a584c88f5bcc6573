"""How far somebody is: three lines for `cnnhand` alone, and a table of kinds with the mistakes that come back."""

from typing import Any

from cnnhand.commands.practice import Past, today, when_next
from cnnhand.commands.quiz.summary import in_words
from cnnhand.kinds import LEVELS
from cnnhand.kinds.codes import Code, draw
from cnnhand.layers.words import plural
from cnnhand.memory.schedule import Habit, Study
from cnnhand.page import UNKNOWN, Page, Table, Text, Tone


def three_lines(past: Past) -> Page:
    """What is due, what is weak, and what to type."""
    study, day = past.study, today()
    kinds, habits = study.due_kinds(day), study.due_habits(day)
    due = [*dict.fromkeys((*kinds, *(habit.kind for habit in habits)))]
    mistakes = f", {plural(len(habits), 'mistake')} to look at again" if habits else ""
    weak = [kind for kind in study.weak() if kind not in due]
    return (
        *past.said,
        Text(f"Due today: {_some(due)}{mistakes}.", Tone.HEADING),
        Text(f"Not sure yet: {_some(weak)}."),
        Text(
            "Type cnnhand practice; cnnhand progress shows how far you are."
            if due or weak or study.new()
            else when_next(study)
        ),
    )


def _some(kinds: list[str]) -> str:
    """The first of them, so that they stay on a line."""
    more = [f"{len(kinds) - 2} more"] if len(kinds) > 3 else []
    return ", ".join([*kinds[: 2 if more else 3], *more]) or "nothing"


def open_habits(study: Study) -> list[Habit]:
    """The mistakes that come back, the ones made most often first."""
    return sorted((habit for habit in study.habits.values() if habit.open), key=lambda habit: -habit.made)


def sentence_of(habit: Habit) -> str:
    """A mistake in words, as problems of its kind say it."""
    codes = (Code(habit.kind, level, 1, number) for level in LEVELS for number in (1, 2, 3))
    return in_words(habit.id, (part for code in codes for part in draw(code).problem.exact_parts()))


def standing(past: Past) -> Page:
    """The kinds by levels, the mistakes that come back, and the time spent."""
    study = past.study
    if not study.standings:
        return (*past.said, Text("You have not practised so far. Type cnnhand practice."))
    rows = []
    for kind, standing in study.standings.items():
        latest = [standing.latest.get(level, []) for level in LEVELS]
        cells = [f"{sum(right)} of {len(right)}" if right else UNKNOWN for right in latest]
        due = study.due_of(kind)
        rows.append((kind, *cells, "now" if due <= today() else f"{due:%d %b}", str(standing.met)))
    rows += [(kind, *[UNKNOWN] * len(LEVELS), "new", "0") for kind in study.new()]
    blocks: Page = (*past.said, Table(("kind", *LEVELS, "due", "asked"), tuple(rows)))
    blocks += (Text("Of the last five of a level, those right at once.", Tone.NOTE),)
    if habits := open_habits(study):
        dated = ((habit, f"{habit.last:%d %b}", f"{study.due(habit.card):%d %b}") for habit in habits)
        found = tuple((habit.kind, str(habit.made), last, due, sentence_of(habit)) for habit, last, due in dated)
        blocks += (Table(("kind", "times", "last", "due", "what comes back"), found),)
    minutes = round(sum(one.seconds for one in past.answers) / 60)
    days = len({one.time.astimezone().date() for one in past.answers})
    return (*blocks, Text(f"{plural(minutes, 'minute')} on {plural(days, 'day')}. {when_next(study)}"))


def record(past: Past) -> dict[str, Any]:
    """The same for `--json`."""
    study = past.study
    return {
        "today": today().isoformat(),
        "until": study.until.isoformat() if study.until else None,
        "kinds": [
            {
                "kind": kind,
                "level": standing.level,
                "closed": standing.closed,
                "asked": standing.met,
                "right_at_once": dict(standing.latest),
                "due": study.due_of(kind).isoformat(),
            }
            for kind, standing in study.standings.items()
        ],
        "new": study.new(),
        "mistakes": [
            {
                "kind": habit.kind,
                "id": habit.id,
                "sentence": sentence_of(habit),
                "made": habit.made,
                "last": habit.last.isoformat(),
                "due": study.due(habit.card).isoformat(),
            }
            for habit in open_habits(study)
        ],
        "seconds": round(sum(one.seconds for one in past.answers)),
    }
