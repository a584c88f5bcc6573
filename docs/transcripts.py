"""Runs the commands of the README's transcripts and puts what they print below them.

A transcript is a block of ```console lines: `$ ` and a command, then its output. `python docs/transcripts.py` writes the
README anew; a test checks that nothing changes.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def output(command: str) -> str:
    """What a command prints on a pipe, stdout and stderr together, with the `cnnhand` of this environment."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=README.parent,
        env={**os.environ, "PATH": path, "COLUMNS": "80"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout.rstrip() + "\n"


def renewed(block: str) -> str:
    """A transcript with the output of today."""
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    return "\n".join(f"$ {command}\n{output(command)}" for command in commands)


def renewed_readme() -> str:
    """The README with all its transcripts made again."""
    text = README.read_text(encoding="utf-8")
    return BLOCK.sub(lambda match: f"```console\n{renewed(match[1])}```", text)


if __name__ == "__main__":
    README.write_text(renewed_readme(), encoding="utf-8")
