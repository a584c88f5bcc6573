"""What a system may lack or do: modules, streams, signals, a locale, a full disk, an optimising interpreter."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cnnhand.commands import asking
from cnnhand.errors import CnnhandError
from cnnhand.files.whole import write_whole
from cnnhand.formats import streams
from tests.run import cnnhand

PROGRAM = (sys.executable, "-W", "error", "-m", "cnnhand")
KILLS = int(os.environ.get("CNNHAND_KILLS", "21"))
"""At so many moments a quiz is killed, a third of them by each signal."""


def process(command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """What came of a command of the shell, with the program for `cnnhand`."""
    words = ["bash", "-c", command.replace("cnnhand ", f"{' '.join(PROGRAM)} ")]
    return subprocess.run(words, capture_output=True, check=False, timeout=60, env={**os.environ, **environment})


# ---- modules that a system lacks ------------------------------------------------------------------------------------

WITHOUT = """
import sys
sys.modules.update(dict.fromkeys(("readline", "termios", "fcntl", "tty")))
from cnnhand.__main__ import main
main()
"""


def test_a_quiz_needs_no_module_that_windows_lacks() -> None:
    """At a terminal, from the first prompt to the summary."""
    pytest.importorskip("pexpect")
    from tests.test_terminal import QUIZ, terminal

    with terminal("-c", WITHOUT, *QUIZ, program=()) as shown:
        shown.until("\n> ")
        shown.child.sendline("10")
        shown.until("✓ 10")
        shown.child.sendline("quit")
        assert (0, True) == (shown.end()[0], "The same questions again:" in shown.raw)


def test_the_arrow_keys_of_windows_step_there_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "termios", None)
    pressed = iter(["\xe0M", "\x00K", "b", "q"])
    monkeypatch.setattr("typer.getchar", lambda: next(pressed))
    drawn: list[str] = []
    keys = streams.keys(lambda: drawn.append("drawn"))
    assert ["\x1b[C", "\x1b[D", "b", "q"] == [next(keys) for _ in range(4)]
    assert ["drawn"] == drawn


def test_what_is_to_be_pasted_is_quoted_as_the_shell_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    words = asking.Words("28x28x1", "conv3-8 fc-10", ["volume"])
    assert " -i 28x28x1 -l 'conv3-8 fc-10' -a volume" == words.again
    monkeypatch.setattr(asking.os, "name", "nt")
    assert ' -i 28x28x1 -l "conv3-8 fc-10" -a volume' == words.again


def test_an_optimising_interpreter_changes_nothing() -> None:
    """No docstring and no assertion is needed."""
    for words in ("solve conv-cell/hard/1.1", "kinds kernel-name", "shape resnet-50 --json"):
        done = process(f"{sys.executable} -OO -m cnnhand.__main__ {words}")
        assert (0, b"", cnnhand(*words.split()).out) == (done.returncode, done.stderr, done.stdout.decode())


# ---- streams --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_what_another_program_reads_is_utf_8_whatever_the_locale(encoding: str) -> None:
    """JSON, and the problem files that are read as UTF-8."""
    for words in (
        ("solve", "output-size/easy/1.1", "--json"),
        ("generate", "--seed", "1", "-n", "1", "--kind", "neuron"),
    ):
        assert cnnhand(*words).out == cnnhand(*words, PYTHONIOENCODING=encoding).out


def test_the_result_of_a_quiz_comes_where_nobody_can_be_talked_to() -> None:
    """Stderr is closed from the start, or breaks on the way."""
    quiz = "echo 10 | cnnhand quiz conv-cell --seed 11 -n 1 --json"
    for command in (f"{quiz} 2>&-", f"( {quiz} 2>&3 | cat ) 3> >(exec 3<&-; exec 0<&-; sleep 0)"):
        assert "quiz" == json.loads(process(command).stdout)["command"]


@pytest.mark.parametrize(("typed", "encoding"), [(b"3" * 2 * 10**6, "utf-8"), (b"33", "utf-16")])
def test_what_is_no_line_ends_the_input(monkeypatch: pytest.MonkeyPatch, typed: bytes, encoding: str) -> None:
    """A line without an end is not read as a whole; nor what stands in another encoding than was said."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding=encoding))
    assert streams.read_line("> ", io.StringIO()) is None


@pytest.mark.parametrize("lines", [0, 1])
def test_a_reader_that_has_enough_is_no_error(lines: int) -> None:
    done = process(f"cnnhand solve output-size/hard/1.1 | head -{lines} >&2; exit ${{PIPESTATUS[0]}}")
    assert (0, lines) == (done.returncode, done.stderr.count(b"\n"))


# ---- signals --------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a fork has everything loaded already")
def test_a_quiz_that_is_killed_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The summary, the result and the log come, with every answer that was marked."""
    monkeypatch.setenv("CNNHAND_STATE", str(tmp_path))
    words = [sys.executable, "-W", "error", "-m", "tests.killed", str(KILLS), str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60 + 2 * KILLS)
    assert (0, "") == (done.returncode, done.stderr[-2000:])


# ---- files ----------------------------------------------------------------------------------------------------------


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stood there stays as it was where the disk is full, and nothing is left beside it."""
    path = tmp_path / "sheet.yaml"
    write_whole(path, "new")
    path.chmod(0o640)
    write_whole(path, "newer")
    assert ("newer", 0o640) == (path.read_text(), path.stat().st_mode & 0o777)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CnnhandError, match=r"sheet\.yaml: cannot be written: no space left on device"):
        write_whole(path, "newest")
    assert ([path], "newer") == (list(tmp_path.iterdir()), path.read_text())


def test_a_file_system_that_cannot_sync_is_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(_: int) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(os, "fsync", lacking)
    write_whole(tmp_path / "sheet", "text")
    assert "text" == (tmp_path / "sheet").read_text()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What it points to is written."""
    (tmp_path / "link").symlink_to(tmp_path / "sheet")
    write_whole(tmp_path / "link", "text")
    assert (True, "text") == ((tmp_path / "link").is_symlink(), (tmp_path / "sheet").read_text())


# ---- numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["1_0", "٣", "+3", " 3", "3.0", "", "1" * 5000])
@pytest.mark.parametrize("option", ["-n", "--seed"])
def test_a_number_is_typed_in_plain_digits(option: str, number: str) -> None:
    run = cnnhand("generate", option, number)
    assert (2, "") == (run.status, run.out)
    assert f"Invalid value for '{option}'" in run.err and "is not a whole number from" in run.err
