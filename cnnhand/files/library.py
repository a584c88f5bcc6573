"""Finds the bundled exercises: inside the package in a wheel, beside it in a checkout."""

import re
from functools import cache
from pathlib import Path

from cnnhand.errors import UnknownNameError, meant, shown


@cache
def folder() -> Path:
    """The folder of the bundled exercises."""
    package = Path(__file__).parent.parent
    inside = package / "exercises"
    return inside if inside.is_dir() else package.parent / "exercises"


NETWORKS = "networks"
"""The folder of the networks, which `shape` calculates and nobody solves."""


def names(networks: bool = False) -> list[str]:
    """The bundled exercises by their path without ending, `ntnu/volume-demo`; or the networks, `networks/vgg-16`."""
    sources = [source for source in folder().iterdir() if (source.name == NETWORKS) is networks and source.is_dir()]
    files = (file for source in sources for file in source.iterdir())  # a glob takes three times as long
    return sorted(f"{file.parent.name}/{file.stem}" for file in files if file.suffix == ".yaml")


def is_network(name: str) -> bool:
    """Whether a word names a bundled network and no file."""
    known = {_bare(word) for full in names(networks=True) for word in (full, full.rpartition("/")[2])}
    return _bare(name) in known and not Path(name).exists()


def find(name: str, networks: bool = False) -> Path:
    """The bundled file of a name, with or without its folder; `UnknownNameError` suggests the nearest."""
    known = names(networks)
    matches = [full for full in known if name.lower() in (full, full.rpartition("/")[2])]
    matches = matches or [full for full in known if _bare(name) == _bare(full.rpartition("/")[2])]
    if len(matches) == 1:
        return folder() / f"{matches[0]}.yaml"
    if matches:
        raise UnknownNameError(f"{name!r} stands for {' and '.join(matches)}; say which")
    words = [full.rpartition("/")[2] for full in known]
    what, otherwise = (
        "file, bundled exercise or code",
        "`cnnhand solve` lists the bundled ones, and `cnnhand kinds` what is drawn",
    )
    near = [*known, *words]
    if networks:  # nobody means resnet-18 by another number
        what, otherwise = "file and no bundled network", f"the bundled ones are {', '.join(words)}"
        near = [word for word in words if re.sub(r"\D", "", word) == re.sub(r"\D", "", name)]
    raise UnknownNameError(f"there is no {what} {shown(name)!r}; {meant(name.lower(), near, otherwise)}")


def _bare(name: str) -> str:
    """A name without what people leave out of it: `resnet18`."""
    return re.sub(r"[-_. ]", "", name.lower())
