"""Makes `docs/question.svg`: a real question, a wrong answer and what the quiz says to it, as the terminal shows them.

Run by hand after a change of the layout: `python docs/picture.py`.
"""

import re
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from cnnhand import formats
from cnnhand.commands.quiz import Quiz
from cnnhand.formats.frames import Pen
from cnnhand.formats.signs import Signs
from cnnhand.formats.terminal import drawn
from cnnhand.kinds.codes import Code, draw
from cnnhand.page import Page

CODE = "conv-cell/easy/11.1"
TYPED = ["-6", "10"]


class Recorder(formats.Screen):
    """A screen that keeps what is shown, and types for the learner."""

    interactive = False

    def __init__(self) -> None:
        self.console = Console(record=True, width=80, file=StringIO(), force_terminal=True, highlight=False)
        self.typed = iter(TYPED)

    def show(self, page: Page) -> None:
        for line in drawn(page, Pen(80, Signs(), coloured=True), self.console):
            self.console.print(line, soft_wrap=True)
        self.console.print()

    def ask(self, prompt: str) -> str | None:
        line = next(self.typed, None)
        self.console.print(Text(prompt + (line or "")))
        return line


def main() -> None:
    """Play the quiz and write the picture beside this file."""
    screen = Recorder()
    Quiz(screen, follows_up=False).run([draw(Code.parse(CODE))], 1)
    svg = screen.console.export_svg(title="cnnhand quiz")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # the reader's own font, nothing to download
    svg = svg.replace("Fira Code", "monospace")
    Path(__file__).with_name("question.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
