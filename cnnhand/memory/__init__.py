"""What was answered, line by line in one file, and what can be computed from it: what is due, and what is weak."""
