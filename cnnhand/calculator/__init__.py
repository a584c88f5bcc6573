"""The rows of a network, as the tables of `cnnhand shape`: totals, explanations, comparisons."""
