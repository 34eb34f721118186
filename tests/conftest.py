"""Fixtures for every test. The servers themselves are started by the plugin `tests/servers.py`."""
