"""The variants of a sheet as cards of Anki, with a table of what the usual mistakes give.

A card is known by its sheet's key, question and code: imported again it is brought up to date and not added once more.
"""

import tempfile
from hashlib import sha256
from html import escape
from pathlib import Path

from cnnhand.classroom.variants import Lock
from cnnhand.classroom.writing import MOST_MISTAKES, AnswerPlace, asked
from cnnhand.errors import CnnhandError
from cnnhand.formats import html
from cnnhand.formats.workings import at_a_glance
from cnnhand.marking.distractors import by_value
from cnnhand.page import Table, say

STYLE = ".card { font-family: sans-serif; text-align: left } td, th { padding: 0 .5em } pre { white-space: pre-wrap }"


def export(lock: Lock) -> bytes:
    """A package that Anki imports; `CnnhandError` where the library that writes it is not installed."""
    try:
        import genanki
    except ImportError:
        raise CnnhandError("for Anki install the extra: pip install 'cnnhand[anki]'") from None
    sides = {"name": "Card", "qfmt": "{{Question}}", "afmt": "{{FrontSide}}<hr id=answer>{{Answer}}"}
    fields = [{"name": "Question"}, {"name": "Answer"}]
    model = genanki.Model(_number("a note of cnnhand"), "cnnhand", fields=fields, templates=[sides], css=STYLE)
    deck = genanki.Deck(_number(f"deck {lock.title}"), lock.title)
    for variant in lock.variants:
        for number, (page, places) in enumerate(asked(lock, variant), 1):
            guid = f"cnnhand-{lock.key}-{number}-{variant.code}"
            deck.add_note(genanki.Note(model=model, fields=[html.text(page[1:]), _answers(places)], guid=guid))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cards.apkg"
        genanki.Package(deck).write_to_file(path)
        return path.read_bytes()


def _number(name: str) -> int:
    """The same for a name at all times: Anki knows decks and sorts of notes by it."""
    return int.from_bytes(sha256(name.encode()).digest()[:4])


def _answers(places: list[AnswerPlace]) -> str:
    """The answer of each part with its working and what the usual mistakes give."""
    answers = []
    for place in places:
        wrong = list(by_value(place.part).items())[:MOST_MISTAKES]
        table = Table(("if you got", "this is why"), tuple((say(value), " or ".join(why)) for value, why in wrong))
        answers.append(f"<p><b>{escape(place.label)} = {escape(say(place.part.answer()))}</b></p>\n")
        answers.append(html.text((*at_a_glance(place.part.working()), *([table] if wrong else []))))
    return "".join(answers)
