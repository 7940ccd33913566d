"""A council and its community assess how resilient their local economy is, together."""

__version__ = "0.1.0"
