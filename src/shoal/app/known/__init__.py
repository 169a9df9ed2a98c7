"""What is known of all accounts now, read once, and what it is weighed by."""
