"""Figures that may be shown, and those that may not."""
