"""Grids of random numbers."""

from cnnhand.exact.values import Grid
from cnnhand.kinds.dice import Dice


def draw_grid(dice: Dice, width: int, height: int, low: int, high: int, depth: int = 1, zero: bool = True) -> Grid:
    """A grid of whole numbers from low to high, with or without zeros."""
    numbers = [number for number in range(low, high + 1) if number or zero]
    return Grid.of(*([[dice.choice(numbers) for _ in range(width)] for _ in range(height)] for _ in range(depth)))
