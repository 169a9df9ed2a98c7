"""What is asked after the password: one-time codes of a phone, and recovery codes for who lost it."""
