"""The six sorts of question that are no question about a network."""
