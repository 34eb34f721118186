"""Files of votes as others publish them, read line by line; what is wrong is said with its line."""
