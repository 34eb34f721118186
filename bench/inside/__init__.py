"""What runs inside a process that has Django set up, called by name from the process that measures."""
