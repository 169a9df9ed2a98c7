"""Signs in a caption that somebody earns on the post: labels, codes, affiliate links, the platform's own label.

What leaves no words leaves no sign: a share of posts with signs is a lower bound (metric dictionary, section 4).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from shoal.signals.captions.labels import Label
from shoal.signals.captions.rules import CommerceWords
from shoal.signals.captions.text import WORD, Caption, folded, seen
from shoal.signals.captions.vocabulary import Entry, Hit

CODE, AFFILIATE, WEAK = "code", "affiliate", "weak"
SignKind = Literal["label", "platform label", "code", "affiliate", "weak"]
# the code behind its noun, in the text as written: capitals, or capitals with digits
BEHIND = re.compile(
    r"[^\w\n]{0,8}(?:(?:is|ist|lautet|est|es|è|é)\s+[^\w\n]{0,4})?(?P<code>[A-Z][A-Z0-9_\-]{2,19}|[0-9]{1,3}[A-Z][A-Z0-9]{1,18})(?!\w)"
)
# "10 % off with MINA10": a code without its noun is believed beside a percentage only
PERCENT = re.compile(r"(?<!\w)(?:with|mit|avec|con|com|met|z|ile)\s+[\"“„'«]?(?P<code>[A-Z]{3,15}[0-9]{1,3})(?!\w)")
BARE_NOUNS = frozenset({"code", "codes", "kod", "codigo", "codice", "kodu", "kodum", "coupon", "cupon", "cupom"})
# a code in small letters has a digit; a code is also offered where a mark opens what we cannot read
SMALL = re.compile(r"[^\w\n]{1,4}[a-z]{2,15}[0-9]{1,3}(?!\w)")
OFFERED = re.compile(r"\s*[:<@\"“„«>]")
LOOK_BACK = 24  # characters in front of the noun


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One sign of a deal with its place in the text as written; a weak one is no evidence by itself."""

    kind: SignKind
    start: int
    end: int
    text: str
    strong: bool


def commerce_entries(words: CommerceWords) -> list[Entry]:
    """Return what to look for besides labels."""
    found = [Entry(group=CODE, key=key, form="word", text=text) for key, text in enumerate(words.code_nouns)]
    found += [Entry(group=AFFILIATE, key=key, form="word", text=text) for key, text in enumerate(words.affiliate)]
    found += [Entry(group=AFFILIATE, key=key, form="tag", text=text) for key, text in enumerate(words.affiliate_tags)]
    return found + [Entry(group=WEAK, key=key, form="word", text=text) for key, text in enumerate(words.weak)]


def signs_in(
    caption: Caption, hits: Sequence[Hit], labels: Sequence[Label], *, stated: bool, words: CommerceWords
) -> tuple[Sign, ...]:
    """Return the signs of one caption, strong ones first.

    ``stated`` says that the platform or the file labels the post. A label that is denied or says unpaid is no sign; one
    that may be an ordinary word, or a vague one without an @name in the caption, is a weak one.
    """
    found = [
        Sign(kind="label", start=label.start, end=label.end, text=label.text, strong=_settles(label, caption))
        for label in labels
        if not label.turn
    ]
    for hit in hits:
        if hit.entry.group == CODE:
            code = _code(caption, hit, words)
            found += [code] if code is not None else []
        elif hit.entry.group in (AFFILIATE, WEAK):
            found.append(_sign(caption, hit, strong=hit.entry.group == AFFILIATE))
    if "%" in caption.text and not any(sign.kind == CODE for sign in found):
        found += [_named(place) for place in PERCENT.finditer(caption.text)][:1]
    if stated:
        found.append(Sign(kind="platform label", start=0, end=0, text="", strong=True))
    return tuple(sorted(found, key=lambda sign: (not sign.strong, sign.start)))


def _settles(label: Label, caption: Caption) -> bool:
    if label.kind == "vague":
        return "@" in caption.plain  # two painters collaborate too; with whom is what makes it a sign
    return not label.doubtful


def _sign(caption: Caption, hit: Hit, *, strong: bool) -> Sign:
    start, end = caption.original(hit.start, hit.end)
    kind: SignKind = "affiliate" if strong else "weak"
    return Sign(kind=kind, start=start, end=end, text=seen(caption.text[start:end]), strong=strong)


def _named(place: re.Match[str]) -> Sign:
    return Sign(kind="code", start=place.start("code"), end=place.end("code"), text=place["code"], strong=True)


def _code(caption: Caption, hit: Hit, words: CommerceWords) -> Sign | None:
    """Return the discount code behind a noun such as "code", ``None`` where it is another kind of code or none."""
    start, end = caption.original(hit.start, hit.end)
    ahead = WORD.findall(caption.plain[max(0, hit.start - LOOK_BACK) : hit.start])
    if ahead and ahead[-1] in words.code_never:
        return None
    own = folded(words.code_nouns[hit.entry.key]) not in BARE_NOUNS
    led = own or any(" ".join(ahead[-many:]) in words.code_leads for many in (1, 2))
    place = BEHIND.match(caption.text, end)
    if place is not None and place["code"] not in words.not_codes:
        digits = any(sign.isdigit() for sign in place["code"])
        shouted = caption.text[start:end].isupper()  # in a caption all in capitals every word looks like a code
        if digits or (led and not shouted):
            return _code_sign(caption, start, place.end("code"))
    small = SMALL.match(caption.text, end) if led else None
    if small is not None:
        return _code_sign(caption, start, small.end())
    # "use code: …", "my discount code": it is offered, whatever stands there
    return _code_sign(caption, start, end) if own or (led and OFFERED.match(caption.text, end)) else None


def _code_sign(caption: Caption, start: int, end: int) -> Sign:
    return Sign(kind="code", start=start, end=end, text=seen(caption.text[start:end]), strong=True)
