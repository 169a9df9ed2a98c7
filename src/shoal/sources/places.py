"""Names of countries, languages and towns to codes and coordinates, offline.

Countries and languages: CLDR. Towns: GeoNames. See ``data/README.md``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from shoal.domain.creator import Place
from shoal.sources.cells.shipped import code_of, shipped
from shoal.sources.cells.text import cell_text, fold, is_missing

ALPHA2 = 2  # letters of a country or language code
_FLAG_FIRST, _FLAG_LAST, _FLAG_LENGTH = 0x1F1E6, 0x1F1FF, 3
# Without a country the largest town of a name is taken only if it has this many times the people of the next
# [judgement]: Paris in France is meant by "Paris", "Springfield" is nobody in particular.
CLEARLY_LARGER = 5.0
LARGE_TOWN = 100_000  # people [judgement]: "Paris, Texas" is not put where another Paris of the country may lie
_COUNTRY_WORDS = {
    "uk": "GB", "usa": "US", "us": "US", "unitedstatesofamerica": "US", "america": "US", "england": "GB",
    "scotland": "GB",
    "wales": "GB", "northernireland": "GB", "greatbritain": "GB", "britain": "GB", "holland": "NL", "brd": "DE",
    "uae": "AE",
    "korea": "KR", "southkorea": "KR", "russia": "RU", "czechrepublic": "CZ", "macedonia": "MK", "ivorycoast": "CI",
    "turkey": "TR", "burma": "MM", "swaziland": "SZ", "el": "GR", "viet": "VN", "hongkong": "HK", "macau": "MO",
    "eng": "GB",
}  # fmt: skip
# States of the United States, by name and postal code: tools write "Austin, TX"; two of them are countries too.
_STATE_WORDS = (
    "al alabama ak alaska az arizona ar arkansas ca california co colorado ct connecticut de delaware fl florida ga "
    "georgia hi hawaii id idaho il illinois in indiana ia iowa ks kansas ky kentucky la louisiana me maine md "
    "maryland ma massachusetts mi michigan mn minnesota ms mississippi mo missouri mt montana ne nebraska nv nevada "
    "nh newhampshire nj newjersey nm newmexico ny newyork nc northcarolina nd northdakota oh ohio ok oklahoma or "
    "oregon pa pennsylvania ri rhodeisland sc southcarolina sd southdakota tn tennessee tx texas ut utah vt vermont "
    "va virginia wa washington wv westvirginia wi wisconsin wy wyoming dc districtofcolumbia"
)
_STATES = frozenset(_STATE_WORDS.split())
# ISO 3166-1 alpha-3, which CLDR does not carry by name: only where it is no other word.
_ALPHA3_PAIRS = (
    "AFG:AF ALB:AL DZA:DZ AND:AD AGO:AO ARG:AR ARM:AM AUS:AU AUT:AT AZE:AZ BHR:BH BGD:BD BLR:BY BEL:BE BIH:BA BRA:BR "
    "BGR:BG CAN:CA CHL:CL CHN:CN COL:CO CRI:CR HRV:HR CUB:CU CYP:CY CZE:CZ DNK:DK DOM:DO ECU:EC EGY:EG EST:EE ETH:ET "
    "FIN:FI FRA:FR GEO:GE DEU:DE GER:DE GHA:GH GRC:GR GTM:GT HKG:HK HUN:HU ISL:IS IND:IN IDN:ID IRN:IR IRQ:IQ IRL:IE "
    "ISR:IL ITA:IT JAM:JM JPN:JP JOR:JO KAZ:KZ KEN:KE KOR:KR KWT:KW LVA:LV LBN:LB LTU:LT LUX:LU MYS:MY MLT:MT MEX:MX "
    "MDA:MD MCO:MC MNE:ME MAR:MA NPL:NP NLD:NL NZL:NZ NGA:NG MKD:MK NOR:NO OMN:OM PAK:PK PAN:PA PRY:PY PER:PE PHL:PH "
    "POL:PL PRT:PT QAT:QA ROU:RO RUS:RU SAU:SA SEN:SN SRB:RS SGP:SG SVK:SK SVN:SI ZAF:ZA ESP:ES LKA:LK SWE:SE SUI:CH "
    "CHE:CH TWN:TW TZA:TZ THA:TH TUN:TN TUR:TR UGA:UG UKR:UA ARE:AE GBR:GB USA:US URY:UY UZB:UZ VEN:VE VNM:VN YEM:YE"
)
_ALPHA3 = dict(pair.split(":") for pair in _ALPHA3_PAIRS.split())


_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"})


@lru_cache(maxsize=8192)
def country_code(text: str) -> str | None:
    """Return the ISO 3166 alpha-2 code of a country named in any of many languages, by code or as ``UK``/``USA``."""
    text = cell_text(text)
    flag = _flag(text)
    if flag is not None or not text:
        return flag
    upper = text.upper()
    if _is_country(upper) and len(text) == ALPHA2 and upper != "UK":
        return upper
    known = _ALPHA3.get(upper) or _COUNTRY_WORDS.get(fold(text))
    if known:
        return known
    code = None if is_missing(text) else code_of("country", fold(text))
    return code if code and _is_country(code) else None


def _is_country(code: str) -> bool:
    return code not in _NOT_COUNTRIES and code_of("country code", fold(code)) == code


def _flag(text: str) -> str | None:
    """Return the country of a flag emoji."""
    letters = [chr(ord(c) - _FLAG_FIRST + ord("A")) for c in text if _FLAG_FIRST <= ord(c) <= _FLAG_LAST]
    code = "".join(letters)
    return code if len(letters) == ALPHA2 and len(text) <= _FLAG_LENGTH and _is_country(code) else None


@lru_cache(maxsize=8192)
def language_code(text: str) -> str | None:
    """Return the ISO 639-1 code of a language named in any of many languages or given as a code (``de``, ``pt-BR``)."""
    text = cell_text(text)
    if not text:
        return None
    head = text.replace("_", "-").partition("-")[0].lower()
    is_code = len(head) == ALPHA2 and code_of("language code", head) == head
    if is_code and (len(text) == ALPHA2 or text[2] in "-_"):
        return head
    code = None if is_missing(text) else code_of("language", fold(text))
    code = {"fil": "tl"}.get(code, code.partition("_")[0]) if code else None
    return code if code and len(code) == ALPHA2 else None


@dataclass(frozen=True, slots=True)
class _Town:
    country: str
    latitude: float
    longitude: float
    people: int


def let_go_of_cells() -> None:
    """Let go of the tables (10 MB, and 0.03 s for the next town) and of every cell that was read.

    Cells are names and places of people, and however small, they hold on to all the memory that a file took meanwhile.
    """
    for kept in (shipped, code_of, fold, country_code, language_code, locate, place_of):
        kept.cache_clear()


def _towns(key: str) -> list[_Town]:
    """Return the towns of a folded name, the largest first. O(log towns)."""
    rows = (line.split(",") for line in shipped("cities.csv.gz").starting(f"{key},"))
    towns = [_Town(country, float(north), float(east), int(people)) for _, country, north, east, people in rows]
    return sorted(towns, key=lambda town: -town.people)


@lru_cache(maxsize=65536)
def locate(city: str, country: str | None = None) -> Place | None:
    """Return the place of a town, ``None`` where it is not known or the name is not clear.

    With a country the largest town of the name there; without one only a town clearly larger than its namesakes.
    """
    towns = _towns(fold(city))
    if country is not None:
        towns = [town for town in towns if town.country == country]
    elif len(towns) > 1 and towns[0].people < CLEARLY_LARGER * towns[1].people:
        return None
    if not towns:
        return None
    town = towns[0]
    return Place(country=town.country, city=cell_text(city), latitude=town.latitude, longitude=town.longitude)


@lru_cache(maxsize=65536)
def place_of(text: str, country: str | None = None) -> Place | None:
    """Return the place a cell names: a town, or a town and what it lies in ("Graz, Austria", "Austin, TX", "France").

    ``country`` (ISO 3166 alpha-2) wins over one that the cell names. Behind a town and a region the town has to be
    clear, as no table of regions is here: "Springfield, Illinois, USA" is a place in the United States, no more.
    """
    found = locate(text, country)
    town, *inside = [part.strip() for part in re.split(r"[,/|()]", text) if part.strip()] or [""]
    where = _countries(inside[-1] if inside else town, alone=not inside)
    if found is not None or not where:
        return found
    towns = [one for one in _towns(fold(town)) if one.country in ((country,) if country else where)] if inside else []
    in_region = len(inside) > 1 or (bool(inside) and fold(inside[0]) in _STATES)
    if towns and (not in_region or _clear(towns)):
        return Place(country=towns[0].country, city=town, latitude=towns[0].latitude, longitude=towns[0].longitude)
    code = country or (where[0] if len(where) == 1 else None)
    return Place(country=code) if code else None


def _clear(towns: Sequence[_Town]) -> bool:
    """Say whether a name with a region that nobody can check is one large town: a smaller one may lie elsewhere."""
    first, second = towns[0].people, towns[1].people if len(towns) > 1 else 0
    return first >= max(LARGE_TOWN, CLEARLY_LARGER * second)


def _countries(text: str, *, alone: bool) -> tuple[str, ...]:
    """Return what countries a word may mean: behind a town, Georgia and DE are states of the United States as well."""
    code = country_code(text)
    state = fold(text) in _STATES and not (alone and len(text) == ALPHA2)
    return tuple(dict.fromkeys(([code] if code else []) + (["US"] if state else [])))
