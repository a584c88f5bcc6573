"""cnnhand: the arithmetic of convolutional neural networks, by hand and exact."""

__version__ = "0.1.0"
