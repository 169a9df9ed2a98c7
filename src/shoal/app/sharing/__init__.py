"""Links for people without an account: what they read, and what they answer."""
