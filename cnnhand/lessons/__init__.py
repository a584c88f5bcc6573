"""The texts of `learn` and of `formulas`, as data: the lesson of `conv-cell` is `conv_cell.yaml` beside its kind."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from cnnhand import kinds
from cnnhand.errors import UnknownNameError
from cnnhand.exact.shapes import Sides
from cnnhand.kinds import load
from cnnhand.page import Beside, Frame, GridView, Item, Region

LESSONS = (*kinds.FIRST_COURSE, "neuron", "classifier", "kernel-name", "transposed-size", "weight-gradient")
"""The kinds that have one, in the order in which they are learned."""


class Lesson(NamedTuple):
    """What a beginner is told of a kind: what it is for, a picture, the letters, and how it goes."""

    about: str
    picture: Beside
    letters: dict[str, str]
    how: list[str]


@cache
def lesson(kind: str) -> Lesson:
    """The lesson of a kind; an `UnknownNameError` where there is none."""
    if kind not in LESSONS:
        name = load(kind).name
        raise UnknownNameError(
            f"there is no lesson for {name} yet; begin with an example, `cnnhand solve {name}/easy/1.1 --step`, "
            f"and go on with `cnnhand quiz {name}`; `cnnhand learn` lists the lessons"
        )
    texts = _data(Path(kinds.__file__).parent / kinds.groups()[kind] / f"{kind.replace('-', '_')}.yaml")
    return Lesson(**{**texts, "picture": Beside(tuple(map(_drawn, texts["picture"])))})


def _drawn(item: Any) -> Item:
    """A sign, or a grid of letters: its rows, with `/` between two channels, and in it a window such as 3x1."""
    if isinstance(item, str):
        return item
    first, *others = (tuple(tuple(row.split()) for row in rows.split(";")) for rows in item["rows"].split("/"))
    if others:
        grids = tuple(GridView("", rows, channel=number) for number, rows in enumerate((first, *others), 1))
        return Frame(item["caption"], grids, item.get("note", ""))
    across, down = map(int, item.get("window", "0x0").split("x"))
    window = Region(tuple(range(1, down + 1)), tuple(range(1, across + 1))) if across else None
    return GridView(
        item["caption"], first, Sides.around(item.get("padding", 0)), window, channel=1, note=item.get("note", "")
    )


def formulas() -> tuple[dict[str, str], dict[str, str]]:
    """What each formula is for with a problem whose working begins with it, and what the letters stand for."""
    data = _data(Path(__file__).parent / "formulas.yaml")
    return data["formulas"], data["letters"]


def _data(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]
