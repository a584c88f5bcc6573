"""The kinds that ask for sizes, counts, fields and padding."""
