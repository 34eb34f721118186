"""Dividing a budget between projects."""
