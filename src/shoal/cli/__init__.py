"""The command line: ``shoal NOUN VERB``."""
