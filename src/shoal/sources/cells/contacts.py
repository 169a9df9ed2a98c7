"""Mail addresses and telephone numbers inside cells: they belong to the contact alone, or to nobody."""

from __future__ import annotations

import re

from shoal.sources.cells.text import kept

GONE = "(contact removed)"
# No slash in front of the @: "https://www.tiktok.com/@name" is a profile, not an address.
MAIL = re.compile(r"[^\s<>\"',;:()/@]+@[^\s<>\"',;:()/@]+\.[^\s<>\"',;:()/@]+")
# In any text an apostrophe may be all that stands before the @.
ANY_MAIL = re.compile(MAIL.pattern.replace("'", "", 1))
PHONE = re.compile(r"(?<![\w./=-])\+?\(?\d(?:[ ()/.-]{0,3}\d){7,14}(?![\w/-])")
# Texts of a sheet from which mail addresses are cut: columns that Shoal does not know, names, niches and notes. A bio
# is what somebody published. Numbers stay: in a column that nobody knows they may be anything.
MAIL_CUT = (None, "name", "niche", "notes")


def scrubbed(text: str) -> str:
    """Return text without mail addresses and telephone numbers."""
    return PHONE.sub(GONE, ANY_MAIL.sub(GONE, text))


def without_mail(text: str) -> str | None:
    """Return a cell as it is kept, without mail addresses; ``None`` where it is missing or was nothing else."""
    found = kept(text)
    if found is None or "@" not in found:
        return found
    cut = ANY_MAIL.sub(GONE, found)
    return None if cut == GONE else cut
