"""Addresses below, being written."""

urlpatterns: list = []
