"""Exact arithmetic: it knows no problem, no text, no screen, no randomness.

Plain Python but for `convolution`, which rests on `arrays` and needs NumPy; `maps` imports it when it is first used.
"""
