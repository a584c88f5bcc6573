"""Gradients and losses: a file a sort of layer."""
