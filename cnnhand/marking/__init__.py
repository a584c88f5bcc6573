"""What an answer is worth, and why it is wrong."""
