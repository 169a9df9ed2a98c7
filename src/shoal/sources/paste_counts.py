"""Counts in copied profile text: ``12.5K followers``, ``Follower: 1.234``, number and word in any order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

COUNT_WORDS = {
    "posts_count": (
        "posts post videos video beiträge beitrag publications publication publicaciones publicação publicações "
        "berichten posty postów wpisy публикаций публикации видео منشورات منشور פוסטים gönderi inlägg"
    ),
    "followers": (
        "followers follower subscribers subscriber abonnenten abonnés abonné abonnées seguidores suscriptores seguaci "
        "iscritti volgers obserwujących obserwujący subskrybentów подписчиков подписчика подписчики متابع متابعين "
        "متابعون مشترك עוקבים מנויים फ़ॉलोअर takipçi abone följare"
    ),
    "following": (
        "following gefolgt abonniert suivi(e)s suivis abonnements siguiendo seguidos seguindo seguiti volgend "
        "obserwowanych obserwowani подписок подписки يتابع נעקבים takip följer"
    ),
    "total_likes": (
        "likes „gefällt_mir“ gefällt_mir j\u2019aime me_gusta mi_piace curtidas polubienia лайков إعجاب לייקים beğeni"
    ),
}  # fmt: skip
# Scripts without spaces between words: a word ends where it ends.
_UNSPACED = {
    "posts_count": "投稿 게시물 帖子 動画", "followers": "フォロワー チャンネル登録者数 팔로워 구독자 粉丝 粉絲",
    "following": "フォロー中 팔로잉 팔로우 关注 關注", "total_likes": "いいね 좋아요 获赞",
}  # fmt: skip
_FOREIGN_SUFFIX = (("ألف", "k"), ("الف", "k"), ("مليون", "m"))
_SUFFIX = (
    r"[ \u00a0\u202f]?(?:k|m|b|mio\.?|mln\.?|tsd\.?|tys\.?|mila?|тыс\.?|млн\.?)(?![^\W\d_])"
    r"|[ \u00a0]?[万萬만千천亿億억]|[ \u00a0](?:ألف|الف|مليون)"
)
_NUMBER = rf"(?<![A-Za-z0-9_.@/#])(?:[<~≈]\s?)?\d(?:[\d.,'\u2019\u066c\u066b\u00a0\u202f ]{{0,18}}\d)?(?:{_SUFFIX})?\+?"
_GAP = re.compile(r"[\s\uff1a:•·|人名명\u200e\u200f]{0,4}")
_COUNTERS = ("人", "名", "명", "件", "개")  # "12 persons": the word for one of what is counted
_LETTERS = re.compile(r"[^\W_]")


def _kinds() -> dict[str, str]:
    found = {}
    for table in (COUNT_WORDS, _UNSPACED):
        for kind, words in table.items():
            found.update({word.replace("_", " ").casefold(): kind for word in words.split()})
    return found


_KIND_OF = _kinds()


def _any_of(table: dict[str, str]) -> str:
    words = [word.replace("_", " ") for line in table.values() for word in line.split()]
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_TOKEN = re.compile(
    rf"(?P<number>{_NUMBER})|(?P<word>(?<![^\W\d_])(?:{_any_of(COUNT_WORDS)})(?![^\W\d_])|{_any_of(_UNSPACED)})",
    re.IGNORECASE,
)


@dataclass(slots=True)
class CountLine:
    """One line of a paste: its counts as written by kind, and the text around them."""

    text: str
    numbers: dict[str, str] = field(default_factory=dict)
    before: str = ""
    after: str = ""
    between: str = ""

    @property
    def pure(self) -> bool:
        """Say whether there is nothing but counts on the line."""
        return bool(self.numbers) and not _LETTERS.search(self.before + self.between + self.after)


def _number(text: str) -> str:
    for foreign, suffix in _FOREIGN_SUFFIX:
        text = text.replace(foreign, suffix)
    return text.strip(" ,'\u2019\u00a0\u202f")


def count_line(text: str) -> CountLine:
    """Return the counts of a line: each number with the word that stands right beside it. O(length)."""
    tokens = list(_TOKEN.finditer(text))
    line, at, first, last = CountLine(text), 0, -1, 0
    while at + 1 < len(tokens):
        left, right = tokens[at], tokens[at + 1]
        beside = _GAP.fullmatch(text, left.end(), right.start())
        if left.lastgroup == right.lastgroup or not beside:
            at += 1
            continue
        number, word = (left, right) if left.lastgroup == "number" else (right, left)
        line.numbers.setdefault(_KIND_OF[word[0].casefold()], _number(number[0]))
        line.between += text[last : left.start()] if first >= 0 else ""
        first = left.start() if first < 0 else first
        last = right.end() + (text[right.end() : right.end() + 1] in _COUNTERS)
        at += 2
    if line.numbers:
        line.before, line.after = text[:first].strip(), text[last:].strip()
    return line


def _lone(text: str) -> str | None:
    """Return ``number`` or ``word`` where that is all there is on a line."""
    match = _TOKEN.fullmatch(text.strip())
    return match.lastgroup if match else None


def joined_lines(lines: Sequence[str]) -> list[str]:
    """Join a number and its word that stand on two lines, as apps copy them.

    They alternate; where a run begins with a word and has one too many, that word is the button ``Following``.
    """
    kinds = [_lone(line) for line in lines]
    out: list[str] = []
    at = 0
    while at < len(lines):
        end = at + 1
        while kinds[at] and end < len(lines) and kinds[end] and kinds[end] != kinds[end - 1]:
            end += 1
        run = [line.strip() for line in lines[at:end]]
        skip = len(run) % 2 if kinds[at] == "word" else 0
        out += run[:skip] if len(run) > 1 else []
        pairs = range(skip, len(run) - 1, 2) if len(run) > 1 else range(0)
        out += [f"{run[pair]} {run[pair + 1]}" for pair in pairs]
        out += run[-1:] if len(run) == 1 or (len(run) - skip) % 2 else []
        at = end
    return out
