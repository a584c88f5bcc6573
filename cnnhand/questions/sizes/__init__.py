"""What is asked of sizes: volumes, lengths, padding, receptive fields, and what stands at a `?`."""
