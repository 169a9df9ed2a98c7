"""Taking one person out of a stored document while its sums stay. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

ERASED = "erased"
WORDS = ("reasons", "unknowns", "contributions", "findings", "evidence")


def without_names(plain: Any, words: Sequence[str]) -> Any:  # noqa: ANN401  any plain document
    """Return a brief without the exclusions that name a person and without her handles in its text.

    Other documents hold ids and come back as they are. Plain words of the text stay: a creator may be called Baker.
    """
    if not isinstance(plain, dict) or "exclusions" not in plain:
        return plain
    names = {word.lstrip("@").casefold() for word in words if word}
    kept = [text for text in plain["exclusions"] if text.lstrip("@").casefold() not in names]
    text = str(plain.get("text") or "")
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"@{re.escape(name)}(?!\w)", ERASED, text, flags=re.IGNORECASE)
    return {**plain, "exclusions": kept, "text": text}


def without_person(plain: Any, creator_id: str) -> Any:  # noqa: ANN401  any plain document
    """Return the document with every trace of a creator replaced: her ids by ``erased``, words about her removed.

    Prices, gains and counts stay, so that totals still add up. O(size of the document).
    """
    core = creator_id.removeprefix("cr_")
    if isinstance(plain, list):
        return [without_person(item, creator_id) for item in plain]
    if not isinstance(plain, dict):
        return plain.replace(f"cr_{core}", ERASED).replace(f"ac_{core}", ERASED) if isinstance(plain, str) else plain
    about_her = any(core in str(plain.get(name) or "") for name in ("creator_id", "account_id"))
    cleaned = {name: without_person(value, creator_id) for name, value in plain.items()}
    if about_her:
        cleaned = {name: [] if name in WORDS else value for name, value in cleaned.items()}
        if isinstance(cleaned.get("because"), dict):
            cleaned["because"] = {**cleaned["because"], "claim": "erased at this person's request", "evidence": []}
    return cleaned
