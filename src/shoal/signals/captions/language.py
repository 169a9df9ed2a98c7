"""In which language a caption is written, by its commonest words; empty where that cannot be told."""

from __future__ import annotations

from shoal.signals.captions.rules import DisclosureRules

LEAST_WORDS = 2  # a judgement: one "de" is Spanish, French, Dutch or Portuguese
UNKNOWN = ""


def language_of(words: frozenset[str], rules: DisclosureRules) -> str:
    """Return a language code where at least two different common words speak for one language and fewer for others.

    ``words`` are the folded words of a caption. O(languages).
    """
    counts = sorted(((len(words & common), code) for code, common in rules.function_words.items()), reverse=True)
    (most, code), (second, _) = counts[0], counts[1]
    return code if most >= LEAST_WORDS and most > second else UNKNOWN
