"""A brief as a person writes it, to the noun and back, each field checked on the way."""
