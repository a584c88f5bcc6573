"""Finds the bundled exercises: inside the package in a wheel, beside it in a checkout."""

from difflib import get_close_matches
from functools import cache
from pathlib import Path

from cnnhand.errors import UnknownNameError


@cache
def folder() -> Path:
    """The folder of the bundled exercises."""
    package = Path(__file__).parent
    inside = package / "exercises"
    return inside if inside.is_dir() else package.parent / "exercises"


def names() -> list[str]:
    """The bundled files by their path without ending: `ntnu/volume-demo`."""
    return sorted(path.relative_to(folder()).with_suffix("").as_posix() for path in folder().glob("*/*.yaml"))


def find(name: str) -> Path:
    """The bundled file of a name, with or without its folder; `UnknownNameError` suggests the nearest."""
    known = names()
    matches = [full for full in known if name in (full, full.rpartition("/")[2])]
    if len(matches) == 1:
        return folder() / f"{matches[0]}.yaml"
    if matches:
        raise UnknownNameError(f"{name!r} stands for {' and '.join(matches)}; say which")
    near = get_close_matches(name, [*known, *(full.rpartition("/")[2] for full in known)], 1)
    hint = f"did you mean {near[0]}?" if near else "`cnnhand solve` lists the bundled ones"
    raise UnknownNameError(f"there is no file, bundled exercise or code {name!r}; {hint}")
