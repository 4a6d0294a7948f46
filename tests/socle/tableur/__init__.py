"""Workbooks as they come in."""
