"""The layers: a file a family, each with its notation, its formulas, its counts and its arithmetic both ways."""
