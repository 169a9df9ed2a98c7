"""Copied profile text: which lines of a paste are one profile.

A profile copied from a page or an app comes as lines of any order: handle, buttons, counts, name, bio. What marks a
profile is its block of counts; the handle stands in front of it or above it, the bio below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shoal.sources.cells.handles import AccountCell, read_account
from shoal.sources.cells.links import looks_like_link
from shoal.sources.cells.text import CellNote
from shoal.sources.paste_counts import CountLine, count_line, joined_lines

NO_NAME = CellNote("no_handle_in_profile", "copied profile text without a handle")
# Words on buttons and badges around a profile: neither handle nor name nor bio.
_BUTTON_WORDS = (
    "follow following followed message messages verified options share contact email e-mail call edit more subscribe "
    "subscribed join about videos shorts live playlists home posts reels tagged liked reposts popular latest oldest "
    "folgen gefolgt nachricht verifiziert optionen teilen kontakt abonnieren abonniert mehr suivre suivi contacter "
    "seguir siguiendo mensaje verificado compartir segui messaggio condividi volgen bericht obserwuj wiadomość "
    "подписаться сообщение متابعة رسالة עקוב הודעה フォロー メッセージ 팔로우 메시지 关注 私信 …more ...more"
)
_BUTTONS = frozenset(_BUTTON_WORDS.split())
_AT = re.compile(r"(?<![\w.@/])@[A-Za-z0-9_](?:[\w.]{0,48}\w)?")
_LINK = re.compile(
    r"https?://[^\s]{1,300}|(?<!\S)(?:www\.)?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}/[^\s]{1,300}", re.IGNORECASE
)
_PLAIN = re.compile(r"(?=[\d._]*[a-z])[a-z0-9._]{2,30}")
_MARKED = re.compile(r"[\d._]")
_SEPARATORS = " \t•·|,;:/\u2013\u2014-()[]"
_NEAR = 10  # filled lines above its counts in which a profile names itself [judgement: six on the longest page seen]
_LEAST_KINDS = 2  # kinds of count where followers are not among them: one count may stand in any text
_LONGEST_BIO = 2000


@dataclass(slots=True)
class Profile:
    """One copied profile: its account, counts as written by field, name and bio, and the text it was read from."""

    account: AccountCell
    numbers: dict[str, str]
    name: str | None
    bio: str | None
    text: str


@dataclass(slots=True)
class _Block:
    """A block of counts: lines ``first`` to ``last``; ``start`` is where its profile begins, ``named`` its handle."""

    first: int
    last: int
    numbers: dict[str, str] = field(default_factory=dict)
    start: int = 0
    named: int = -1
    account: AccountCell | None = None


def _is_button(text: str) -> bool:
    return text.casefold() in _BUTTONS or not text.strip(_SEPARATORS)


def _explicit(text: str, platform: str | None) -> AccountCell | None:
    """Return the account that a link or an ``@handle`` in a line names; one without a platform counts as well."""
    found = [match[0].rstrip(".,)") for match in (*_LINK.finditer(text), *_AT.finditer(text))]
    accounts = [read_account(part, platform=platform) for part in found]
    usable = [account for account in accounts if account.error is None or account.error.code == "no_platform"]
    return usable[0] if usable else None


def _plain(text: str) -> bool:
    """Say whether a whole line may be a handle without its @: one word in lower case that is no button."""
    return _PLAIN.fullmatch(text) is not None and not _is_button(text)


def _in_front(line: CountLine, platform: str | None, *, doubtful: bool) -> AccountCell | None:
    """Return the account named on the line of the counts, in front of them.

    ``doubtful`` is for lines that may be somebody's bio ("over 10k followers"): a bare word must look like a handle.
    """
    account = _explicit(line.before, platform)
    words = line.before.strip(_SEPARATORS).split()
    if account is None and words and _plain(words[0]) and (not doubtful or _MARKED.search(words[0])):
        account = read_account(words[0], platform=platform)
    return account


class _Paste:
    """The lines of one paste, and the blocks of counts among them."""

    def __init__(self, text: str, platform: str | None) -> None:
        self.platform = platform
        self.lines = [count_line(line) for line in joined_lines([line.strip() for line in text.splitlines()])]
        self.blocks: list[_Block] = []
        at = 0
        while at < len(self.lines):
            block = self._block(at)
            if block is not None:
                self.blocks.append(block)
            at = block.last + 1 if block else at + 1

    def _block(self, at: int) -> _Block | None:
        """Return the block of counts that begins on a line, if they are those of a profile."""
        line = self.lines[at]
        if not line.numbers:
            return None
        block = _Block(at, at, dict(line.numbers))
        following = at + 1
        while following < len(self.lines):
            other = self.lines[following]
            if other.pure and not other.numbers.keys() & block.numbers.keys():
                block.numbers |= other.numbers
                block.last = following
            elif other.text.strip(_SEPARATORS):
                break
            following += 1
        if "followers" not in block.numbers and len(block.numbers) < _LEAST_KINDS:
            return None
        self._name(block)
        return None if self.blocks and not line.pure and self._is_bio(block, line) else block

    def _is_bio(self, block: _Block, line: CountLine) -> bool:
        """Say whether counts amid other words belong to the bio above ("thank you for 10k followers!").

        They are a profile of their own where a handle stands in front of them, or right above a line that ends in them.
        """
        if block.account is None:
            return True
        above = self.lines[block.first - 1].text
        named = block.named == block.first or (
            block.named == block.first - 1 and (above.startswith("@") or _MARKED.search(above) is not None)
        )
        return not named or (block.named != block.first and any(map(str.isalpha, line.after)))

    def _name(self, block: _Block) -> None:
        """Find the handle of a block and the line on which its profile begins."""
        floor = self.blocks[-1].last + 1 if self.blocks else 0
        line = self.lines[block.first]
        block.account = _in_front(line, self.platform, doubtful=bool(self.blocks) and not line.pure)
        block.start = block.named = block.first
        if block.account is None:
            self._name_above(block, floor)

    def _name_above(self, block: _Block, floor: int) -> None:
        above = self._above(block.first, floor)
        lead = [at for at in above if self.lines[at].text.startswith("@") or looks_like_link(self.lines[at].text)]
        for at in (*lead, *above):
            block.account = _explicit(self.lines[at].text, self.platform)
            if block.account is not None:
                block.named = at
                break
        else:
            block.named = self._plain_above(above)
            if block.named >= 0:
                block.account = read_account(self.lines[block.named].text, platform=self.platform)
        block.start = self._top(block.named if block.named >= 0 else block.first, floor)

    def _above(self, first: int, floor: int) -> list[int]:
        """Return the filled lines over a block, the nearest first."""
        return [at for at in range(first - 1, floor - 1, -1) if self.lines[at].text][:_NEAR]

    def _plain_above(self, above: Sequence[int]) -> int:
        """Return the first bare handle of the nearest paragraph that has one, -1 where none has."""
        found = -1
        for at in above:
            if found >= 0 and any(not self.lines[between].text for between in range(at, found)):
                break
            if _plain(self.lines[at].text):
                found = at
        return found

    def _top(self, named: int, floor: int) -> int:
        """Return where a profile begins: at its paragraph, or at its handle where another goes on until there."""
        top = named
        while top > floor and self.lines[top - 1].text and not _explicit(self.lines[top - 1].text, self.platform):
            top -= 1
        return top if top == 0 or (top > floor and not self.lines[top - 1].text) else named

    def items(self) -> Iterator[Profile | str]:
        """Yield the profiles, and the lines that belong to none, in the order of the paste."""
        if not self.blocks:
            yield from (line.text for line in self.lines if line.text)
            return
        yield from (line.text for line in self.lines[: self.blocks[0].start] if line.text)
        for block, after in zip(self.blocks, [*self.blocks[1:], None], strict=True):
            end = after.start if after else len(self.lines)
            mine, listed = self._parted(block, end)
            yield self._profile(block, mine)
            yield from listed

    def _parted(self, block: _Block, end: int) -> tuple[list[str], list[str]]:
        """Part what stands under the counts into the bio and later paragraphs of nothing but profile links."""
        paragraphs: list[list[str]] = [[]]
        for line in self.lines[block.last + 1 : end]:
            if line.text:
                paragraphs[-1].append(line.text)
            elif paragraphs[-1]:
                paragraphs.append([])
        inline = block.named == block.first and bool(self.lines[block.first].before)
        first = [[text] for text in paragraphs[0]] if inline else []  # one line each: a list goes on below
        mine: list[str] = [] if inline else list(paragraphs[0])
        listed: list[str] = []
        for paragraph in (*first, *paragraphs[1:]):
            names = all(text.startswith("@") or looks_like_link(text) for text in paragraph)
            (listed if names and all(_explicit(text, self.platform) for text in paragraph) else mine).extend(paragraph)
        return mine, listed

    def _profile(self, block: _Block, under: Sequence[str]) -> Profile:
        head = self.lines[block.first]
        handle = block.account.raw if block.account else ""
        over = [line.text for line in self.lines[block.start : block.first]]
        names = [text for text in over if text and not _is_button(text) and not _holds(text, handle)]
        names = [text for text in names if not looks_like_link(text)]
        beside = [_without(head.before, handle)] if head.before else []
        after = [self.lines[at].after for at in range(block.first, block.last + 1) if not self.lines[at].pure]
        bio = [text for text in (*after, *under) if text and not _is_button(text)]
        text = "\n".join((*over, head.text))
        account = block.account or AccountCell(platform=self.platform, raw=text[:80], error=NO_NAME)
        return Profile(
            account=account, numbers=block.numbers, name=next((text for text in (*beside, *names) if text), None),
            bio=" ".join(" ".join(bio).split())[:_LONGEST_BIO] or None, text=text,
        )  # fmt: skip


def _holds(text: str, handle: str) -> bool:
    return bool(handle) and handle.casefold().lstrip("@") in text.casefold()


def _without(text: str, handle: str) -> str:
    """Return the text in front of the counts without its handle: what is left is a name."""
    bare = handle.lstrip("@")
    return "" if _LINK.search(text) else text.replace(f"@{bare}", "").replace(bare, "").strip(_SEPARATORS)


def paste_items(text: str, platform: str | None) -> list[Profile | str]:
    """Return a paste as profiles and single lines, in order. O(characters)."""
    return list(_Paste(text, platform).items())
