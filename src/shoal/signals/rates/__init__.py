"""Engagement by every definition, side by side: each with its own posts, parts, range and n; what may be compared."""
