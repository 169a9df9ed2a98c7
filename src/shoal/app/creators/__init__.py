"""Creators come, go and are found: bring in, undo, add, find, show, vet, forget."""
