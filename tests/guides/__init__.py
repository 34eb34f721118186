"""The guides in docs/guides: read, walked step by step in the demonstration, and illustrated (`make pictures`)."""
