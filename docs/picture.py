"""Makes the pictures beside this file, as the terminal shows them: a question with its verdict, a working, a network.

Run by hand after a change of the layout: `python docs/picture.py`.
"""

import re
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.segment import Segment, Segments
from rich.text import Text

from cnnhand import formats
from cnnhand.commands import shape, solve
from cnnhand.commands.quiz.quiz import Quiz
from cnnhand.formats.styles import THEME, Pen
from cnnhand.formats.terminal import drawn
from cnnhand.kinds.codes import Code, draw
from cnnhand.page import Page

QUESTION, TYPED = "conv-cell/easy/11.1", ["9", "10"]
WORKING = "conv-cell/hard/3.1"
NETWORK = ("32x32x3", "conv5-10 relu maxpool2 conv3-16p1 relu maxpool2 flatten fc-10")


class Recorder(formats.Screen):
    """A screen that keeps what is shown, and types for the learner."""

    interactive = False

    def __init__(self, typed: list[str] | None = None) -> None:
        self.console = Console(record=True, width=80, file=StringIO(), force_terminal=True, theme=THEME)
        self.typed = iter(typed or ())

    def show(self, page: Page) -> None:
        lines = drawn(page, Pen(self.console, coloured=True))
        self.console.print(Segments(part for line in [*lines, []] for part in (*line, Segment.line())), end="")

    def ask(self, prompt: str) -> str | None:
        line = next(self.typed, None)
        self.console.print(Text(prompt + (line or "")))
        return line

    def write(self, name: str, title: str) -> None:
        """Write the picture beside this file, in the reader's own font, with nothing to download."""
        svg = re.sub(r"@font-face \{.*?\}\s*", "", self.console.export_svg(title=title), flags=re.DOTALL)
        svg = svg.replace("<svg ", '<svg xml:space="preserve" ', 1)
        Path(__file__).with_name(f"{name}.svg").write_text(svg.replace("Fira Code", "monospace"), encoding="utf-8")


def main() -> None:
    """Make all of them."""
    quiz = Recorder(TYPED)
    Quiz(quiz, follows_up=False).run([draw(Code.parse(QUESTION))], 1)
    quiz.write("question", "cnnhand quiz")
    working = Recorder()
    working.show(solve.solution(solve.solve(draw(Code.parse(WORKING))), 1, 1))
    working.write("working", f"cnnhand solve {WORKING}")
    network = Recorder()
    network.show(shape.shape(NETWORK[0], [NETWORK[1]], shape.OneLayer(), shape.Output(), None).page)
    network.write("network", f"cnnhand shape {' '.join(NETWORK)}")


if __name__ == "__main__":
    main()
