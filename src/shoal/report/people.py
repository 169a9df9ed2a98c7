"""Who is meant: names where they may be shown, own row ids where they may not.

Text about people comes from files and profiles: it is untrusted, may run right to left, and may name somebody who must
not be named on this page. All of it goes through a :class:`NameBook`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from shoal.domain.creator import Account, Creator
from shoal.domain.intake import Batch
from shoal.domain.trade import SheetAgainstShop
from shoal.report.markup import Html, safe
from shoal.report.places import ONE_PAGE, Places
from shoal.report.plain import plain

ERASED = "erased creator"
ELSEWHERE = "account outside this report"
SHORTEST_NAME = 3  # shorter names would strike out syllables of ordinary words
PLACEHOLDER = re.compile(r"\{([A-Za-z0-9][\w:.-]*)\}")
AT_HANDLE = re.compile(r"(?<![\w@])@[\w.]+", re.UNICODE)
QUOTE = re.compile(r'["“„«][^"“”„«»]{25,}["”“»]')  # matched words are short, what somebody wrote is long
LINK = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
# Overrides and isolates of direction reach beyond the name they came with; <bdi> does their honest work.
DIRECTION_MARKS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
FIRST_STRONG, END_STRONG = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class NameBook:
    """Names of the creators of a page, and what strikes names out of free text where they must not be shown."""

    creators: dict[str, Creator]
    accounts: dict[str, Account]
    shown: bool
    code_words: dict[str, str] = field(default_factory=dict)
    struck: re.Pattern[str] | None = None
    stands_for: dict[str, str] = field(default_factory=dict)
    batches: dict[str, str] = field(default_factory=dict)
    shop: bool = False
    places: Places = ONE_PAGE

    def name(self, creator_id: str) -> str:
        """Return the creator's name, her row id where names are hidden, ``erased creator`` where she is gone."""
        creator = self.creators.get(creator_id)
        if creator is None:
            return ERASED
        if not self.shown:
            return creator.id
        return clean(creator.name) or next((f"@{clean(a.handle)}" for a in creator.accounts if a.handle), creator.id)

    def tag(self, creator_id: str) -> Html:
        """Return the name as markup that keeps its own direction."""
        return Html(f"<bdi>{safe(self.name(creator_id))}</bdi>")

    def linked(self, creator_id: str) -> Html:
        """Return the name as :meth:`tag` does, as a link to her page where there is one."""
        address = self.places.of_creator(creator_id)
        if not address or creator_id not in self.creators:
            return self.tag(creator_id)
        return Html(f'<a class="who" href="{safe(address)}">{self.tag(creator_id)}</a>')

    def isolated(self, creator_id: str) -> str:
        """Return the name between isolating marks, for pictures, where ``<bdi>`` does not exist."""
        return f"{FIRST_STRONG}{self.name(creator_id)}{END_STRONG}"

    def handle(self, account_id: str) -> str:
        """Return the account's handle with its mark, nothing where it is hidden, gone or only a row id."""
        account = self.accounts.get(account_id)
        if account is None or not self.shown or not account.handle or account.key_kind == "row_id":
            return ""
        return clean(account.handle) if account.key_kind == "channel_id" else f"@{clean(account.handle)}"

    def link(self, account_id: str) -> str:
        """Return the profile's address where it may be shown and is one of the web, else nothing."""
        account = self.accounts.get(account_id)
        if account is None or not self.shown or not account.url.startswith(("https://", "http://")):
            return ""
        return account.url

    def owner(self, account_id: str) -> Html:
        """Return who holds an account; an account that nobody on this page holds is said to be outside it."""
        account = self.accounts.get(account_id)
        return self.tag(account.creator_id) if account else safe(ELSEWHERE)

    def code(self, code: str) -> str:
        """Return a discount code, or its number on this page where names are hidden: codes are made of names."""
        return code if self.shown else self.code_words.get(code.upper(), self.text(code))

    def reference(self, ref: str) -> Html:
        """Return where a piece of evidence is opened: a link to its import where the page lists that import.

        A reference that is an id of ours says nothing to a person: the row tells already whom it is about.
        """
        if not ref or ref in self.creators or ref in self.accounts or ref.startswith(("cr_", "ac_")):
            return Html("")
        source, _, place = ref.partition(":")
        if source in self.batches:
            label = f"{self.batches[source]}, line {place}" if place else self.batches[source]
            return _reference(self.places.of_batch(source, place), self.text(label))
        if source == "orders" and place:
            sheet = self.places.part("sheet") if self.shop else None
            return _reference(None if sheet is None else f"{sheet}#sheet", "the shop's orders")
        return Html(f'<code class="ref">{safe(self.text(ref))}</code>')

    def text(self, text: str) -> str:
        """Return a sentence with its ``{creator id}`` filled in and, where names are hidden, with names struck out."""
        return PLACEHOLDER.sub(self._filled, self._without_names(text))

    def rich(self, text: str) -> Html:
        """Return the same sentence as markup, each filled-in name keeping its own direction."""
        written = safe(self._without_names(text))
        return Html(PLACEHOLDER.sub(lambda found: self._filled(found, markup=True), written))

    def _filled(self, found: re.Match[str], *, markup: bool = False) -> str:
        word = found.group(1)
        if word not in self.creators and not word.startswith("cr_"):
            return found.group(0)
        return self.tag(word) if markup else self.name(word)

    def _without_names(self, text: str) -> str:
        text = plain(clean(text))
        if self.shown:
            return text
        if self.struck is not None:
            text = self.struck.sub(lambda found: self.stands_for[found.group(0).casefold()], text)
        return AT_HANDLE.sub("a creator", LINK.sub("a link", QUOTE.sub("(a text that is not shown)", text)))


def _reference(address: str | None, label: str) -> Html:
    return safe(label) if address is None else Html(f'<a class="ref" href="{safe(address)}">{safe(label)}</a>')


def clean(text: str) -> str:
    """Return text without marks that turn the direction of what follows and without control characters.

    A space that is not the ordinary one (fixed, thin, full-width) becomes one, so that two words stay two.
    """
    if text.isprintable():  # the rule: marks of direction and odd spaces are none of the printable signs
        return text
    kept = (mark if mark.isprintable() else " " if mark.isspace() else "" for mark in text.translate(DIRECTION_MARKS))
    return "".join(kept)


def name_book(
    creators: Iterable[Creator],
    *,
    names_shown: bool = True,
    sheet: SheetAgainstShop | None = None,
    batches: Iterable[Batch] = (),
    places: Places = ONE_PAGE,
) -> NameBook:
    """Return the names of these creators; without ``names_shown`` texts lose names, handles, links and codes.

    ``places`` say where references lead; by default everything stands on one page.
    """
    labels = {batch.id: batch.label or batch.source for batch in batches}
    by_id = {creator.id: creator for creator in creators}
    accounts = {account.id: account for creator in by_id.values() for account in creator.accounts}
    if names_shown:
        shop = sheet is not None
        return NameBook(creators=by_id, accounts=accounts, shown=True, batches=labels, shop=shop, places=places)
    codes = _code_words(by_id.values(), sheet)
    stands_for = _stand_ins(by_id.values()) | {code.casefold(): word for code, word in codes.items()}
    longest_first = sorted(stands_for, key=lambda word: (-len(word), word))
    pattern = "|".join(rf"(?<!\w)@?{re.escape(word)}(?!\w)" for word in longest_first)
    struck = re.compile(pattern, re.IGNORECASE) if longest_first else None
    stands_for |= {f"@{word}": stand_in for word, stand_in in stands_for.items()}
    return NameBook(
        by_id,
        accounts,
        shown=False,
        code_words=codes,
        struck=struck,
        stands_for=stands_for,
        batches=labels,
        shop=sheet is not None,
        places=places,
    )


def _stand_ins(creators: Iterable[Creator]) -> dict[str, str]:
    """Return, in small letters, every whole name and handle with the row id that stands for it.

    Parts of names stay: "Coffee Lover" must not strike the word coffee from the reasons of everybody else.
    """
    words: dict[str, str] = {}
    for creator in creators:
        texts = [creator.name]
        texts += [text for a in creator.accounts for text in (a.handle, a.handle_raw, a.url, a.platform_id or "")]
        for text in texts:
            word = clean(text).strip().lstrip("@").casefold()
            if len(word) >= SHORTEST_NAME:
                words.setdefault(word, creator.id)
    return words


def _code_words(creators: Iterable[Creator], sheet: SheetAgainstShop | None) -> dict[str, str]:
    """Return a number for every code that the shop, the sheet or a difference between them names."""
    found = {code for creator in creators for deal in creator.deals for code in deal.codes}
    if sheet is not None:
        found |= {record.code for record in sheet.codes}
        found |= {code for difference in sheet.differences for code in (difference.code, difference.near)}
    ordered = sorted({code.upper() for code in found if code})
    return {code: f"code {number}" for number, code in enumerate(ordered, start=1)}
