"""The page about networks shows what the program does: `python -m tests.test_docs` writes its transcripts anew."""

import re
import shlex
from pathlib import Path

from tests.run import cnnhand

PAGE = Path(__file__).parent.parent / "docs" / "networks.md"


def renewed() -> str:
    """The page with every command of its transcripts run again."""

    def transcript(block: re.Match[str]) -> str:
        command = block[1]
        return f"```console\n$ {command}\n{cnnhand(*shlex.split(command)[1:]).out}```\n"

    return re.sub(r"```console\n\$ (.*)\n(?:.*\n)*?```\n", transcript, PAGE.read_text(encoding="utf-8"))


def test_transcripts_show_what_the_commands_print() -> None:
    """Running every command again changes nothing."""
    assert renewed() == PAGE.read_text(encoding="utf-8")


def test_the_example_file_is_right(tmp_path: Path) -> None:
    """Its published total is what its layers give."""
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "example.yaml"
    path.write_text(example)
    run = cnnhand("shape", path)
    assert (run.status, run.err) == (0, "")
    assert "Published, and the same here" in run.out


if __name__ == "__main__":
    PAGE.write_text(renewed(), encoding="utf-8")
