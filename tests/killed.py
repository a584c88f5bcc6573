"""`python -m tests.killed 20 FOLDER`: a quiz is killed at so many moments, and nothing that was answered may be lost.

By each signal in turn; the log holds every answer that was marked, too.

Each quiz runs in a fork of this process, which has loaded everything already.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from cnnhand.__main__ import main
from cnnhand.kinds.codes import Code, draw
from tests.run import cnnhand

COMMAND = ("quiz", "--kind", "conv-cell", "--seed", "11", "-n", "40", "--json", "--no-follow-up", "--attempts", "1")


def killed(number: int, after: float, folder: Path) -> None:
    """Kill a quiz in which answers are typed without a pause, so many seconds after its first question."""
    entered, typing = os.pipe()
    if not (child := os.fork()):
        for descriptor, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
        os.dup2(entered, 0)
        os.close(typing)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w", buffering=1)  # noqa: SIM115
        sys.argv = ["cnnhand", *COMMAND]
        status: int | str | None = 1
        try:
            main()
        except SystemExit as end:
            status = end.code
        finally:
            sys.stdout.flush()
            os._exit(int(status or 0))
    os.close(entered)
    os.write(typing, b"10\n" * 40)
    while not (folder / "err").exists() or "Question 1" not in (folder / "err").read_text("utf-8"):
        time.sleep(0.001)
    time.sleep(after)
    os.kill(child, number)
    os.close(typing)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    said = (folder / "err").read_text("utf-8")
    assert status in (0, 128 + number), (status, said[-300:])
    assert "Traceback" not in said, said[-2000:]
    record = json.loads((folder / "out").read_text("utf-8"))
    kept = sum(question["typed"] is not None for question in record["questions"])
    logged = (folder / "log.jsonl").read_text("utf-8").count("\n") if (folder / "log.jsonl").exists() else 0
    assert logged >= said.count("✓ ") + said.count("✗ "), said[-300:]
    assert kept >= said.count("✓ ") + said.count("✗ "), said[-300:]
    assert "The same questions again:" in said


if __name__ == "__main__":
    dice, folder = random.Random(sys.argv[1]), Path(sys.argv[2])
    cnnhand(*COMMAND, typed="10\n")
    draw(Code("conv-cell", "easy", 11, 1))
    for number in range(int(sys.argv[1])):
        for name in ("out", "err", "log.jsonl"):
            (folder / name).unlink(missing_ok=True)
        killed((signal.SIGINT, signal.SIGTERM, signal.SIGHUP)[number % 3], dice.random() * 0.3, folder)
