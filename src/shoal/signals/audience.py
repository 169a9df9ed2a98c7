"""Audiences as somebody supplied them: shares by country, language, age band and gender, read back with their limits.

Each supplier stands for itself: nothing is averaged. Age and gender are shown as supplied and are no filter by
themselves (sources.md section 10). A band of the audience says nothing about the age of the creator.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from shoal.domain.bulk import Floats
from shoal.domain.finding import Evidence, Finding, Findings
from shoal.domain.values import Estimate, State, Value
from shoal.signals.own_insights import own_insights
from shoal.stats import share_interval, stored

SHELF_DAYS = 90.0  # metric dictionary, section 6: newest sample or insight, at most 90 days old
LEAST_PEOPLE = 100  # platforms withhold smaller groups; metric dictionary, section 6
# No supplier says how many people its shares rest on. The range is that of a sample of so many people [j]: the smallest
# group that a platform itself shows.
AS_IF_PEOPLE = 100
LEVEL = 0.9
AUDIENCE_VERSION = "2"
NAME = re.compile(
    r"(?:(?P<vendor>\w+)\.audience\.(?P<kind>country|language|age|gender|age_gender|city)\.(?P<label>.+)"
    r"|audience_(?P<own_kind>country|language|age|gender|age_gender|city):(?P<own_label>.+))"
)
CREATOR_BAND = re.compile(r"(?P<vendor>\w+)\.creator_age\.(?P<band>13-17)")
MINOR_BAND = "13-17"
VENDORS = {"modash": "Modash", "hypeauditor": "HypeAuditor"}
# How suppliers name who follows, and which way each figure points; directions differ, so none is turned round.
QUALITY = {
    "modash.credibility": "higher is better", "modash.audience_type.suspicious": "higher is worse",
    "modash.audience_type.mass_followers": "higher is worse", "hypeauditor.real": "higher is better",
    "hypeauditor.bots": "higher is worse", "hypeauditor.mass": "higher is worse",
}  # fmt: skip
ROUNDING = 0.02  # suppliers round each part


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of an audience by age bands and genders as suppliers write them (``25-34``, ``female``)."""

    ages: tuple[str, ...] = ()
    genders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """The audience of one account by one supplier: (kind, label) to the newest value; labels in small letters."""

    supplier: str
    shares: Mapping[tuple[str, str], Value]

    def listed(self, kind: str) -> dict[str, float]:
        """Return the shares of one kind that have a number."""
        return {
            label: value.estimate.value
            for (its_kind, label), value in self.shares.items()
            if its_kind == kind and value.estimate is not None
        }

    def has(self, kind: str) -> bool:
        """Say whether the supplier told of that kind at all, be it that it is not sure."""
        return any(its_kind == kind for its_kind, _ in self.shares)


def supplied_by(values: Sequence[Value]) -> tuple[Supplied, ...]:
    """Return an account's supplied audiences, one for each supplier; of a name the first value, which is the newest."""
    found: dict[str, dict[tuple[str, str], Value]] = {}
    for value in values:
        named = NAME.fullmatch(value.name)
        if named is None:
            continue
        source = value.provenance.source if value.provenance else "a file"
        supplier = VENDORS.get(named["vendor"], named["vendor"]) if named["vendor"] else source
        key = (named["kind"] or named["own_kind"], (named["label"] or named["own_label"]).casefold())
        found.setdefault(supplier, {}).setdefault(key, value)
    return tuple(Supplied(supplier=name, shares=found[name]) for name in sorted(found))


def local_share(told: Supplied, countries: Sequence[str], followers: float, as_of: datetime) -> Value:
    """Return the share of an audience in some countries (ISO codes), as supplied."""
    return _share("local_share", told, ("country", countries), followers, as_of)


def language_share(told: Supplied, languages: Sequence[str], followers: float, as_of: datetime) -> Value:
    """Return the share of an audience that speaks some languages (ISO codes), as supplied."""
    return _share("language_share", told, ("language", languages), followers, as_of)


def segment_share(told: Supplied, segment: Segment, followers: float, as_of: datetime) -> Value:
    """Return the share of an audience in age bands, of genders, or both.

    Both together are read from the supplier's table of both. Without one only the limits are known that the two shares
    leave (metric dictionary, code FB); they are the range then.
    """
    if not (segment.ages and segment.genders):
        kind, labels = ("age", segment.ages) if segment.ages else ("gender", segment.genders)
        table = _share("segment_share", told, (kind, labels), followers, as_of)
        if table.known or kind == "gender" or not told.has("age_gender"):
            return table
        cells = [f"{age}.{gender}" for age in segment.ages for gender in ("male", "female")]
        return _share("segment_share", told, ("age_gender", cells), followers, as_of)
    cells = [f"{age}.{gender}" for age in segment.ages for gender in segment.genders]
    if all(cell.casefold() in told.listed("age_gender") for cell in cells):
        return _share("segment_share", told, ("age_gender", cells), followers, as_of)
    ages = _share("segment_share", told, ("age", segment.ages), followers, as_of)
    genders = _share("segment_share", told, ("gender", segment.genders), followers, as_of)
    if ages.estimate is None or genders.estimate is None:
        return ages if ages.estimate is None else genders
    one, other = ages.estimate.value, genders.estimate.value
    low, high = max(0.0, one + other - 1.0), min(one, other)
    estimate = Estimate(
        value=stored((low + high) / 2), low=stored(low), high=stored(high), level=1.0, n=0, method="bounds"
    )
    return Value(
        name="segment_share", state=ages.state, unit="fraction", version=AUDIENCE_VERSION, estimate=estimate,
        reason="limits that the shares of age and of gender leave", parts=(*ages.parts, *genders.parts),
        provenance=ages.provenance,
    )  # fmt: skip


def _share(name: str, told: Supplied, wanted: tuple[str, Sequence[str]], followers: float, as_of: datetime) -> Value:
    """Return the sum of some shares of one kind, with what is missing, too old or too small to show."""
    kind, asked = wanted
    labels = [label.casefold() for label in dict.fromkeys(asked)]
    listed = told.listed(kind)
    parts = tuple((f"{kind} {label}", listed.get(label)) for label in labels)
    known = [listed[label] for label in labels if label in listed]
    newest = next((told.shares[kind, label] for label in labels if (kind, label) in told.shares), None)
    origin = newest.provenance if newest else None

    def without(state: State, reason: str) -> Value:
        return Value(
            name=name, state=state, unit="fraction", version=AUDIENCE_VERSION, reason=reason, parts=parts,
            provenance=origin,
        )  # fmt: skip

    if not known:
        return without("unknown", _why_unknown(told, kind, labels))
    share = min(sum(known), 1.0)
    if sum(listed.values()) > 1.0 + ROUNDING and kind != "language":  # people speak several languages
        return without("unknown", f"the shares by {kind} add up to more than everybody")
    if np.isfinite(followers) and share * followers < LEAST_PEOPLE:
        return without("withheld", f"fewer than {LEAST_PEOPLE} people: platforms show no smaller group")
    reasons = [] if np.isfinite(followers) else ["follower count not known, so the size of the group is not checked"]
    missing = len(labels) - len(known)
    if missing:
        reasons.append(f"at least: {missing} of {len(labels)} are not listed")
    estimate = _estimate(share, missing * _most_unlisted(listed))
    age = None if origin is None or origin.observed_at is None else as_of - origin.observed_at
    state: State = "stale" if age is not None and age > timedelta(days=SHELF_DAYS) else "estimated"
    if state == "stale" and age is not None:
        reasons.append(f"{age.days} days old")
    return Value(
        name=name, state=state, unit="fraction", version=AUDIENCE_VERSION, estimate=estimate,
        reason="; ".join(reasons) or "as supplied; the sample behind it is not published", parts=parts,
        window=f"as supplied by {told.supplier}", provenance=origin,
    )  # fmt: skip


def _estimate(share: float, more: float) -> Estimate:
    """Return a share with the range of a sample of 100 people; ``more`` is what unlisted labels may add."""
    found = share_interval(share * AS_IF_PEOPLE, AS_IF_PEOPLE, LEVEL)
    high = min(1.0, float(found.high) + more)
    return Estimate(
        value=stored(share), low=stored(min(float(found.low), share)), high=stored(max(high, share)), level=LEVEL, n=0,
        method="as supplied, range of a sample of 100",
    )  # fmt: skip


def _most_unlisted(listed: Mapping[str, float]) -> float:
    """Return the most that a label outside a list of the largest can have: the smallest listed, or what is left."""
    return max(0.0, min(*listed.values(), 1.0 - sum(listed.values()))) if listed else 1.0


def _why_unknown(told: Supplied, kind: str, labels: Sequence[str]) -> str:
    listed = told.listed(kind)
    if listed:
        named, most = ", ".join(labels), _percent(_most_unlisted(listed))
        return f"{named} is not among the {len(listed)} that {told.supplier} lists; at most {most}"
    return (
        f"{told.supplier} is not sure of its figures" if told.has(kind) else f"{told.supplier} says nothing of {kind}"
    )


def vendor_minor_band(values: Sequence[Value]) -> Evidence | None:
    """Return a vendor's guess that the creator herself is 13 to 17, for the under-18 guard alone.

    Never a band of her audience: that young people follow somebody says nothing about her age.
    """
    for value in values:
        band = CREATOR_BAND.fullmatch(value.name)
        if band is not None and value.estimate is not None and value.estimate.value > 0:
            vendor = VENDORS.get(band["vendor"], band["vendor"])
            ref = value.provenance.ref if value.provenance else ""
            return Evidence(text=f"{vendor} puts them in the age group {band['band']}", ref=ref)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceTask:
    """What is asked of audiences: the places and languages of a brand, and a segment."""

    as_of: datetime
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    segment: Segment | None = None


def audience_findings(values: Mapping[int, Sequence[Value]], followers: Floats, task: AudienceTask) -> Findings:
    """Return what was supplied on the audiences of accounts, by position; ``followers`` is aligned with positions.

    Everything is neutral but a vendor's guess that the creator is under 18, which asks a person. O(figures).
    """
    found = {place: tuple(_of_account(told, float(followers[place]), task)) for place, told in values.items()}
    return {place: findings for place, findings in found.items() if findings}


def _of_account(values: Sequence[Value], followers: float, task: AudienceTask) -> list[Finding]:
    found = [_band(values)] if vendor_minor_band(values) is not None else []
    for told in supplied_by(values):
        if task.countries and told.has("country"):
            value = local_share(told, task.countries, followers, task.as_of)
            found.append(_said(told, value, f"in {', '.join(task.countries)}"))
        if task.languages and told.has("language"):
            value = language_share(told, task.languages, followers, task.as_of)
            found.append(_said(told, value, f"speaking {', '.join(task.languages)}"))
        if task.segment is not None and (told.has("age") or told.has("gender") or told.has("age_gender")):
            value = segment_share(told, task.segment, followers, task.as_of)
            words = ", ".join((*task.segment.ages, *task.segment.genders))
            found.append(_said(told, value, f"{words} (age and gender are read beside other evidence, never alone)"))
        found += _young(told)
    return [*found, *_quality(values), *own_insights(values, task.as_of)]


def _said(told: Supplied, value: Value, words: str) -> Finding:
    estimate = value.estimate
    if estimate is None:
        claim = f"the share of the audience {words} is {value.state}: {value.reason}"
    else:
        old = ", older than 90 days" if value.state == "stale" else ""
        least = "at least " if (value.reason or "").startswith("at least") else ""
        claim = f"{least}{_percent(estimate.value, 0)} of the audience {words}, as {told.supplier} supplies it{old}"
    ref = value.provenance.ref if value.provenance else ""
    shown = "; ".join(
        f"{name} {_percent(share)}" if share is not None else f"{name} not listed" for name, share in value.parts
    )
    return Finding(
        check=value.name, claim=claim, evidence=(Evidence(text=shown, ref=ref),), value=value, version=AUDIENCE_VERSION
    )


def _young(told: Supplied) -> list[Finding]:
    share = told.listed("age").get(MINOR_BAND)
    if share is None:
        return []
    value = told.shares["age", MINOR_BAND]
    ref = value.provenance.ref if value.provenance else ""
    young = _percent(share, 0)
    claim = f"{young} of the audience are 13 to 17, as {told.supplier} supplies it: of the audience, not of them"
    evidence = (Evidence(text=value.name, ref=ref),)
    return [Finding(check="young_audience", claim=claim, evidence=evidence, value=value, version=AUDIENCE_VERSION)]


def _quality(values: Sequence[Value]) -> list[Finding]:
    """Return what suppliers say of who follows, each under its own name and in its own direction."""
    newest: dict[str, Value] = {}
    for value in values:
        if value.name in QUALITY and value.estimate is not None:
            newest.setdefault(value.name, value)
    return [
        Finding(
            check="supplied_quality",
            claim=f"{_measured(name)} {_percent(value.estimate.value)} by its own measure: {QUALITY[name]}",
            evidence=(Evidence(text=name, ref=value.provenance.ref if value.provenance else ""),),
            value=value,
            version=AUDIENCE_VERSION,
        )
        for name, value in sorted(newest.items())
        if value.estimate is not None
    ]


def _measured(name: str) -> str:
    """Return ``modash.audience_type.mass_followers`` as ``Modash: mass followers``."""
    vendor, _, measure = name.partition(".")
    return f"{VENDORS[vendor]}: {measure.rpartition('.')[2].replace('_', ' ')}"


def _percent(share: float, decimals: int = 1) -> str:
    return f"{100.0 * share:.{decimals}f} %"


def _band(values: Sequence[Value]) -> Finding:
    evidence = vendor_minor_band(values)
    return Finding(
        check="vendor_age_band",
        claim="may belong to somebody under 18, because a vendor puts them in the age group 13-17",
        weight="-",
        evidence=(evidence,) if evidence else (),
        settle="a person asks whether the creator is an adult",
        settle_seconds=120,
        explanations=("they are under 18", "a vendor's guess from pictures or words, which often errs by one group"),
        version=AUDIENCE_VERSION,
    )
