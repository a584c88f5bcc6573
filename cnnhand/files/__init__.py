"""Files to and from problems and networks: YAML, numbers from CSV and NumPy; errors name the line and the mend."""
