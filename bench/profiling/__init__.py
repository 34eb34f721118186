"""Where the time of the most used paths goes, and what the database does for them."""
