"""Problems as nobody draws them: any shape, stride, padding, number, layer and question, made of a number alone."""

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

from cnnhand.exact.kernels import KERNELS
from cnnhand.questions.network import quantities

NUMBERS = [0, 0, 0, 1, 1, -1, 2, -3, 5, 12, -40, "1/2", "-2/3", "0.25", 1.5, 999]
ASKED = [
    *quantities(),
    *("map", "map", "map", "cell", "cell", "sum", "input-gradient", "weight-gradient", "volume", "parameters"),
    *("connections with biases", "parameters without sharing", "flops as 2n-1"),
]


def problem(number: int) -> dict[str, Any]:
    """The keys of a problem file; most are problems, and some cannot be."""
    dice = Random(f"givens {number}")
    return dice.choice([of_numbers, of_numbers, of_volumes, of_own_keys])(dice)


def grid(dice: Random, height: int, width: int) -> list[list[Any]]:
    """Rows of any numbers; often the same one everywhere."""
    same = dice.choice(NUMBERS) if dice.random() < 0.2 else None
    return [[dice.choice(NUMBERS) if same is None else same for _ in range(width)] for _ in range(height)]


def volume(dice: Random, depth: int, height: int, width: int) -> Any:
    """One grid, or a list of them."""
    return [grid(dice, height, width) for _ in range(depth)] if depth > 1 else grid(dice, height, width)


def sides(dice: Random) -> Any:
    """A padding, the same on each side or not."""
    return dice.choice([0, 1, 2, "same", {"left": dice.randint(0, 3)}, {"top": 1, "bottom": 2, "right": 1}])


def window(dice: Random) -> dict[str, Any]:
    """Stride and padding, where they are said."""
    options = {"stride": dice.choice([1, 1, 2, 3, 5, "2x1"]), "padding": sides(dice)}
    return {name: value for name, value in options.items() if dice.random() < 0.5}


def of_numbers(dice: Random) -> dict[str, Any]:
    """Numbers through layers with numbers."""
    depth, height, width = dice.choice([1, 1, 1, 2, 3]), dice.randint(1, 6), dice.randint(1, 6)
    made: list[Any] = []

    def conv() -> Any:
        high, wide = dice.randint(1, 3), dice.randint(1, 3)
        one = [{"weights": volume(dice, depth, high, wide), "bias": dice.choice(NUMBERS)} for _ in range(2)]
        options = window(dice) | ({"dilation": 2} if dice.random() < 0.1 else {})
        options |= {"flip": True} if dice.random() < 0.1 else {}
        return {"conv": (one[0] if dice.random() < 0.6 else {"filters": one}) | options}

    def dense() -> Any:
        inputs = dice.choice([depth * height * width, 1, 4])
        neurons = dice.randint(1, 3)
        return {"fc": {"weights": grid(dice, neurons, inputs), "bias": [dice.choice(NUMBERS) for _ in range(neurons)]}}

    def pool() -> Any:
        name = dice.choice(["maxpool", "avgpool", "l2pool"])
        return {name: {"size": dice.choice([1, 2, 3, "2x1", "1x3"])} | window(dice)}

    def transposed() -> Any:
        kernel = grid(dice, dice.randint(1, 3), dice.randint(1, 3))
        return {"tconv": {"weights": kernel, "stride": dice.choice([1, 2, 3]), "padding": dice.choice([0, 0, 1])}}

    simple = ["relu", "flatten", "softmax", "global-avgpool", "global-maxpool", "pad1", "crop1", "upsample2", "sigmoid"]
    layers: list[Callable[[], Any]] = [conv, conv, pool, dense, transposed, lambda: dice.choice(simple), lambda: "relu"]
    for _ in range(dice.choice([1, 1, 1, 2, 3])):
        made.append(dice.choice(layers)())
        depth = depth if made[-1] == "relu" else dice.choice([1, depth])
    depth = depth if len(made) > 1 else 1
    entries: dict[str, Any] = {"input": volume(dice, dice.choice([1, 1, depth]), height, width), "layers": made}
    return entries | asking(dice, len(made), (height, width))


def of_volumes(dice: Random) -> dict[str, Any]:
    """A volume through layers that have no numbers."""
    n = dice.randint
    words = [
        lambda: f"conv{n(1, 5)}-{n(1, 6)}{dice.choice(['', '/2', '/3p1', 'same', 'p2', 'd2', 'g2', '-nobias'])}",
        lambda: f"{dice.choice(['maxpool', 'avgpool'])}{n(1, 4)}{dice.choice(['', '/1', '/3', 'p1'])}",
        lambda: f"conv{n(1, 4)}x{n(1, 4)}-{n(1, 3)}p{n(0, 2)}:{n(0, 2)}:0:1",
        lambda: f"fc-{n(1, 20)}",
        lambda: f"dwconv{n(1, 3)}p1",
        lambda: f"tconv{n(1, 3)}-{n(1, 4)}/{n(1, 3)}",
        lambda: f"local{n(1, 3)}-{n(1, 3)}",
        lambda: dice.choice(
            ["relu", "flatten", "bn", "softmax", "pad1", "crop1", "upsample2", "gap", "lrn", "dropout"]
        ),
    ]
    layers = [dice.choice(words)() for _ in range(n(1, 4))]
    made = dice.choice(
        [f"{n(1, 20)}x{n(1, 20)}x{n(1, 5)}", f"({n(1, 4)}, {n(1, 9)}, {n(1, 9)})", f"{n(1, 9)}x{n(1, 9)}"]
    )
    entries: dict[str, Any] = {"input": made, "layers": layers} | asking(dice, len(layers), (3, 3))
    if dice.random() < 0.1:
        entries["against"] = [dice.choice(words)() for _ in range(n(1, 2))]
        entries["of"] = dice.choice(["difference", "ratio", "total"])
    if dice.random() < 0.1:
        layers[-1:] = [dice.choice(["conv?-4", "conv3-?", "conv3-2/?", "conv?-?", "maxpool?", "conv3-2p?", "?*conv3"])]
        entries = {"input": made, "layers": " ".join(layers), "output": f"{n(1, 9)}x{n(1, 9)}x{n(1, 4)}"}
    return entries


def asking(dice: Random, many: int, size: tuple[int, int]) -> dict[str, Any]:
    """What is asked, of what, and what else is given for it."""

    def cells(by: int) -> Any:
        return grid(dice, max(1, size[0] - by), max(1, size[1] - by))

    extra: dict[str, Callable[[], Any]] = {
        "of": lambda: dice.choice([1, many, "last", "each", "total", "counting", "input", "1-2"]),
        "at": lambda: dice.choice(["1,1", "1,2", "2,1", "1-2,1-2", "2,1,1"]),
        "rounding": lambda: dice.choice(["exact", "floor", "ceil"]),
        "border": lambda: dice.choice(["copy", "mirror"]),
        "gradient": lambda: cells(dice.randint(0, 2)),
        "target": lambda: cells(dice.randint(0, 2)),
        "rate": lambda: dice.choice([1, "1/2", "0.1", 0]),
        "shown": lambda: 1,
        "number-bytes": lambda: dice.choice([1, 2, 8]),
    }
    entries: dict[str, Any] = {"ask": [dice.choice(ASKED) for _ in range(dice.choice([1, 1, 1, 2]))]}
    if any("gradient" in one or "updated" in one or one == "loss" for one in entries["ask"]):
        entries[dice.choice(["gradient", "target"])] = cells(dice.randint(0, 2))
    if any("updated" in one for one in entries["ask"]):
        entries["rate"] = dice.choice(["1/2", 1, "0.1"])
    if any(one in ("cell", "sum", "seen") for one in entries["ask"]):
        entries["at"] = "1,1"
    return entries | {name: make() for name, make in extra.items() if dice.random() < 0.15}


def of_own_keys(dice: Random) -> dict[str, Any]:
    """The questions that are not about a network."""
    picture, side = grid(dice, dice.randint(1, 6), dice.randint(1, 6)), dice.randint(1, 3)
    wide = dice.choice([side, 2])
    kernels = [grid(dice, side, wide) for _ in range(dice.randint(2, 4))]
    small, other = kernels[0], grid(dice, dice.randint(1, 3), dice.randint(1, 3))
    seen = [[2 * ((row, column) == (2, dice.choice([2, 2, 2, 1]))) for column in range(5)] for row in range(5)]
    shift = {dice.choice(["right", "down"]): dice.randint(1, 3)}
    named = [list(map(str, row)) for row in dice.choice(list(KERNELS.values()))]
    of: dict[str, dict[str, Any]] = {
        "kernel-choice": {"input": picture, "map": slid(picture, small), "kernels": kernels},
        "kernel-composition": {"first": small, "second": other, "stride": dice.choice([1, 1, 2, 3])},
        "kernel-from-map": {"input": seen, "map": slid(seen, small), "size": f"{len(small[0])}x{side}"},
        "kernel-name": {"kernel": dice.choice([other, named, named])},
        "patch-response": {"kernel": small, "patches": [grid(dice, len(small), len(small[0])) for _ in range(3)]},
        "shifted-map": {"input": picture, "filter": {"weights": small}, "shift": shift} | window(dice),
    }
    kind = dice.choice(list(of))
    return {"kind": kind} | of[kind]


def slid(picture: list[list[Any]], kernel: list[list[Any]]) -> list[list[Any]]:
    """The map of a kernel, by the definition; one number where the kernel does not fit."""
    high, wide = len(picture) - len(kernel), len(picture[0]) - len(kernel[0])
    cells = [(row, column) for row in range(len(kernel)) for column in range(len(kernel[0]))]

    def at(top: int, left: int) -> str:
        return str(
            sum(Fraction(picture[top + row][left + column]) * Fraction(kernel[row][column]) for row, column in cells)
        )

    return [[at(top, left) for left in range(wide + 1)] for top in range(high + 1)] or [[0]]
