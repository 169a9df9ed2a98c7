"""In which language a comment is written: by its words or by a statistical reader; unknown where it is too short."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Floats, Ints, Texts
from shoal.signals.comments.reader import Reader, opened
from shoal.signals.comments.text import WORD, Words
from shoal.signals.comments.vocabulary import FUNCTION, SPOKEN

NO_WORDS = "zxx"  # ISO 639-2 for what has no linguistic content: pictures, numbers, a name alone
# Languages that are thought of where nobody said what to expect. Restricting the reader is what makes it good on
# short texts: .96 of short texts right among the expected languages (design notes, measured with py3langid).
USUAL = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "id", "hi", "sv", "da", "no", "fi", "cs", "ro", "hu", "el"),
    *("ru", "uk", "ar", "fa", "ur", "he", "bn", "ta", "te", "th", "vi", "ja", "ko", "zh"),
)
SUPPORTED = tuple(FUNCTION)  # languages whose words the rules, the signs and the questions know
# [judgement] a text of fewer letters, or a reader less sure, is unknown: "nice video" alone is Czech to the reader
LEAST_LETTERS, LEAST_SURE = 16, 0.85
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LATIN = re.compile("[a-z\u00c0-\u024f]")


@lru_cache(maxsize=16)
def reader_of(languages: tuple[str, ...]) -> Reader:
    """Return a reader that knows those of these languages that are usual; readers share their tables."""
    reader = opened()
    return reader.among([one for one in languages if one in reader.classes] or ["en"])


def languages_of(words: Words, expected: tuple[str, ...] = ()) -> Texts:
    """Return the language of each text: an ISO code, ``zxx`` where there is no word, "" where it is not known.

    ``expected`` narrows the choice to those languages and English. Short texts in Latin letters are known by their
    words alone; what is left is read as py3langid reads it (``reader.py``), each distinct text once.
    """
    among = tuple(dict.fromkeys((*(code.lower()[:2] for code in expected), "en"))) if expected else USUAL
    plain = words.kind[words.token] == WORD if words.names else np.zeros(0, dtype=bool)
    letters = _letters_only(words)
    owner, token = words.text[plain & letters], words.token[plain & letters]
    found = np.full(words.texts, "", dtype=object)
    count = np.bincount(owner, minlength=words.texts)
    found[count == 0] = NO_WORDS
    codes = [code for code in SUPPORTED if code in among]
    hits = _hits(words, owner, token, codes)
    by_words = _by_words(hits, count, codes)
    found[by_words != ""] = by_words[by_words != ""]
    open_rows = np.flatnonzero(found == "")
    starts = np.searchsorted(owner, open_rows)
    texts = {}
    for row, start in zip(open_rows.tolist(), starts.tolist(), strict=True):
        text = " ".join([words.names[one] for one in token[start : start + count[row]].tolist()])
        if _long_enough(text):
            texts[row] = text
    if texts:
        languages, sure = reader_of(among).read(list(texts.values()))
        for (row, text), language, certain in zip(texts.items(), languages.tolist(), sure.tolist(), strict=True):
            heard = dict(zip(codes, hits[row].tolist(), strict=True)) if _LATIN.search(text) else {}
            found[row] = _believed(language, heard) if certain >= LEAST_SURE else ""
    return found


def _believed(language: str, heard: dict[str, float]) -> str:
    """Return what the reader said unless the words speak against it.

    The reader knows no Hindi in Latin letters and takes it for whatever else is expected, so a language whose frequent
    words are known here must show one of them, and more of them than Hindi does.
    """
    if language not in heard or language == "hi":
        return language
    if heard.get("hi", 0.0) >= max(heard[language], 1.0):
        return "hi" if heard["hi"] > heard[language] else ""
    return language if heard[language] >= 1.0 else ""


def _letters_only(words: Words) -> NDArray[np.bool_]:
    lettered = np.array([not name.isdigit() for name in words.names], dtype=bool)
    return lettered[words.token] if words.names else np.zeros(0, dtype=bool)


def _long_enough(text: str) -> bool:
    """Say whether there is enough to read: four characters of a script that writes words with few, else sixteen."""
    dense = len(_DENSE.findall(text))
    least = LEAST_LETTERS if _LATIN.search(text) else LEAST_LETTERS // 2
    return dense >= LEAST_LETTERS // 4 or len(text.replace(" ", "")) >= least


def _hits(words: Words, owner: Ints, token: Ints, codes: Sequence[str]) -> Floats:
    """Return texts x languages: how many words of a text are frequent words of a language."""
    hits = np.zeros((words.texts, len(codes)))
    position = {name: number for number, name in enumerate(words.names)}
    for column, code in enumerate(codes):
        mask = np.zeros(max(len(words.names), 1), dtype=bool)
        mask[[position[one] for one in (*FUNCTION[code], *SPOKEN[code]) if one in position]] = True
        hits[:, column] = np.bincount(owner, weights=mask[token].astype(float), minlength=words.texts)
    return hits


def _by_words(hits: Floats, count: Ints, codes: Sequence[str]) -> Texts:
    """Return the language whose words a text has: half of its words, and clearly more than of any other language."""
    ordered = np.sort(hits, axis=1)
    most = ordered[:, -1]
    second = ordered[:, -2] if len(codes) > 1 else np.zeros_like(most)
    enough = (most >= 1) & (most >= np.minimum(count, 2)) & (2 * most >= count)
    sure = enough & (most > second) & (most - second >= count / 4)
    found = np.full(count.size, "", dtype=object)
    found[sure] = np.array(codes, dtype=object)[hits[sure].argmax(axis=1)]
    return found
