"""Exact arithmetic: it knows no problem, no text, no screen, no randomness.

`shapes`, `cells` and `values` are plain Python. `layers` and `gradients` rest on `arrays` and need NumPy, so they are
imported when they are first used: `from cnnhand import exact`, then `exact.layers.convolve(…)`.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnnhand.exact import gradients as gradients
    from cnnhand.exact import layers as layers


def __getattr__(name: str) -> ModuleType:
    """Import `layers` or `gradients` on first use (PEP 562)."""
    if name in ("gradients", "layers"):
        return import_module(f"cnnhand.exact.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
