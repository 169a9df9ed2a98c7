"""A vendor's report to one account, its posts and what the vendor says of its audience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shoal.domain.intake import (
    ColumnMatch,
    CreatorRow,
    Figure,
    FileFacts,
    PostRow,
    Question,
    Reading,
    ReadOptions,
    RowNote,
    Sighting,
)
from shoal.errors import FileFormatError
from shoal.sources.cells.handles import fold_handle, read_account
from shoal.sources.cells.rates import RateColumn, read_rate
from shoal.sources.vendors.hypeauditor import observed_hypeauditor, scores_hypeauditor
from shoal.sources.vendors.modash import observed_modash, posts_modash, stale_month
from shoal.sources.vendors.words import (
    CONTACT,
    DIRECTIONS,
    ER_OF,
    NEVER,
    Vendor,
    dropped_parts,
    items_of,
    number_of,
    part,
    text_of,
)

_NEXT = "Ask the vendor for the finished report and save it as it comes."


@dataclass(slots=True)
class _Found:
    """What one report gave."""

    creator: CreatorRow | None = None
    posts: tuple[PostRow, ...] = ()
    notes: list[RowNote] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def note(self, code: str, text: str) -> None:
        self.notes.append(RowNote(row=1, code=code, text=text))


def recognise(document: object) -> Vendor | None:
    """Return whose report a parsed document is by its keys, ``None`` where it is nobody's that is known."""
    document = _unwrapped(document)
    if part(document, "profile", "profile", "username") and "engagementRate" in part(document, "profile", "profile"):
        return "modash"
    if part(document, "report", "basic", "username") and part(document, "report", "metrics") is not None:
        return "hypeauditor"
    return "hypeauditor" if text_of(part(document, "report_state")) else None


def read_report(document: object, file: FileFacts, options: ReadOptions | None = None) -> Reading:
    """Return one vendor report as a reading of one creator.

    Rates and shares are fractions under the vendor's own ids, null is unknown, scores are text in ``extra``. Protected
    traits, contact data and other people are dropped, each with a note. Raises ``FileFormatError`` for a document that
    is no known report, or one that the vendor has not finished.
    """
    options = options or ReadOptions()
    report = _unwrapped(document)
    vendor = recognise(report)
    if vendor is None:
        allowed = ("a Modash report", "a HypeAuditor report")
        raise FileFormatError(
            "This is no report that Shoal knows.", received=file.name, allowed=allowed, next_step=_NEXT
        )
    found = _modash(report, options) if vendor == "modash" else _hypeauditor(report, file, options)
    dropped = dropped_parts(report)
    _say_dropped(found, dropped)
    creators = (found.creator,) if found.creator else ()
    return Reading(
        kind="creators",
        source=f"{vendor}_report",
        policy=f"vendor.{vendor}",
        file=file,
        options=options,
        rows=1,
        sighting=Sighting(creators=creators, posts=found.posts),
        columns=_columns(found, dropped),
        questions=tuple(found.questions),
        notes=tuple(found.notes),
        facts_found=_facts(found),
    )


def _unwrapped(document: object) -> Any:  # noqa: ANN401  a parsed document may hold anything
    """Return the report itself where the vendor's answer wraps it in ``result`` or ``data``."""
    for key in ("result", "data"):
        if isinstance(document, Mapping) and isinstance(document.get(key), Mapping) and len(document) <= 2:  # noqa: PLR2004
            return document[key]
    return document


def _modash(document: Mapping[str, Any], options: ReadOptions) -> _Found:
    if document.get("error"):
        raise FileFormatError("The vendor answered with an error instead of a report.", next_step=_NEXT)
    profile, found = document["profile"], _Found()
    basic = profile["profile"]
    account = read_account(text_of(basic.get("url")) or "", platform=options.platform)
    platform = options.platform or account.platform
    if platform is None:
        return _ask_platform(found)
    handle = fold_handle(platform, str(basic["username"]))
    found.creator = CreatorRow(
        row=1, platform=platform, handle=handle, handle_raw=str(basic["username"]),
        platform_id=_id(basic.get("userId")), url=text_of(basic.get("url")), name=text_of(basic.get("fullname")),
        country=text_of(profile.get("country")), city=text_of(profile.get("city")), bio=text_of(profile.get("bio")),
        languages=_texts([part(profile, "language", "code")]),
        niche=", ".join(_texts(item.get("name") for item in items_of(profile.get("interests")))) or None,
        hashtags=" ".join(_texts(item.get("tag") for item in items_of(profile.get("hashtags")))) or None,
        followers=_count(basic.get("followers")), posts_count=_count(profile.get("postsCount")),
        avg_likes=_count(profile.get("avgLikes")), avg_comments=_count(profile.get("avgComments")),
        avg_views=_count(profile.get("avgViews")), er=_rate(basic.get("engagementRate"), "fraction"),
        er_definition="modash.engagementRate", observed=observed_modash(profile),
    )  # fmt: skip
    found.posts = posts_modash(profile, platform, handle)
    month = stale_month(profile)
    if month:
        found.note("stale_repeat", f"statHistory: {month} only repeats the follower count of the month before: stale")
    return found


def _hypeauditor(document: Mapping[str, Any], file: FileFacts, options: ReadOptions) -> _Found:
    state = str(document.get("report_state") or "READY")
    report, found = part(document, "report"), _Found()
    if not state.startswith("READY") or not isinstance(report, Mapping):
        raise FileFormatError(f"The report is not ready ({state}).", received=file.name, next_step=_NEXT)
    platform = options.platform or _platform(report)
    if platform is None:
        return _ask_platform(found)
    low = state == "READY_LOW_CONFIDENCE"
    metrics, username = part(report, "metrics") or {}, str(part(report, "basic", "username"))
    found.creator = CreatorRow(
        row=1, platform=platform, handle=fold_handle(platform, username), handle_raw=username,
        platform_id=_id(part(report, "basic", "id")), name=text_of(part(report, "basic", "title")),
        country=(text_of(part(report, "features", "blogger_geo", "data", "country")) or "").upper() or None,
        city=text_of(part(report, "features", "blogger_geo", "data", "city")),
        bio=text_of(part(report, "basic", "description")),
        niche=", ".join(_texts(part(report, "features", "blogger_topics", "data") or [])) or None,
        followers=_count(part(metrics, "subscribers_count", "value")),
        posts_count=_count(part(metrics, "media_count", "value")),
        avg_likes=_count(part(metrics, "likes_count", "value")),
        avg_comments=_count(part(metrics, "comments_avg", "value")),
        avg_views=_count(part(metrics, "views_avg", "value")), er=_rate(part(metrics, "er", "value"), "percent"),
        er_definition="hypeauditor.er", observed=observed_hypeauditor(report, low_confidence=low),
        extra=scores_hypeauditor(report),
    )  # fmt: skip
    if low:
        found.note("low_confidence", "the vendor is not sure of the audience: its audience figures are unknown")
    return found


def _platform(report: Mapping[str, Any]) -> str | None:
    """Return the network: only the vendor's Instagram report splits an audience into ``infs`` and ``mass``."""
    types = part(report, "features", "audience_by_type", "data") or {}
    return "instagram" if {"infs", "mass"} <= set(types) else None


def _ask_platform(found: _Found) -> _Found:
    names = ("instagram", "tiktok", "youtube")
    text = "The report does not say which network the account is on."
    found.questions.append(Question(code="platform", column=None, text=text, option="--platform", options=names))
    return found


def _say_dropped(found: _Found, dropped: list[tuple[str, str]]) -> None:
    for path, reason in dropped:
        if reason in (NEVER, CONTACT):
            code = "trait_dropped" if reason == NEVER else "contact_dropped"
            found.note(code, f"{path} dropped: {reason}")


def _columns(found: _Found, dropped: list[tuple[str, str]]) -> tuple[ColumnMatch, ...]:
    used = found.creator.observed if found.creator else {}
    kept = [ColumnMatch(header=name, field="observed", reason="kept under the vendor's own id") for name in used]
    gone = [ColumnMatch(header=path, field=None, reason="not stored", dropped=reason) for path, reason in dropped]
    return (*kept, *gone)


def _facts(found: _Found) -> tuple[str, ...]:
    creator = found.creator
    if creator is None:
        return ()
    definition = creator.er_definition or ""
    facts = [f"{definition} is {ER_OF[definition]}; it is kept under that name and not averaged with others"]
    for name, direction in DIRECTIONS.items():
        share = creator.observed.get(name)
        if share is not None:
            facts.append(f"{name} {share:.1%}: {direction}")
    facts += [f"{name} {score}: a score, kept as text and never ranked on" for name, score in creator.extra.items()]
    if found.posts:
        facts.append(f"{len(found.posts)} recent posts; their times carry no zone and are read as UTC")
    return tuple(facts)


def _texts(values: Any) -> tuple[str, ...]:  # noqa: ANN401  any list of a parsed document
    return tuple(text for value in values if (text := text_of(value)))


def _id(value: object) -> str | None:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value else None


def _count(value: object) -> Figure | None:
    number = number_of(value)
    return None if number is None or number < 0 else Figure(value=number, low=number, high=number)


def _rate(value: object, unit: str) -> Figure | None:
    number = number_of(value)
    return None if number is None else read_rate(repr(number), RateColumn(said=unit, mark=".")).figure
