"""Exact arithmetic: it knows no problem, no text, no screen, no randomness.

`shapes`, `cells` and `values` are plain Python. `layers` needs NumPy, so it is imported when it is first used:
`from cnnhand import exact`, then `exact.layers.convolve(…)`.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnnhand.exact import layers as layers


def __getattr__(name: str) -> ModuleType:
    """Import `layers` on first use (PEP 562)."""
    if name == "layers":
        return import_module("cnnhand.exact.layers")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
