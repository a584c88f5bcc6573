"""A bar while many things are done, where a person looks on."""

import io

import pytest

from cnnhand.formats import tracked


class Seen(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("plain", "shown"), [("", True), ("1", False)])
def test_a_bar_is_drawn_on_a_terminal_unless_words_are_wanted(
    monkeypatch: pytest.MonkeyPatch, plain: str, shown: bool
) -> None:
    stream = Seen()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("CNNHAND_PLAIN", plain)
    assert [1, 2, 3] == list(tracked(iter([1, 2, 3]), "marking", 3))
    assert shown == ("marking" in stream.getvalue())


def test_a_file_gets_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    assert [1] == list(tracked([1], "marking", 1))
    assert ("", "") == capsys.readouterr()
