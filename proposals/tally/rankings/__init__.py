"""Rankings: who is preferred to whom, and the rules that make a social order or a winner of it."""
