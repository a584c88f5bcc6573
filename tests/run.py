"""Runs cnnhand as a process of its own, as a user would."""

import os
import subprocess
import sys
from pathlib import Path


def cnnhand(
    *arguments: str | Path, typed: str | bytes | None = None, cwd: Path | None = None, **environment: str
) -> "Run":
    """Run a command with something typed into it, or with its standard input closed."""
    entered = typed.encode() if isinstance(typed, str) else typed
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "cnnhand", *map(str, arguments)],
        input=entered,
        stdin=None if entered is not None else subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        timeout=60,
        cwd=cwd,
        check=False,
    )
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


class Run:
    """What came of a command: exit status, stdout and stderr."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    def __repr__(self) -> str:
        return f"exit status {self.status}\n{self.out}\n{self.err}"
