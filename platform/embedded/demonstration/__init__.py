"""The demonstration council: what happened in it (content), done again by the product's own acts under the loader's
clock.
"""
