"""What a quiz is made of: choosing, asking, attempts, what is said at the end."""
