"""Single answers of a form: ticks, moments, links, and text that may hold what nobody asked for."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from typing import Literal

from shoal.sources.cells.contacts import MAIL, scrubbed
from shoal.sources.cells.dates import read_date
from shoal.sources.cells.links import looks_like_link
from shoal.sources.cells.text import cell_text, fold, is_missing

Tick = Literal["yes", "no", "open"]
ADULT = 18
OLDEST = 120
LONGEST_TEXT, LONGEST_PLACE, MOST_FILES = 2000, 120, 5
_YES_WORDS = (
    "yes y true 1 x ja oui si sim tak ok okay accepted accept agree agreed confirm confirmed checked on da evet igen "
    "ano kylla jah نعم כן はい 是 예 네 हाँ да ✓ ✔ ☑ ✅"
)
_NO_WORDS = (
    "no not nein nicht kein keine keinen non ne pas nie nee niet geen nao false 0 off under unter below younger junger "
    "less moins menos menor meno minor mineur mineure minorenne minderjahrig don doesn isn aren disagree decline "
    "refuse unchecked hayir nej ei nem нет لا לא いいえ 否 아니요"
)
_YES, _NO = frozenset(_YES_WORDS.split()), frozenset(_NO_WORDS.split())
# Somebody who speaks of herself says so at the start: "I am 18 or older", "Ich habe den Hinweis gelesen".
_SELF = frozenset(["i", "ich", "je", "j", "yo", "soy", "he", "acepto", "tengo", "sono", "ho", "accetto", "sou", "tenho",
                   "aceito", "li", "ik", "jestem", "mam", "akceptuje"])  # fmt: skip
_GOOGLE_ZONE = re.compile(r"\s(?:GMT|UTC)([+-])(\d{1,2})(?::?(\d{2}))?$")
_NAMED_ZONE = re.compile(r"\s([A-Z]{3,5})$")
# Abbreviations a form writes where its zone has one; hours from UTC. CST and IST mean several zones and are left out.
_ZONES = {"CET": "+01", "CEST": "+02", "MEZ": "+01", "MESZ": "+02", "EET": "+02", "EEST": "+03", "WET": "+00",
          "WEST": "+01", "EST": "-05", "EDT": "-04", "MST": "-07", "MDT": "-06", "PST": "-08", "PDT": "-07",
          "BST": "+01"}  # fmt: skip
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_WEB = re.compile(r"^https?://[^\s/]+\S*$", re.IGNORECASE)


def _words(text: str) -> list[str]:
    return [fold(word) or word for word in re.findall(r"[^\W_]+|[✓✔☑✅]", text.replace("\u2019", " "))]


def ticked(text: str, label: str = "") -> Tick:
    """Read a tick: a word for yes or no in many languages, the label of the box itself, or "I am …".

    An empty cell is ``no``: a box nobody ticked. What cannot be told is ``open``, never taken for yes.
    """
    text = cell_text(text)
    words = _words(text)
    if is_missing(text) or not words:
        return "yes" if text in _YES else "no"
    if set(words) & _NO:
        return "no"
    own = words[0] in _SELF or (bool(label) and fold(text) == fold(label))
    return "yes" if own or words[0] in _YES else "open"


def adult(text: str, label: str = "") -> Tick:
    """Read whether somebody says to be an adult: a tick, or an age in years."""
    ages = [int(number) for number in re.findall(r"(?<![\d/.-])\d{1,3}(?![\d/.-])", cell_text(text))]
    told = [age for age in ages if 1 < age <= OLDEST]
    if any(age < ADULT for age in told):
        return "no"
    said = ticked(text, label)
    return "yes" if said == "open" and told else said


def free_text(text: str, longest: int = LONGEST_TEXT) -> str | None:
    """Return an answer in somebody's own words, trimmed, shortened and without contact details."""
    text = cell_text(text)
    return None if is_missing(text) else scrubbed(text)[:longest]


def mail_of(text: str) -> str:
    """Return the mail address in an answer, empty where there is none or several."""
    found = MAIL.findall(cell_text(text).removeprefix("mailto:"))
    return found[0].rstrip(".") if len(found) == 1 else ""


def link_of(text: str) -> str | None:
    """Return a link that may be shown as one: http or https, or an address without a scheme; else ``None``."""
    text = cell_text(text)
    if _WEB.match(text) and "@" not in text.split("/")[2]:
        return text[:LONGEST_TEXT]
    bare = not _SCHEME.match(text) and looks_like_link(text) and not re.search(r"[\s<>\"']", text)
    return f"https://{text}"[:LONGEST_TEXT] if bare else None


def files_of(text: str) -> tuple[str, ...]:
    """Return the links or names of files in an answer, at most five; what is neither is left out."""
    parts = [part for part in re.split(r"[,;\s]+", cell_text(text)) if part and not is_missing(part)]
    named = [link_of(part) or (part if re.fullmatch(r"[\w.()-]{1,120}\.\w{2,5}", part) else None) for part in parts]
    return tuple(dict.fromkeys(part for part in named if part))[:MOST_FILES]


def moment(text: str, order: str | None, zone: tzinfo) -> datetime | None:
    """Return when an application was sent, in UTC, ``None`` where the cell is empty or could be two days.

    ``2026/05/20 1:43:01 PM GMT+1`` is how one tool writes it, ``2026-05-20 12:43:01`` (UTC) another.
    """
    text = cell_text(text)
    match = _GOOGLE_ZONE.search(text)
    if match:
        text = f"{text[: match.start()]} {match[1]}{int(match[2]):02d}:{match[3] or '00'}"
    named = _NAMED_ZONE.search(text)
    if named and named[1] not in ("UTC", "GMT", "AM", "PM"):
        text = f"{text[: named.start()]} {_ZONES.get(named[1], '')}".strip()
    found = read_date(text, order=order, zone=zone).at
    return found.astimezone(UTC) if found else None
