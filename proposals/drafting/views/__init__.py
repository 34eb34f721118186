"""The pages of a proposal below its own."""
