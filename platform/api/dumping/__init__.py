"""Everything that the public API shows, as files: written by the worker once a day, served from then on as they are."""
