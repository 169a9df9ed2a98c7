"""What was read in texts, as far as a verdict may hang on it: small enough to be kept for everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Floats, Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class TextHints:
    """Who may be unusual by what she or others wrote, a row per account; what is true of her only her texts can tell.

    Of comments: ``shares`` has a column for each share that leagues compare, NaN where too little came in; ``sells``
    says whether any comment was read as selling. Of captions, in seconds since 1970: ``suspect`` is the newest post
    with a sign of a deal and no label, ``deal`` the newest with such a sign, ``listed`` the oldest with a word of a
    list that asks a person. NaN says that there is none; a post without a date counts as of any time (infinite).
    ``deal_words`` are hashes of the words of posts with a sign of a deal, account after account, and
    ``deal_words_each`` is how many each account has.
    """

    shares: Floats
    sells: NDArray[np.bool_]
    suspect: Floats
    deal: Floats
    listed: Floats
    deal_words_each: Ints
    deal_words: NDArray[np.uint32]

    def __len__(self) -> int:
        """Return the number of accounts."""
        return int(self.sells.shape[0])

    def take(self, rows: Ints) -> TextHints:
        """Return the accounts at those positions, in that order."""
        each = self.deal_words_each
        starts, many = (np.cumsum(each) - each)[rows], each[rows]
        words = np.repeat(starts - (np.cumsum(many) - many), many) + np.arange(int(many.sum()))
        plain = {name: getattr(self, name)[rows] for name in HINTS if name != "deal_words"}
        return TextHints(**plain, deal_words=self.deal_words[words])

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the columns by name."""
        return {name: getattr(self, name) for name in HINTS}


HINTS = tuple(field.name for field in fields(TextHints))


def joined_hints(parts: Sequence[TextHints]) -> TextHints:
    """Return the accounts of several parts, one part after the other."""
    return TextHints(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in HINTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class HintRule:
    """How hints are made: ``read`` returns those of some accounts, in that order.

    ``version`` names readers and word lists: what others have made is not used. ``most`` captions and comments are read
    now, ``None`` for however many there are; ``progress`` hears (how many were read, of how many). Where the reading
    ``tells``, looks that left these texts unread are made anew.
    """

    version: str
    read: Callable[[Sequence[str]], TextHints]
    most: int | None
    progress: Callable[[int, int], None]
    tells: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HintsRead:
    """The hints of ``accounts``, in order of their ids, a row of ``hints`` each.

    Aligned with them: ``platforms``, who has ``comments``, and who has ``captions`` or labels of the platform.
    ``unread`` are accounts whose texts were not read, by how many captions and comments they have. ``texts`` counts
    those of everybody.
    """

    accounts: tuple[str, ...]
    platforms: tuple[str, ...]
    comments: NDArray[np.bool_]
    captions: NDArray[np.bool_]
    hints: TextHints
    unread: Mapping[str, int]
    texts: int

    def named(self, rows: NDArray[np.generic]) -> tuple[str, ...]:
        """Return the accounts at those positions (or under that mask)."""
        return tuple(np.array(self.accounts, dtype=object)[rows].tolist())
