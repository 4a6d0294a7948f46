"""The same answers read by another grid, such as ISO 26000: subjects that are near, never conformity."""
