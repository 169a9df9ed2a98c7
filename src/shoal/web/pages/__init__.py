"""What each template is promised, a file per page family."""
