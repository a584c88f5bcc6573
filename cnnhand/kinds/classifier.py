"""The end of a network: flatten the maps, score each class, take the best one, and the softmax where it is asked.

The letters are those of `_classifier_parts.py`; n is the length of the vector.
"""

import re
from dataclasses import dataclass
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.values import Grid, Rational, Value
from cnnhand.kinds import Level, OnePart, Problem
from cnnhand.kinds._classifier_parts import PLACES, BestClass, Flatten, Scores, Softmax
from cnnhand.kinds._grids import draw_grid, pictures
from cnnhand.kinds._layers import plural
from cnnhand.page import Page, Table, Text, say


@dataclass(frozen=True, slots=True)
class Classifier(Problem):
    """Maps, and for each class the weights that read the flattened maps, a row a class, and its bias."""

    summary = "flatten, a dense layer, the class with the largest score, and softmax"
    group = "forward"

    input: Grid
    weights: Grid
    biases: tuple[Rational, ...]
    classes: tuple[str, ...]
    softmax: bool = False

    def __post_init__(self) -> None:
        length, classes = len(list(self.input.cells())), len(self.classes)
        if self.weights.depth > 1 or (self.weights.width, self.weights.height) != (length, classes):
            size = f"{length} columns, one a number, and {plural(classes, 'row')}, one a class"
            raise GivenError("weights", f"there must be {size}, not {self.weights.width} and {self.weights.height}")
        if len(self.biases) != classes:
            raise GivenError("biases", f"there must be {classes}, one a class, not {len(self.biases)}")
        for name in self.classes:
            if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) or self.classes.count(name) > 1:
                raise GivenError("classes", f"{name!r} must be a word of its own in small letters, such as cat")
        if self.softmax:
            self.exact_parts()  # the last of which refuses scores that are too large

    def parts(self) -> tuple[str, ...]:
        names = ("the flattened vector", "the scores, a row of them", "the class with the largest score")
        return (*names, f"softmax of the scores, to {PLACES} decimals") if self.softmax else names

    def part(self, number: int, earlier: tuple[Value, ...]) -> OnePart:
        if number == 0:
            return Flatten(self.input)
        before = earlier[0 if number == 1 else 1]
        assert isinstance(before, Grid)  # the vector or the scores, which are asked as rows
        if number == 1:
            return Scores(before, self.weights, self.biases, self.classes)
        if before.volume.cells != len(self.classes):
            raise GivenError("classes", f"there must be a score for each of the {len(self.classes)} classes")
        return BestClass(before, self.classes) if number == 2 else Softmax(before)

    def question(self) -> Page:
        length = self.weights.width
        rows = zip(self.classes, self.weights.channels[0], self.biases, strict=True)
        heading = ("class", *(f"w{number}" for number in range(1, length + 1)), "bias")
        asked = f"Then give the softmax of the scores to {PLACES} decimals." if self.softmax else ""
        return (
            Text(
                f"Flatten {'this map' if self.input.depth == 1 else 'these maps, channel by channel'}, row by row; "
                "then a dense layer gives each class a score, without any activation."
            ),
            pictures(self.input, "map"),
            Table(heading, tuple((name, *map(say, weights), say(bias)) for name, weights, bias in rows)),
            Text(f"Give the vector, the scores, and the class with the largest score. {asked}".rstrip()),
            Text("Vectors are typed as a row, such as 6 8 3 4."),
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: one map, two classes. Medium: two channels, three classes. Hard: eight numbers, and softmax."""
        depth, width, height = {"easy": (1, 2, 2), "medium": (2, 2, 1), "hard": (2, 2, 2)}[level]
        count = 2 if level == "easy" else 3
        maps = draw_grid(dice, width, height, 0, 3, depth)
        most = 1 if level == "hard" else 2
        weights = draw_grid(dice, depth * width * height, count, -most, most)
        first = dice.integer(0, len(CLASSES) - count)
        biases = tuple(dice.choice((-2, -1, 1, 2)) for _ in range(count))
        problem = cls(maps, weights, biases, CLASSES[first : first + count], level == "hard")
        scores = list(Scores(Flatten(maps).answer(), problem.weights, biases, problem.classes).answer().cells())
        if len(set(scores)) < count or max(scores) - min(scores) > (4 if level == "hard" else 20):
            return None
        return problem


CLASSES = ("cat", "dog", "bird", "fish", "frog", "horse", "sheep", "car", "ship", "truck")
"""Names of classes that are drawn, some that follow one another."""
