"""Councils made of rows, large enough to measure in."""
