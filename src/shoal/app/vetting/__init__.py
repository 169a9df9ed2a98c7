"""Verdicts kept and worked out again, answers of creators, the files of rules and words."""
