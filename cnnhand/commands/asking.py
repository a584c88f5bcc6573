"""A question that the words of a command line put: -i, -l, -a and -g, in `solve` and in `quiz`."""

import os
import shlex
import subprocess
from collections.abc import Sequence
from typing import NamedTuple

from cnnhand.errors import MisuseError
from cnnhand.kinds import Exercise


class Words(NamedTuple):
    """What goes in, the layers, what is asked of them, the rounding, and other keys of a file, as they were typed."""

    input: str | None = None
    layers: str | None = None
    ask: Sequence[str] | None = None
    rounding: str | None = None
    given: Sequence[str] | None = None

    def exercises(self, source: str | None) -> list[Exercise]:
        """The question that they put; none where they are left out."""
        if self.input is None and self.layers is None and not self.ask:
            if self.rounding or self.given:
                option = "--rounding" if self.rounding else "-g"
                raise MisuseError(f"{option} is for a question that -i, -l and -a put; a file says its own")
            return []
        if not self.ask and "?" not in f"{self.input}{self.layers}":
            raise MisuseError("say what is asked behind -a too, such as -a volume, or -a 'parameters of total'")
        if source is not None:
            what = f"-i, -l and -a put a question of their own, and {source} stands for another; leave one out"
            raise MisuseError(what)
        if self.input is self.layers is None:
            raise MisuseError("say the layers too, such as -l 'conv3-8'")
        from cnnhand.files.problems import asked_by_words  # a quiz on kinds reads no file

        return asked_by_words(self.layers or "", self.ask or (), self.input, self.given or (), rounding=self.rounding)

    @property
    def again(self) -> str:
        """The words that put it again, as they can be pasted into a shell."""
        words = [("-i", self.input), ("-l", self.layers), *(("-a", one) for one in self.ask or ())]
        words += [("-g", one) for one in self.given or ()]
        return "".join(f" {option} {quoted(word)}" for option, word in (*words, ("--rounding", self.rounding)) if word)


def quoted(word: str) -> str:
    """A word as it can be pasted into the shell; that of Windows knows double quotes alone."""
    return subprocess.list2cmdline([word]) if os.name == "nt" else shlex.quote(word)
