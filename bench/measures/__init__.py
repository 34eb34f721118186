"""One module for each thing that is measured; each yields rows of the table."""
