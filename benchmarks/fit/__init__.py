"""Briefs of which it is known who fits, because the creators are made up: search is held against that truth."""
