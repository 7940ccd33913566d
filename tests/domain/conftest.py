"""Hypothesis as this folder uses it: no deadline, since other work may keep the machine busy."""

from hypothesis import settings

settings.register_profile("house", deadline=None, max_examples=60, print_blob=True)
settings.load_profile("house")
