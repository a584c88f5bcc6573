"""Walking through the graphs of an ONNX model."""

from collections.abc import Iterator
from typing import Any

DEFAULT = ("", "ai.onnx")
"""How ONNX' own operators say whose they are."""


def nodes(graph: Any) -> Iterator[Any]:
    """The nodes of a graph, and those of the graphs inside them."""
    for node in graph.node:
        yield node
        for inner in subgraphs(node):
            yield from nodes(inner)


def subgraphs(node: Any) -> Iterator[Any]:
    """The graphs that a node holds, such as the two of an `If`."""
    for attribute in node.attribute:
        if attribute.HasField("g"):
            yield attribute.g
        yield from attribute.graphs
