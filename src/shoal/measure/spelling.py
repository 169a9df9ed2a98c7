"""How codes are compared: one spelling, look-alikes, and near misses that are offered and never made.

Source: ledger.md section 8 (the comparison form of a code).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_LOOK_ALIKE = str.maketrans({"O": "0", "Q": "0", "I": "1", "L": "1", "|": "1", "S": "5", "B": "8", "Z": "2"})
_SHORTEST = 4  # below four characters every second code is one letter from another [judgement]


def fold_code(code: str) -> str:
    """Return the comparison form of a code in upper case: NFKC, no zero-width marks, trimmed, case folded."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", code)).strip()
    return plain.casefold().upper()


def looks_like(one: str, other: str) -> bool:
    """Say whether two folded codes differ only in characters that look alike, such as O and 0 or I and 1."""
    return one != other and one.translate(_LOOK_ALIKE) == other.translate(_LOOK_ALIKE)


def one_slip_apart(one: str, other: str) -> bool:
    """Say whether one typing slip lies between two folded codes: a letter wrong, missing, extra or swapped."""
    if one == other or min(len(one), len(other)) < _SHORTEST or abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    left, right = one[start:], other[start:]
    if len(left) != len(right):
        return left[1:] == right or right[1:] == left
    return left[1:] == right[1:] or (left[2:] == right[2:] and left[:2] == right[1::-1])


class NearCodes:
    """Codes arranged so that those one slip from another are found without comparing all pairs.

    Two codes that are one slip apart share a form with one character left out. Costs O(total length squared per
    code) to build and to ask, however many codes there are.
    """

    def __init__(self, codes: Iterable[str]) -> None:
        self._by_form: dict[str, list[str]] = defaultdict(list)
        for code in codes:
            for form in _forms(code):
                self._by_form[form].append(code)

    def near(self, code: str) -> tuple[str, ...]:
        """Return the codes that look alike or lie one slip away, look-alikes first, then in alphabetical order."""
        seen = {other for form in _forms(code) for other in self._by_form.get(form, ())}
        alike = sorted(other for other in seen if looks_like(code, other))
        slips = sorted(other for other in seen if one_slip_apart(code, other) and other not in alike)
        return (*alike, *slips)


def _forms(code: str) -> set[str]:
    without_one = {code[:i] + code[i + 1 :] for i in range(len(code))} if len(code) >= _SHORTEST else set()
    return {code, code.translate(_LOOK_ALIKE)} | without_one
