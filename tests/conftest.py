"""What every test starts from: no colour forced or forbidden, no width given, and data in a folder of its own."""

import os
from pathlib import Path
from random import Random

import pytest
from hypothesis import settings

settings.register_profile("quick", max_examples=int(os.environ.get("CNNHAND_EXAMPLES", "15")), deadline=None)
settings.load_profile("quick")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let `--dist loadgroup` keep those of a kind together, where much is drawn; `CNNHAND_ORDER=7` shuffles them."""
    if order := os.environ.get("CNNHAND_ORDER"):
        Random(order).shuffle(items)
    for item in items:
        name = (
            item.callspec.params.get("name")
            if isinstance(item, pytest.Function) and hasattr(item, "callspec")
            else None
        )
        if isinstance(name, str):
            item.add_marker(pytest.mark.xdist_group(name))


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Take away what a CI or a user's shell may have set."""
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS", "COLUMNS", "LINES", "PYTHONIOENCODING"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CNNHAND_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("TERM", "xterm-256color")
