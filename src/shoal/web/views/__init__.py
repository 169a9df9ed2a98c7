"""The views, a file per page family."""
