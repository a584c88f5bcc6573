"""For a class: sheets with a variant each, what is handed in, and what it is worth."""
