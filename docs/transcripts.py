"""Runs the commands of the transcripts in the README and the pages here, and puts what they print below them.

A transcript is a block of ```console lines: `$ ` and a command, then its output. `python docs/transcripts.py` writes
the pages anew; a test checks that nothing changes.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", *(ROOT / "docs" / f"{page}.md" for page in ("explanations", "networks", "practice")))
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def output(command: str) -> str:
    """What a command prints on a pipe, stdout and stderr together, with the `cnnhand` of this environment."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    with TemporaryDirectory() as state:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=ROOT,
            env={**os.environ, "PATH": path, "COLUMNS": "80", "CNNHAND_STATE": state},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
    return re.sub(r"\b0:0[0-9]\b", "0:00", done.stdout.rstrip()) + "\n"  # a slow machine takes a second longer


def renewed(block: str) -> str:
    """A transcript with the output of today."""
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    return "\n".join(f"$ {command}\n{output(command)}" for command in commands)


def renewed_page(page: Path) -> str:
    """A page with all its transcripts made again."""
    text = page.read_text(encoding="utf-8")
    return BLOCK.sub(lambda match: f"```console\n{renewed(match[1])}```", text)


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(renewed_page(page), encoding="utf-8")
