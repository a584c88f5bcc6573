"""A network's table as `--json` prints it; the keys are a promise, and stand in `docs/json.md`."""

from typing import Any

from cnnhand.calculator.network import BYTES, COLUMNS, Described, sums_of
from cnnhand.exact.shapes import Pair
from cnnhand.exact.values import Volume
from cnnhand.layers.rows import Parameters, Row


def record(described: Described, size: int = BYTES) -> dict[str, Any]:
    """The whole table, at so many bytes a number."""
    return {
        "title": described.title or None,
        "source": described.source or None,
        "input": _plain(described.network.input),
        "output": _plain(described.rows[-1].output),
        "fits": all(row.output is not None for row in described.rows),
        "rounding": described.network.rounding.value,
        "bytes": size,
        "layers": [_row(row, size) for row in described.rows],
        "totals": sums_of(described, size),
        "published": dict(described.published) or None,
    }


def _row(row: Row, size: int) -> dict[str, Any]:
    about = {"number": row.number, "layer": row.node.title, "name": row.node.name or None}
    numbers = {name: _plain(getattr(row, name)) for name in ("input", "output", "parameters", "macs", "flops")}
    memory = {"activations": row.activations, "memory": COLUMNS["memory"].cell(row, size)}
    views = {name: _plain(getattr(row, name)) for name in ("receptive_field", "jump", "start", "unread")}
    return {**about, "reads": list(row.node.inputs), **numbers, **memory, **views}


def _plain(value: Volume | Pair | Parameters | int | None) -> Any:
    match value:
        case Volume():
            return dict(zip(("width", "height", "depth"), value, strict=True))
        case Pair(across, down):
            return {"columns": across, "rows": down}
        case Parameters(weights, biases, untrained):
            return {"weights": weights, "biases": biases, "total": value.total, "untrained": untrained}
    return value
