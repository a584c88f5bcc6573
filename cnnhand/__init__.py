"""cnnhand: the arithmetic of convolutional neural networks, by hand and exact.

From Python, a question is drawn, marked, and explained with the functions of `interface`; docs/python.md has examples.
Nothing is imported before one of them is used: the program makes Ctrl-C quiet first. `__init__.pyi` has their types.
"""


def __getattr__(name: str) -> object:
    if name not in ("Marked", "draw", "mark", "mistakes", "working", "__version__"):
        raise AttributeError(f"module 'cnnhand' has no attribute {name!r}")
    from cnnhand import interface

    return getattr(interface, name)
