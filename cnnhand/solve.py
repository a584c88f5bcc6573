"""The working of given problems, and what a published answer is worth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cnnhand.formats import Screen
from cnnhand.formats.json_text import plain_json
from cnnhand.kinds import Exercise, OnePart
from cnnhand.marking import Verdict, feedback, mark
from cnnhand.page import Page, Step, Text, Tone, say


@dataclass(frozen=True, slots=True)
class Solved:
    """An exercise with its parts worked out and, where it has a published answer, the verdict on it."""

    exercise: Exercise
    parts: tuple[OnePart, ...]
    verdict: Verdict | None

    @property
    def published_wrong(self) -> bool:
        """Whether the source prints something else than the exact answer."""
        return self.verdict is not None and not self.verdict.correct


def solve(exercise: Exercise) -> Solved:
    """Work an exercise out and mark its published answer."""
    parts = exercise.problem.exact_parts()
    published = exercise.published
    return Solved(exercise, parts, None if published is None else mark(parts[-1], published))


def heading(exercise: Exercise, number: int, of: int) -> Page:
    """The title, code, source and note of a problem, whatever there is of them."""
    count = f"{number} of {of}" if of > 1 else ""
    title = " · ".join(filter(None, (count, exercise.title, exercise.code or exercise.problem.kind())))
    about = [Text(text, Tone.NOTE) for text in (exercise.source, exercise.note) if text]
    return (Text(title, Tone.HEADING), *about)


def page(solved: Solved, number: int, of: int) -> Page:
    """Question, working and answer of one problem."""
    blocks: Page = (*heading(solved.exercise, number, of), *solved.exercise.problem.question())
    for name, part in zip(solved.exercise.problem.parts(), solved.parts, strict=True):
        blocks += (*((Text(name, Tone.HEADING),) if name else ()), *part.working().page)
        blocks += (Text(f"Answer: {say(part.answer())}", Tone.RIGHT),)
    if solved.verdict is not None:
        if solved.verdict.correct:
            blocks += (Text(f"The published answer, {say(solved.verdict.typed)}, is right.", Tone.RIGHT),)
        else:
            blocks += (
                Text(f"The published answer is wrong: it says {say(solved.verdict.typed)}.", Tone.WRONG),
                *feedback(solved.parts[-1], solved.verdict, reveal=True)[1:],
            )
    return blocks


def record(solved: Solved) -> dict[str, Any]:
    """One problem for `--json`."""
    names, answers = solved.exercise.problem.parts(), [plain_json(part.answer()) for part in solved.parts]
    several = [{"part": name, "answer": answer} for name, answer in zip(names, answers, strict=True)]
    return {
        "kind": solved.exercise.problem.kind(),
        "code": solved.exercise.code,
        "title": solved.exercise.title,
        "answer": answers[0] if len(answers) == 1 else several,
        "published": plain_json(solved.exercise.published),
        "correct": solved.verdict and solved.verdict.correct,
        "mistakes": list(solved.verdict.mistakes) if solved.verdict else [],
    }


NEXT, BACK, QUIT = ("\x1b[C", "\x1bOC", " ", "\r", "\n", "n"), ("\x1b[D", "\x1bOD", "\x7f", "b", "p"), ("q", "\x1b")


def step_through(exercises: Sequence[Exercise], screen: Screen, read_key: Callable[[], str]) -> None:
    """Show the working a step at a time, the window marked; keys go forwards and back, and `q` ends it."""
    frames = [
        frame for number, exercise in enumerate(exercises, 1) for frame in _frames(exercise, number, len(exercises))
    ]
    at = 0
    while True:
        keys = f"{at + 1} of {len(frames)} · space or → next · b or ← back · q quit"
        screen.frame((*frames[at], Text(keys, Tone.NOTE)))
        try:
            key = read_key()
        except EOFError:
            return
        if key in QUIT or (key in NEXT and at == len(frames) - 1):
            return
        at = min(at + 1, len(frames) - 1) if key in NEXT else max(at - 1, 0) if key in BACK else at


def _frames(exercise: Exercise, number: int, of: int) -> list[Page]:
    """The question, then for each step what to look at, the step, and what came out before."""
    title = heading(exercise, number, of)[:1]
    frames: list[Page] = [(*heading(exercise, number, of), *exercise.problem.question())]
    for part in exercise.problem.exact_parts():
        working = part.working()
        for index, step in enumerate(working.steps):
            before = working.steps[max(0, index - 4) : index]
            short = tuple(Step(done.label, say(done.value), done.value) for done in before)
            frames.append((*title, *(step.picture or working.picture), *short, step))
    return frames
