"""Plain forms, a file per page family."""
