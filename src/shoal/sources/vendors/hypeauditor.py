"""A HypeAuditor creator report: shares and the engagement rate are in percent, likes and comments both count.

Where the vendor says ``READY_LOW_CONFIDENCE`` its audience figures are unknown. Scores stay text and are never
ranked on. Source: metrics.md section 3, sources.md section 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shoal.sources.vendors.words import items_of, number_of, part

_WHOLE = 100.0  # parts of an audience add up to this where they are percent, to 1 where they are fractions
_ROUNDING = 0.02  # the vendor rounds each part; a report without small countries adds up to less, never to more
_TYPES = ("real", "bots", "infs", "mass")


def observed_hypeauditor(report: Mapping[str, Any], *, low_confidence: bool) -> dict[str, float | None]:
    """Return the vendor's figures under the vendor's ids, shares as fractions; null is unknown."""
    found = _metrics(report) | _posts(report)
    real = number_of(part(report, "metrics", "real_subscribers_count", "value"))
    audience = {"hypeauditor.real_subscribers_count": real} | _types(report) | _shares(report)
    return found | (dict.fromkeys(audience) if low_confidence else audience)


def _metrics(report: Mapping[str, Any]) -> dict[str, float | None]:
    metrics = part(report, "metrics") or {}
    found: dict[str, float | None] = {}
    for window, values in (part(metrics, "subscribers_count", "performance") or {}).items():
        found[f"hypeauditor.subscribers_count.{window}.value_prev"] = number_of(part(values, "value_prev"))
    for window, values in (part(metrics, "er", "performance") or {}).items():
        found[f"hypeauditor.er.{window}"] = _percent(part(values, "value"))
    return found


def _types(report: Mapping[str, Any]) -> dict[str, float | None]:
    """Return the audience by type; parts that add up neither to 100 nor to less are not percent, so unknown."""
    data = part(report, "features", "audience_by_type", "data") or {}
    shares = {name: number_of(part(data, name)) for name in _TYPES if name in data}
    whole = sum(share or 0.0 for share in shares.values())
    sure = abs(whole - _WHOLE) <= _WHOLE * _ROUNDING
    return {f"hypeauditor.{name}": _percent(share) if sure else None for name, share in shares.items()}


def _shares(report: Mapping[str, Any]) -> dict[str, float | None]:
    features = part(report, "features") or {}
    found: dict[str, float | None] = {}
    for item in items_of(part(features, "audience_geo", "data", "countries")):
        found[f"hypeauditor.audience.country.{str(item.get('code')).upper()}"] = _percent(item.get("prc"))
    for item in items_of(part(features, "audience_geo", "data", "cities")):
        found[f"hypeauditor.audience.city.{item.get('code') or item.get('name')}"] = _percent(item.get("prc"))
    for item in items_of(part(features, "audience_languages", "data")):
        found[f"hypeauditor.audience.language.{item.get('code')}"] = _percent(item.get("prc"))
    for age, shares in (part(features, "audience_age_gender", "data") or {}).items():
        for gender in ("male", "female"):
            found[f"hypeauditor.audience.age_gender.{age}.{gender}"] = _percent(part(shares, gender))
    return found


def _posts(report: Mapping[str, Any]) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for kind, values in (part(report, "features", "media_by_type", "data") or {}).items():
        found[f"hypeauditor.media.{kind}.count"] = number_of(part(values, "count"))
        found[f"hypeauditor.media.{kind}.er"] = _percent(part(values, "er"))
    return found


def scores_hypeauditor(report: Mapping[str, Any]) -> dict[str, str]:
    """Return the vendor's scores as text: what goes into them is not published."""
    score = number_of(part(report, "features", "aqs", "data", "value"))
    return {} if score is None else {"hypeauditor.aqs": f"{score:g}"}


def _percent(value: object) -> float | None:
    number = number_of(value)
    return None if number is None else round(number / _WHOLE, 10)
