"""Words that say an account may belong to somebody under 18.

Only what somebody wrote counts: never a face, a first name or a follower count. A hit asks a person, it proves nothing.
The list is short and multilingual; a missing word means that a person has to notice, so it can grow.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from shoal.domain.finding import Finding
from shoal.domain.vetting import Looked

BAND_CHECK = "vendor_age_band"  # a finding on a supplied audience that is a question about the creator herself
YOUNGEST, ADULT = 10, 18  # ages below ten are nearly always about somebody else's child

_PARENT = (
    r"(?:parents?|mum|mom|mummy|mommy|mama|mamma|mother|dad|daddy|father|guardians?|eltern|mutter|vater|papa|"
    r"maman|m[eè]re|p[eè]re|padres|madre|padre|mam[aá]|pap[aá]|genitori|pais|m[aã]e|pai|ouders|moeder|vader|"
    r"rodzic[oó]w|rodzice|mam[eę]|tat[eę]|f[oö]r[aä]ldrar|forældre|foreldre)"
)
_POSSESSIVE = (
    r"(?:(?:my|his|her|their|the|our|meinen?|seinen?|ihren?|deren|den|der|dem|meiner|seiner|ihrer|mes|ses|ma|sa|mon|"
    r"son|les|leurs?|mis|sus|mi|su|los|la|miei|suoi|mia|sua|os|meus|seus|minha|mijn|haar|zijn|hun|de|moich|jej|"
    r"jego|mina|mine|sina)\s+)?"
)
_RUN = (
    r"(?:run|managed|monitored|supervised|owned|operated|handled|gef[uü]hrt|betreut|verwaltet|geleitet|g[eé]r[eé]|"
    r"administrad[oa]|gestionad[oa]|manejad[oa]|llevad[oa]|gestit[oa]|gerid[oa]|gerenciad[oa]|beheerd|gerund|"
    r"prowadzon[eay]|drivs|styrs|drevet|styres)"
)
_RUNS = r"(?:runs?|manages?|f[uü]hr(?:t|en)|betreu(?:t|en)|verwalte(?:t|n))"
_THIS = r"(?:this|the|my|his|her|diesen|den|meinen|das|dieses)"
_BY = r"(?:by|von|vom|durch|par|por|dai|dalla|dal|da|pel[oa]s?|door|przez|av|af)"
_AGE = rf"(?:1[0-{ADULT - 11}])"
# "I'm 15 k followers in", "I'm 12 minutes away" are amounts, no ages.
_NO_AMOUNT = r"(?!\s*[%.,:/]?\d)(?!\s*(?:years? of|k\b|weeks?|months?|days?|hours?|min|km\b|kids|times|cats|dogs|in\b))"

PHRASES = re.compile(
    "|".join(
        (
            rf"\b{_RUN}\s+{_BY}\s+{_POSSESSIVE}{_PARENT}\b",  # run by my mum
            rf"\b{_BY}\s+{_POSSESSIVE}{_PARENT}\s+{_RUN}\b",  # von meinen Eltern betreut
            rf"\b{_PARENT}[\s-]+(?:run|managed|monitored|supervised)\b",  # parent-run
            rf"\b{_PARENT}\s+{_RUNS}\s+{_THIS}\s+(?:account|page|profile?|konto|kanal)\b",  # mum runs this account
            r"\b(?:kid'?s?'?|child(?:ren'?s)?|kinder|teen(?:age)?r?'?s?)[\s-]?(?:account|konto|influencer|creator|model)\b",
            r"\b(?:i'?m|i am|ich bin|still)\s+(?:under|unter)\s?18\b",
            r"\b(?:minderj[aä]hrig|minor account|mineure?|menor de edad|minorenne)\b",
        )
    )
)
AGES = re.compile(
    "|".join(
        (
            rf"\b(?:i'?m|i am|aged?|age:|ich bin|ik ben)\s*{_AGE}\b{_NO_AMOUNT}",
            rf"\b(?:j'ai|tengo|ho|tenho|mam)\s+{_AGE}\s+(?:ans|años|anni|anos|lat)\b",
            rf"\b{_AGE}\s?-?(?:years?[\s-]old|yrs?[\s-]old|y/?o\b|jahre\s+(?:alt|jung)|jähriger?s?\s+(?:sch|mäd|jung))",
        )
    )
)
BORN = re.compile(r"\b(?:born|geboren|née?|nac[eií]\w*|nat[oa] nel|jahrgang)\b[^|/]{0,20}?\b((?:19|20)\d\d)\b")
# A bio in pieces ("16 | Berlin | dance"): one piece is a bare age. A slash does not
# part here: "01/10" is a birthday.
BARE_AGE = re.compile(rf"(?:^|[|•·\n])\s*{_AGE}\s*(?:y|🎂)?\s*(?=[|•·\n])")
# Somebody else's age or a thing's: "mum of a 12 year old", "our 15 year old bakery".
NOT_HERSELF = re.compile(
    r"\b(?:of|with|my|our|meine[rn]?|unsere?|für|for|son|daughter|sohn|tochter|kids?|whisky|wine|dog|cat|ages?|since|over)"
    r"(?:\s+\S+){0,2}\s*$"
)
# A text without any of these cannot match: one quick look instead of a slow one for most texts.
STEMS = (
    "parent", "mum", "mom", "mam", "mother", "dad", "father", "guardian", "eltern", "mutter", "vater", "pap", "mère",
    "mere", "père", "pere", "padre", "madre", "genitori", "pais", "mãe", "mae", "pai", "ouders", "moeder", "vader",
    "rodzic", "tat", "ldrar", "ældre", "eldre", "kid", "child", "kinder", "teen", "18", "minder", "minor",
    "mineur", "menor", "10", "11", "12", "13", "14", "15", "16", "17", "born", "geboren", "né", "naci", "nat",
)  # fmt: skip
CONTEXT = 40
# Letters that become Latin ones only when a text is folded, not in small letters: sharp and long s, Kelvin, ligatures.
FOLDED_ONLY = "\u00df\u0149\u01f0\u1e96-\u1e9a\u1e9e\u017f\u212a\u212b\ufb00-\ufb06"
SPACES = r"\t-\r\x1c-\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"


def minor_pattern() -> str:
    """Return a pattern in RE2 that finds every suspected text in small letters, and some more: a first sieve.

    It is the patterns above without the conditions around a match, since RE2 knows no letters beyond a to z at the
    edge of a word. A million texts then cost a second in an engine; what is found is read again here.
    """
    bare_age = BARE_AGE.pattern.replace(r"(?=[|•·\n])", r"[|•·\n]")
    patterns = (PHRASES.pattern, AGES.pattern.replace(_NO_AMOUNT, ""), BORN.pattern, bare_age)
    loose = "|".join(patterns).replace(r"\b", "").replace(r"[\s-]", f"[{SPACES}-]").replace(r"\s", f"[{SPACES}]")
    loose = loose.replace(r"\d", r"\p{Nd}").replace(r"\w", r"[\p{L}\p{N}_]").replace("'", "['\u2019]")
    return f"[{FOLDED_ONLY}]|{loose}"


def suspected_minor(text: str, year: int) -> str | None:
    """Return the words that suggest an account of somebody under 18, ``None`` where there are none.

    ``year`` is the present one, for "born 2011". O(length); most texts cost one look for a few word stems.
    """
    folded = text.casefold().replace("\u2019", "'")
    if not _has_stem(folded):
        return None
    found = PHRASES.search(folded) or BARE_AGE.search(folded) or _own_age(folded) or _born_late(folded, year)
    return None if found is None else _quote(text if len(text) == len(folded) else folded, found)


def _has_stem(folded: str) -> bool:
    return any(map(folded.__contains__, STEMS))  # without a frame of Python for each of them


def _own_age(folded: str) -> re.Match[str] | None:
    """Return the first stated age of 10 to 17 that is not somebody else's."""
    return next((hit for hit in AGES.finditer(folded) if not NOT_HERSELF.search(folded[: hit.start()])), None)


def _born_late(folded: str, year: int) -> re.Match[str] | None:
    """Return the first stated year of birth of somebody who may still be under 18."""
    hits = (hit for hit in BORN.finditer(folded) if YOUNGEST <= year - int(hit.group(1)) <= ADULT)
    return next((hit for hit in hits if not NOT_HERSELF.search(folded[: hit.start()])), None)


def _quote(text: str, found: re.Match[str]) -> str:
    """Return the words found with a little of what stands around them."""
    start, end = max(0, found.start() - CONTEXT), min(len(text), found.end() + CONTEXT)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return before + " ".join(text[start:end].split()) + after


# the question, and a person's answer --------------------------------------------------------------------------------


def minor_hits(name: str, bio: str, notes: str, year: int) -> tuple[str, ...]:
    """Return what suggests somebody under 18 in what is written of an account, as ``notes: "run by parents"``.

    A hit in the notes comes first, then bio, then name: what somebody here wrote down knows most.
    """
    if not _has_stem("\n".join((notes, bio, name)).casefold()):
        return ()
    columns = (("notes", notes), ("bio", bio), ("name", name))
    found = ((column, suspected_minor(text, year)) for column, text in columns if text)
    return tuple(f'{column}: "{words}"' for column, words in found if words is not None)


def band_hits(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return what a vendor says of the creator's own age group, among the findings of other checks."""
    return tuple(one.text for finding in findings if finding.check == BAND_CHECK for one in finding.evidence)


def words_digest(hits: Sequence[str]) -> str:
    """Return what a person's look is bound to: with other words the question is open again."""
    return hashlib.sha256("\n".join(hits).encode()).hexdigest()


def is_blocked(hits: Sequence[str], looked: Looked | None) -> bool:
    """Say whether a creator waits for the under-18 check, or was found to be under 18 by a person.

    Only a person who looked at these very words lifts it.
    """
    if looked is None or looked.said == "open":
        return bool(hits)
    if looked.said == "minor":
        return True
    return bool(hits) and looked.words_sha256 != words_digest(hits)
