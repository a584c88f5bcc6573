"""Decks in Anki's own core: `pip install anki genanki`; skipped where it is not there."""

import contextlib
from dataclasses import replace
from pathlib import Path

import pytest

from cnnhand.classroom import anki as cards
from cnnhand.classroom import sheet, variants
from cnnhand.classroom.variants import Lock, Student

pytest.importorskip("genanki", reason="needs the extra: pip install 'cnnhand[anki]'")
core = pytest.importorskip("anki.collection", reason="needs Anki's core: pip install anki")


def test_a_deck_imported_twice_is_there_once_and_a_changed_card_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sheet.yaml"
    path.write_text("title: Sheet 5\nproblems: [{draw: output-size/easy}, {draw: conv-cell/easy}]", encoding="utf-8")
    lock = variants.drawn(sheet.read(path), [Student("1"), Student("2")], "key", path)
    with contextlib.closing(core.Collection(str(tmp_path / "collection.anki2"))) as collection:
        assert (4, 0) == imported(collection, tmp_path, lock, 1_700_000_000, monkeypatch)
        assert (0, 0) == imported(collection, tmp_path, lock, 1_700_000_000, monkeypatch)
        first, second = lock.variants
        changed = replace(lock, variants=(replace(first, exercises=second.exercises), second))
        assert (0, 4) == imported(collection, tmp_path, changed, 1_700_000_100, monkeypatch)
        assert 4 == collection.note_count()
        assert "Sheet 5" in [deck.name for deck in collection.decks.all_names_and_ids()]


def imported(
    collection: core.Collection, folder: Path, lock: Lock, now: int, monkeypatch: pytest.MonkeyPatch
) -> tuple[int, int]:
    """How many notes an import makes, and how many it changes."""
    monkeypatch.setattr("time.time", lambda: now)
    package = folder / "sheet.apkg"
    package.write_bytes(cards.export(lock))
    monkeypatch.undo()
    log = collection.import_anki_package(core.ImportAnkiPackageRequest(package_path=str(package))).log
    return len(log.new), len(log.updated)
