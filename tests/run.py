"""Runs cnnhand as a user would, in this process: a fresh interpreter takes a quarter of a second."""

import io
import os
import sys
from pathlib import Path
from unittest import mock

from cnnhand.__main__ import main


def cnnhand(
    *arguments: str | Path, typed: str | bytes | None = None, cwd: Path | None = None, **environment: str
) -> "Run":
    """Run a command with something typed into it, or with its standard input empty, and streams of its own."""
    entered = typed.encode() if isinstance(typed, str) else typed or b""
    encoding = environment.pop("PYTHONIOENCODING", "utf-8")
    stdin, stdout, stderr = (io.TextIOWrapper(io.BytesIO(of), encoding=encoding) for of in (entered, b"", b""))
    here = Path.cwd()
    with (
        mock.patch.multiple(sys, argv=["cnnhand", *map(str, arguments)], stdin=stdin, stdout=stdout, stderr=stderr),
        mock.patch.dict(os.environ, environment),
    ):
        try:
            os.chdir(cwd or here)
            main()
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        finally:
            os.chdir(here)
    return Run(status, *(_written(stream) for stream in (stdout, stderr)))


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()


class Run:
    """What came of a command: exit status, stdout and stderr."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    def __repr__(self) -> str:
        return f"exit status {self.status}\n{self.out}\n{self.err}"
