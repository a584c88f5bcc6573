"""The kinds that ask for gradients, and for one step of descent."""
