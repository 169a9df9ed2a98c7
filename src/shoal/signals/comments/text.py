"""Comments made alike before anything reads them: one spelling, one name for each kind of address, words as numbers.

All texts go through each step as one long string, so that the work is done by compiled code and not once per comment.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Ints

NAME = "<name>"
LONGEST = 2_000  # characters that are read of one comment: Instagram cuts at 2,200, what follows repeats itself
# Stands between two texts, with a space on each side. It is of private use: no space, so that a pattern that allows one
# stops here, and no letter. Where a text holds it, it is taken out.
BREAK = "\ue000"

# Marks that belong to the letter before them, and whole blocks of scripts that write vowels as marks: without them a
# word of Hindi or Thai falls into pieces, because a vowel sign is no letter to a regular expression.
_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
_SCRIPTS = "\u0900-\u0963\u0966-\u0dff\u0e01-\u0e3a\u0e40-\u0eff\u1000-\u1049\u1780-\u17d3\u17e0-\u17e9"
LETTER = rf"[\w{_MARKS}{_SCRIPTS}]"  # the underscore has become a space before
EMOJI = "\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
# joiners, variation selectors, skin tones, key caps and tag letters: parts of the picture before them
JOINERS = "\u200d\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"

# control characters, soft hyphens, zero-width spaces, marks of direction, halves of pairs; joiners are kept
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ue000]"
)
# The interface of YouTube gives comments as HTML; a time in the video is a link there too, but no address.
_TIME_LINK = re.compile(r"<a\s[^<>]{0,500}>\s*\d+(?::\d+)+\s*</a>", re.IGNORECASE)
_LINK_TAG = re.compile(r"<a\s[^<>]{0,500}>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:a|b|i|u|br|p|em|strong|span|div)\b[^<>]{0,200}>", re.IGNORECASE)
# Small capitals are letters of phonetics, so that no normal form turns them back.
_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True))
_SMALL_CAPITAL = re.compile(f"[{''.join(_SMALL_CAPITALS)}]")

# Letters of mathematics, of full width, in circles and small capitals: three in a row are a way past a filter of words,
# so that they were there is kept when they become plain letters.
_STYLED = re.compile(
    f"(?:[\U0001d400-\U0001d7ff\uff21-\uff3a\uff41-\uff5a\u24b6-\u24e9\U0001f130-\U0001f189{''.join(_SMALL_CAPITALS)}]\\s?){{3,}}"
)

_ENDINGS = "com|net|org|info|shop|store|online|site|xyz|club|biz|co|io|ly|gg|tv|in|de|uk|ru|fr|es|it|br"
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{2,24}){1,3}")
_URL = re.compile(
    rf"https?\s?:\s?/\s?/\s?[^\s{BREAK}]+|www\s?\.\s?[^\s{BREAK}]+"
    rf"|(?<![\w@.])[a-z0-9-]{{2,63}}(?:\.[a-z0-9-]{{2,63}}){{0,2}}\.(?:{_ENDINGS})(?![\w])(?:/\S*)?"
    r"|(?<![\w@.])[a-z0-9-]{3,63}(?: \. ?|\. )com(?!\w)"  # a dot set apart, to get past a filter
    r"|(?<![\w@.])[a-z0-9-]{2,63}\.[a-z]{2,10}/\S+"
)
_MENTION = re.compile(r"(?<![\w@])@[\w](?:[\w.]{0,38}\w)?|<handle>")
_HASHTAG = re.compile(r"#<tag>|#(?=\w)")
_WALLET = re.compile(r"(?<!\w)(?:0x[0-9a-f]{30,64}|(?=[a-z]{0,9}\d)[a-z0-9]{30,64})(?!\w)")
_PHONE = re.compile(
    r"(?<![\w.])(?:\+|00)[ ]?\d(?:[ .()/-]{0,2}\d){7,13}(?!\w)|(?<![\w.$€£₹])\d{9,13}(?!\w)"
    r"|(?<![\w.])\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}(?!\w)"
)
_AMOUNT = r"\d[\d.]*(?: \d{3})*"
_MONEY = re.compile(
    rf"[$€£₹₿¥] ?{_AMOUNT} ?(?:k|m|million|thousand|lakhs?|crores?)?(?!\w)"
    rf"|(?<!\w)(?:usd|eur|inr|gbp|rs\.?) ?{_AMOUNT}k?(?!\w)"
    rf"|(?<!\w){_AMOUNT} ?(?:k|m)? ?(?:[$€£₹₿¥]|(?:usdt?|dollars?|euros?|pounds?|rupees|bucks|btc|eth|grands?)(?!\w))"
    r"|(?<!\w)\d[\d.]*k(?!\w)"
)
_NUMBER = re.compile(r"(?<!\w)\d[\d.:]*(?: \d{3}(?!\d))*(?!\w)")
_NAME = re.compile("<creator>|<name>")  # as published files mask a person in running text
_REPLY = re.compile(rf"(?:^|(?<={BREAK}))(?:\s*<user>)+(?=\s*[^\s<{BREAK}])")
_HAS_DOT, _HAS_PERSON, _HAS_DIGIT = re.compile(r"[./]"), re.compile("[@#<]"), re.compile(r"\d")
_TOKEN = re.compile(rf"{BREAK}|<[a-z]+>|{LETTER}[\w{_MARKS}{_SCRIPTS}\u200c\u200d]*|[{EMOJI}][{JOINERS}]*|[!?¿؟%]")


def one_spelling(texts: Sequence[str]) -> str:
    """Return all texts in one spelling and joined by ``BREAK``: no HTML, no control characters, small letters.

    Compatibility forms (letters of mathematics, full width) and small capitals become plain letters, apostrophes and
    commas become spaces: people who hide their words from filters write so, and the files at hand differ in it.
    """
    between = f" {BREAK} "
    blob = between.join([text[:LONGEST] if text else "" for text in texts])
    if len(_CONTROL.findall(blob)) >= len(texts):  # one of them is no break
        blob = between.join([_CONTROL.sub(" ", text[:LONGEST]) if text else "" for text in texts])
    if "&" in blob:
        blob = html.unescape(blob)
    if "<" in blob:
        blob = _TAG.sub(" ", _LINK_TAG.sub(" <url> ", _TIME_LINK.sub(" ", blob)))
    blob = unicodedata.normalize("NFKC", _STYLED.sub(r" <styled> \g<0>", blob)).lower()
    if _SMALL_CAPITAL.search(blob):
        blob = _SMALL_CAPITAL.sub(lambda found: _SMALL_CAPITALS[found.group()], blob)
    blob = blob.replace("<3", "❤")  # a heart, neither a tag nor a number
    for mark in "'\u2019`\u00b4,_\n\t\r":  # four kinds of apostrophe, a comma, blanks
        blob = blob.replace(mark, " ")
    return blob


def masked(blob: str) -> str:
    """Return the texts with addresses, people, amounts and numbers as placeholders.

    Published files have them so, and what is learnt there then holds for comments as they were written.

    A mention at the very start answers somebody and is ``<reply>``; any other points somebody out and is ``<user>``.
    Each pattern goes only through texts that hold its sign: most hold none, and a dot or a digit is found fast.
    """
    texts = blob.split(BREAK)
    _replace(texts, _HAS_DOT, (_EMAIL, " <email> "), (_URL, " <url> "))
    _replace(
        texts, _HAS_PERSON, (_NAME, f" {NAME} "), (_MENTION, " <user> "), (_REPLY, " <reply> "), (_HASHTAG, " <tag> ")
    )
    _replace(
        texts,
        _HAS_DIGIT,
        (_WALLET, " <wallet> "),
        (_PHONE, " <phone> "),
        (_MONEY, " <money> "),
        (_NUMBER, " <number> "),
    )
    return BREAK.join(texts)


def _replace(texts: list[str], sign: re.Pattern[str], *patterns: tuple[re.Pattern[str], str]) -> None:
    rows = [row for row, text in enumerate(texts) if sign.search(text)]
    if not rows:
        return
    blob = BREAK.join([texts[row] for row in rows])
    for pattern, name in patterns:
        blob = pattern.sub(name, blob)
    for row, text in zip(rows, blob.split(BREAK), strict=True):
        texts[row] = text


@dataclass(frozen=True, slots=True)
class Words:
    """Texts as numbers: ``token`` indexes ``names``, ``text`` says whose it is; both run through all texts in order.

    ``kind`` says what each name is: 0 a word, 1 a placeholder, 2 an emoji, 3 a mark.
    """

    names: tuple[str, ...]
    kind: NDArray[np.int8]
    token: Ints
    text: Ints
    texts: int

    def take(self, rows: Ints) -> Words:
        """Return the texts at these positions, as often as they are named."""
        starts = np.searchsorted(self.text, rows)
        lengths = np.searchsorted(self.text, rows, side="right") - starts
        text = np.repeat(np.arange(rows.size), lengths)
        within = np.arange(text.size) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return Words(self.names, self.kind, self.token[starts[text] + within], text, int(rows.size))


WORD, PLACEHOLDER, PICTURE, MARK = 0, 1, 2, 3
_PICTURE = re.compile(f"[{EMOJI}]")


def _kind(name: str) -> int:
    if name[0] == "<":
        return PLACEHOLDER
    if name[0] in "!?¿؟%":
        return MARK
    return PICTURE if _PICTURE.match(name) else WORD


def split_words(blob: str) -> Words:
    """Return the words, emoji, placeholders and marks of texts that ``masked`` made alike."""
    found = _TOKEN.findall(blob)
    numbers: dict[str, int] = {BREAK: 0}
    token = np.array([numbers.setdefault(name, len(numbers)) for name in found], dtype=np.int64)
    is_break = token == 0
    text = np.cumsum(is_break)
    names = tuple(numbers)[1:]
    kind = np.array([_kind(name) for name in names], dtype=np.int8)
    return Words(names, kind, token[~is_break] - 1, text[~is_break], int(is_break.sum()) + 1)
