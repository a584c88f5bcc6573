"""The README shows what the program really does."""

import doctest
import json
import re
import runpy
import shlex
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.run import cnnhand

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def transcripts() -> dict[str, Any]:
    """The script that makes the transcripts."""
    return runpy.run_path(str(ROOT / "docs" / "transcripts.py"))


@pytest.mark.skipif(not shutil.which("bash"), reason="the transcripts are bash")
@pytest.mark.parametrize("page", ["README.md", "docs/explanations.md", "docs/networks.md", "docs/practice.md"])
def test_transcripts_show_what_the_commands_print(transcripts: dict[str, Any], page: str) -> None:
    """Running every command of a page again changes nothing in it."""
    assert transcripts["renewed_page"](ROOT / page) == (ROOT / page).read_text(encoding="utf-8")


def test_the_examples_in_python_are_right() -> None:
    assert 0 == doctest.testfile(str(ROOT / "docs" / "python.md"), module_relative=False).failed


def test_the_page_for_teachers_leads_from_nothing_to_a_marked_class(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file of it written, each command run as it is printed; those of an extra only where that is installed."""
    page = (ROOT / "docs" / "class.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name, block in re.findall(r"(?:`([\w.]+)`:\n\n)?```\w+\n(.*?)```", page, re.DOTALL):
        if name:
            Path(name).write_text(block, encoding="utf-8")
            continue
        for line in block.splitlines():
            if ("anki" in line and not find_spec("genanki")) or ("pdf" in line and not find_spec("typst")):
                continue
            run = cnnhand(*shlex.split(line, comments=True)[1:])
            assert (0, "") == (run.status, run.err), line
    assert {"marks.csv", "report.md", "sheet5.xml", "sheet5.lock.yaml"} < {path.name for path in tmp_path.iterdir()}
    assert ["1001", "1002"] == sorted(path.name.partition("-")[0] for path in Path("told").iterdir())


def test_every_command_is_in_the_readme() -> None:
    """A command that the README does not mention cannot be found by its readers."""
    from cnnhand.cli import COMMANDS

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [
        command.name or command.callback.__name__
        for command in COMMANDS
        if command.callback and f"cnnhand {command.name or command.callback.__name__}" not in readme
    ]
    assert [] == missing


def test_the_network_file_of_the_page_is_right(tmp_path: Path) -> None:
    """The example's published total is what its layers give."""
    (example,) = re.findall(
        r"```yaml\n(.*?)```", (ROOT / "docs" / "networks.md").read_text(encoding="utf-8"), re.DOTALL
    )
    path = tmp_path / "example.yaml"
    path.write_text(example)
    run = cnnhand("shape", path)
    assert (0, "") == (run.status, run.err)
    assert "Published, and the same here" in run.out


def test_the_problem_files_of_the_page_are_right(tmp_path: Path) -> None:
    """They solve, and every published answer is right; an example of layers alone is no problem."""
    page = (ROOT / "docs" / "problem-files.md").read_text(encoding="utf-8")
    first, *_, ten = [text for text in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "ask:" in text]
    for example, number in ((first, 1), (ten, 10)):
        path = tmp_path / "example.yaml"
        path.write_text(example)
        run = cnnhand("solve", path, "--json")
        assert (0, "") == (run.status, run.err)
        assert [True] * number == [problem["correct"] for problem in json.loads(run.out)["problems"]]
