"""PURE: checking what was published, with neither Django nor a database; what `minga-verify` needs."""
