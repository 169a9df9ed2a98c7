"""One creator, taken apart for her page."""
