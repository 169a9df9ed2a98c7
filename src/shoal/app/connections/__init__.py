"""Ways out to other machines, each agreed to by an owner, and the look-ups that use them."""
