"""What `make bench` runs: Minga beside bare yardsticks, on its own servers, in the same minutes.

A figure of its own says little on a machine that others use as well; a ratio says what our code adds.
"""
