"""Reaching a machine of somebody else, and none of ours."""
