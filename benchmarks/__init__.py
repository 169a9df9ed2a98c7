"""Measurements: ours and the peer's in one run, each in a process of its own."""
