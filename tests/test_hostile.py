"""Text stays text: one hostile string through every field that is printed, in every format."""

import csv
import json
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.run import Run, cnnhand

MARKUP = "=1+1<b>x</b>|*`~#{}[red]$&%_\\\\\"'"
"""What means something to one of the formats, and may stand in a file."""
HOSTILE = f"{MARKUP}\x1b[31m\t\r\n\u202e\u2028\x07\x9b"
"""With what would steer a screen too: typed, handed in, or the name of a file."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files that have it in every field."""
    about = {"title": MARKUP, "source": MARKUP, "note": MARKUP}
    conv = {"conv": {"weights": [[1, 0]]}, "name": MARKUP}
    cell = {"input": [[1, 2], [3, 4]], "layers": [conv, "relu"], "ask": "cell of 1 at 1,1", "answer": 7, **about}
    volume = {"input": "7x7x1", "layers": "conv3-2", "ask": "volume", "options": ["5x5x2", "5x5x1"], **about}
    word = {"kind": "kernel-name", "kernel": "sobel-x", **about}
    layers = [{**conv, "name": MARKUP}, {"layers": "relu", "name": f"b{MARKUP}"}]
    network = {"title": MARKUP, "source": MARKUP, "input": "8x8x1", "layers": layers, "published": {"parameters": 3}}
    files = {"problems": {"problems": [cell, volume, word]}, "network": network}
    files["sheet"] = {"title": MARKUP, "problems": [{**cell, "answer": 1}, {"draw": "conv-cell/easy"}, volume]}
    files[name_of_a_file()] = files["problems"]
    for name, content in files.items():
        (tmp_path / f"{name}.yaml").write_text(json.dumps(content))
    with (tmp_path / "class.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("student", "name"), (HOSTILE, HOSTILE), ("s2", "Ann")])
    with (tmp_path / "answers.csv").open("w", newline="") as file:
        rows = [("s2", 1, HOSTILE), (HOSTILE, 1, 3), ("nobody" + HOSTILE, 1, HOSTILE)]
        csv.writer(file).writerows([("student", "question", "answer"), *rows])
    return tmp_path


def name_of_a_file() -> str:
    """The hostile string without what no file may be called."""
    return HOSTILE.replace("/", "")


def clean(text: str) -> bool:
    """Whether nothing in a text steers a screen."""
    return text.replace("\n", "").isprintable()


def run(*arguments: str, folder: Path, typed: str = "") -> Run:
    """Run a command; whatever it prints is clean, and its errors are lines."""
    done = cnnhand(*arguments, typed=typed, cwd=folder)
    assert clean(done.out) and clean(done.err) and "Traceback" not in done.err, arguments
    return done


PRINTED = [
    *(("solve", "problems.yaml", *how) for how in ([], ["--plain"], ["--json", "--mistakes"], ["--mistakes", "--all"])),
    *(("shape", "network.yaml", *how) for how in ([], ["--plain"], ["--json"], ["--csv"], ["--markdown"], ["--latex"])),
    *(("shape", "network.yaml", *how) for how in (["--explain"], ["--against", "vgg-11"])),
]


def test_what_a_file_says(folder: Path) -> None:
    """Titles, sources, notes and names; a wrong published answer is status 1."""
    for words in PRINTED:
        assert "" == run(*words, folder=folder).err, words


def test_what_is_typed_and_logged(folder: Path) -> None:
    """Answers in a pipe are printed; the log and what is due have them too."""
    for how in ([], ["--json"], ["--plain"], ["--exam"]):
        run("quiz", "problems.yaml", *how, folder=folder, typed=f"{HOSTILE}\n7\n{HOSTILE}\n?\nshow\n{HOSTILE}\nquit\n")
    for words in (("log",), ("log", "--json"), ("progress",), ("progress", "--json"), ()):
        assert 0 == run(*words, folder=folder).status


def test_what_stands_on_the_command_line(folder: Path) -> None:
    """Names of files, also of those that are not there, of kinds, layers and options."""
    name = f"{name_of_a_file()}.yaml"
    for command in (["solve"], ["quiz"], ["shape"], ["sheet"], ["quiz", "problems.yaml", "--review"]):
        done = run(*command, name, folder=folder, typed="7\nquit\n")
        assert done.err.count("\n") <= 1, command
    for words in (
        *(["solve"], ["kinds"], ["learn"], ["shape"], ["shape", "7x7x1"], ["quiz", "--kind"], ["quiz", "--level"]),
        *([], ["practice", "--until"], ["sheet"], ["mark", "sheet.yaml"], ["shape", "7x7x1", "conv3-2", "--columns"]),
        *(["shape", "7x7x1", "conv3-2", "--against"], ["solve", "-i", "7x7x1", "-l", "conv3-2", "-a"]),
        *(["solve", "-l", "conv3-2", "-a", "volume", "-i"], ["generate", "-n"], ["shape", "7x7x1", "--rounding"]),
    ):
        done = run(*words, HOSTILE, folder=folder)
        assert done.status in (1, 2) and done.err.count("\n") == 1, words


class Tags(HTMLParser):
    """The elements of a page with an attribute or a text that none of ours has."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.bold: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside.append(tag)

    def handle_data(self, data: str) -> None:
        if self.inside and self.inside[-1] == "b":
            self.bold.append(data)


@pytest.mark.parametrize("format", ["md", "html", "typ"])
def test_a_sheet(format: str, folder: Path) -> None:
    """Of each format, with its key: in HTML no element comes of it, in Typst it is a string, in Markdown escaped."""
    run("sheet", "sheet.yaml", "--roster", "class.csv", "-o", "out", "--format", format, "--key", folder=folder)
    written = {path.name: path.read_text("utf-8") for path in (folder / "out").iterdir()}
    assert 3 == len(written) and all(map(clean, written.values())) and all(map(clean, written))
    for name, text in written.items():
        if name.endswith("html"):
            page = Tags()
            page.feed(text)
            assert "x" not in page.bold
        elif name.endswith("typ"):
            assert MARKUP.replace("\\", "\\\\").replace('"', '\\"') in text
        else:
            assert "\\<b\\>x\\</b\\>" in text and "<b>" not in text


def test_what_a_class_hands_in(folder: Path) -> None:
    """Moodle's file is XML; no cell of the marks begins a formula; the report and the feedback are Markdown."""
    run("export", "sheet.yaml", "--roster", "class.csv", "--to", "moodle", "-o", "quiz.xml", folder=folder)
    assert "quiz" == ElementTree.parse(folder / "quiz.xml").getroot().tag
    outputs = ("-o", "marks.csv", "--report", "report.md", "--feedback", "told")
    run("mark", "sheet.yaml", "answers.csv", *outputs, folder=folder)
    run("mark", "sheet.yaml", "answers.csv", "--json", folder=folder)
    table = (folder / "marks.csv").read_text("utf-8-sig")
    rows = list(csv.reader(table.splitlines(keepends=True)))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]
    for path in (folder / "report.md", *(folder / "told").iterdir()):
        text = path.read_text("utf-8")
        assert "<b>" not in text and clean(text.replace("\t", "")), path.name
