"""The commands: one file each for `quiz`, `solve`, `shape` and the lists, and what the quiz is made of."""
