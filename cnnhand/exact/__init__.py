"""Exact arithmetic: it knows no problem, no text, no screen, no randomness.

Plain Python but for `convolution`, which needs NumPy; `cells.convolved` imports it when it is first used.
"""
