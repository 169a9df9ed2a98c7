"""What texts are held against for one brand: its markets, its competitors, its own names, the word lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shoal.app.known.word_lists import WORDS_FILE, word_lists_of
from shoal.signals import shipped_words_text

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The same ground gives the same findings. ``words_text`` is the file of word lists, ``words`` its digest."""

    markets: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    words: str = ""
    words_text: str = ""

    @property
    def key(self) -> str:
        """Return what tells one ground from another."""
        return repr((self.markets, self.audience, self.competitors, self.names, self.words))


def ground_from(plain: Mapping[str, Any]) -> Ground:
    """Return a ground from its plain form, in which it is kept."""
    told: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in plain.items()}
    return Ground(**told)


def ground_of(shoal: Shoal) -> Ground:
    """Return the ground of the brand that is worked for: of the newest version of each of its briefs, together.

    What one brief calls a competitor is one for the brand: a page is of the brand, not of a brief.
    """
    lists = word_lists_of(shoal.settings.folder)
    planning, brand = shoal.ledger.planning, shoal.brand
    path = shoal.settings.folder / WORDS_FILE
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n") if path.is_file() else shipped_words_text()
    key = (brand.id, brand.name, lists.digest, planning.briefs_version())

    def made() -> Ground:
        briefs = planning.newest_briefs()

        def told(field: str) -> tuple[str, ...]:
            return tuple(sorted({word for brief in briefs for word in getattr(brief, field)}))

        return Ground(
            markets=told("markets"), audience=told("audience"), competitors=told("competitors"), names=(brand.name,),
            words=lists.digest, words_text=text,
        )  # fmt: skip

    return shoal.grounds.get(key, made)
