"""What the header of a column says of it: by word, by platform, by unit, each with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shoal.domain.intake import Kind, ReadOptions
from shoal.errors import UnknownColumnError
from shoal.sources.aliases import BOX_WORDS, CONTACT_WORDS, DENIED_WORDS, FIELDS_BY_KIND, INDEX_BY_KIND
from shoal.sources.cells.money import currency_code
from shoal.sources.cells.platforms import platform_of
from shoal.sources.cells.text import fold

CONTACT_STAYS = "contact details stay in the file until a basis for keeping them is recorded"
KEEP = "keep"
_DENIED = "ethnicity ethnicities ethnic religion religious sexuality sexual income political races disability"
_DENIED_TOKENS = frozenset(_DENIED.split())
_ACCOUNT_WORDS = frozenset(
    {"", "handle", "url", "link", "username", "account", "profile", "name", "id", "user", "page", "channel"}
)
_PER_PLATFORM = (
    "handle", "followers", "following", "er", "avg_likes", "avg_comments", "avg_views", "fee", "posts_count",
)  # fmt: skip
_UNIT = re.compile(
    r"^(.*?)[\s_]*(?:[(\[]\s*(?:in\s+)?([^)\]]{1,20})\s*[)\]]|\bin\s+(\S{1,6})|\s(%|[€£$]|[A-Z]{3}))\s*$", re.IGNORECASE
)
_COUNTED = ("followers", "following", "posts_count")  # a day behind them, "(as of 1.10.)", changes nothing
_DAY = re.compile(r"(?:(?:stand|as of|per|am|at|au|al|op):?\s+)?\d{1,4}(?:[./-]\d{1,4}){1,2}\.?", re.IGNORECASE)
_NESTED = re.compile(r"(?<=\w)[./](?=\w)")  # between the names of boxes, as in "statistics.subscriberCount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: the field it was taken for, why, and what its cells were found to be.

    ``platform`` is set where the header names one; ``unit`` is ``percent`` or a currency that the header states;
    ``mark`` the decimal mark, ``order`` that of day and month, ``signs`` whether most cells carry a percent sign,
    ``settled`` the unit on which recomputed rows agreed, ``currency`` the one that all signs in the column name.
    """

    header: str
    field: str | None
    reason: str
    dropped: str | None = None
    platform: str | None = None
    unit: str | None = None
    mark: str | None = None
    order: str | None = None
    signs: bool = False
    settled: str | None = None
    currency: str | None = None
    reading: str = ""
    samples: tuple[str, ...] = ()


def _said(field: str) -> str:
    """Return a field in words."""
    return "engagement rate" if field == "er" else field.replace("_", " ")


def _parts(header: str) -> list[str]:
    """Return a header and the parts of a nested one, folded: in ``contact.phone`` either says what is below it."""
    return [fold(header), *(fold(part) for part in _NESTED.split(header))]


def denied(header: str) -> str | None:
    """Return the protected trait a header carries, ``None`` where it carries none."""
    trait = next((DENIED_WORDS[part] for part in _parts(header) if part in DENIED_WORDS), None)
    if trait:
        return trait
    tokens = {fold(token) for token in re.split(r"[^\w]+|_", header)}
    return next(iter(tokens & _DENIED_TOKENS), None)


def contact(header: str) -> str | None:
    """Return the kind of contact detail a header carries, ``None`` where it carries none."""
    parts = _parts(header)
    known = next((CONTACT_WORDS[part] for part in parts if part in CONTACT_WORDS), None)
    return known or ("e-mail" if any(part.endswith(("email", "emailaddress")) for part in parts) else None)


def _contact_within(header: str) -> str | None:
    """Return the contact detail that one word of a longer header names: "Contact mail", "WhatsApp Nr"."""
    kinds = [CONTACT_WORDS.get(fold(word)) for word in re.split(r"[^\w]+|_", header)]
    return next((kind for kind in kinds if kind not in (None, "contact")), None)


def _stated(header: str, kind: Kind, options: ReadOptions) -> Column | None:
    """Return what a person said about a column."""
    said = {fold(name): field for name, field in options.columns.items()}.get(fold(header))
    if said == KEEP:
        return Column(header=header, field=None, reason="you said: keep it under its own name")
    if said is not None:
        if said not in FIELDS_BY_KIND[kind]:
            raise UnknownColumnError(
                "no such field",
                received=said,
                allowed=(*sorted(FIELDS_BY_KIND[kind]), KEEP),
                next_step="correct --column",
            )
        return Column(header=header, field=said, reason="you said so")
    if options.key is not None and fold(options.key) == fold(header):
        return Column(header=header, field="key", reason="you said: this identifies an account")
    return None


def _protected(header: str) -> Column | None:
    trait = denied(header)
    why = f"{trait}: nobody is chosen by it, so it is not stored"
    return Column(header=header, field=None, reason="a protected trait", dropped=why) if trait else None


def of_contact(header: str, detail: str | None) -> Column | None:
    """Return the column of a contact detail, which is not stored; ``None`` where there is none."""
    if detail is None:
        return None
    return Column(header=header, field=None, reason=f"a contact detail ({detail})", dropped=CONTACT_STAYS)


def _by_word(header: str, kind: Kind) -> Column | None:
    field = INDEX_BY_KIND[kind].get(fold(header))
    return Column(header=header, field=field, reason=f"“{header}” is a word for {_said(field)}") if field else None


def _by_platform(header: str, kind: Kind) -> Column | None:
    """Read ``Instagram``, ``TikTok URL``, ``IG handle``, ``YouTube subscribers``; of posts ``Instagram post URL``."""
    allowed = _PER_PLATFORM if kind == "creators" else ("post_key",)
    tokens = [token for token in re.split(r"[\s_:/.\-()]+", header) if token]
    for size in (2, 1):
        for at in range(len(tokens) - size + 1):
            platform = platform_of(" ".join(tokens[at : at + size]))
            if platform is None or (platform == "x" and len(tokens) == 1 and tokens[0].lower() != "x"):
                continue
            rest = fold("".join(tokens[:at] + tokens[at + size :]))
            field = "handle" if kind == "creators" and rest in _ACCOUNT_WORDS else INDEX_BY_KIND[kind].get(rest)
            if field in allowed:
                of = platform if kind == "creators" else None  # posts say it by their links
                return Column(header=header, field=field, platform=of, reason=f"the header names {platform}")
    return None


def _by_unit(header: str, kind: Kind) -> Column | None:
    """Read a unit in the header: ``ER (%)``, ``Fee in EUR``, ``Preis €``."""
    match = _UNIT.match(header)
    if match is None:
        return None
    unit = (match[2] or match[3] or match[4] or "").strip()
    field = INDEX_BY_KIND[kind].get(fold(match[1]))
    if field == "er" and unit.casefold() in ("%", "percent", "pct", "prozent"):
        return Column(header=header, field=field, unit="percent", reason="the header says percent")
    money = currency_code(unit) if field in ("fee", "revenue") else None
    if money:
        return Column(header=header, field=field, unit=money, reason=f"the header says {money}")
    plain = unit.casefold() in ("$", "number", "count", "n", "#", "no.", "avg", "total", "optional", "required")
    dated = field in _COUNTED and _DAY.fullmatch(unit)
    if field is None or not (plain or dated):
        return None
    return Column(header=header, field=field, reason=f"“{match[1].strip()}” is a word for {_said(field)}")


def _by_part(header: str, kind: Kind) -> Column | None:
    """Read ``statistics.subscriberCount``, ``metrics/er/value``: a word for a field, and boxes that say nothing.

    Any other part may change the meaning (``audience.country``), so it leaves the column under its own name.
    """
    parts = [part for part in _NESTED.split(header) if fold(part) not in BOX_WORDS]
    field = INDEX_BY_KIND[kind].get(fold(parts[0])) if len(parts) == 1 and parts[0] != header else None
    return Column(header=header, field=field, reason=f"“{parts[0]}” is a word for {_said(field)}") if field else None


def by_header(header: str, kind: Kind, options: ReadOptions) -> Column:
    """Return what a header was taken for, unless its cells say otherwise.

    A protected trait is dropped whatever a person says of it, a contact detail is never kept under its own name: both
    would be stored. Raises UnknownColumnError where a person named a field that is not there.
    """
    said = _stated(header, kind, options)
    detail = contact(header)
    if said is not None and said.field is None and (detail or _contact_within(header)):
        said = None
    column = _protected(header) or said or of_contact(header, detail) or _by_unit(header, kind)
    column = column or _by_word(header, kind) or _by_part(header, kind) or _by_platform(header, kind)
    if column is not None:
        return column
    if fold(header).endswith("percent") and INDEX_BY_KIND[kind].get(fold(header)[:-7]) == "er":
        return Column(header=header, field="er", unit="percent", reason="the header says percent")
    kept = Column(header=header, field=None, reason="no field of Shoal: kept under its own name")
    return of_contact(header, _contact_within(header)) or kept
