"""The kinds that ask for the numbers that a layer or a network gives."""
