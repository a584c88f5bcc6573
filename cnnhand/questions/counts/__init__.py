"""What is counted: parameters, work, numbers, bytes, and sums of them."""
