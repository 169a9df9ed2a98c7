"""A Modash creator report: weights are fractions, the engagement rate counts likes alone.

Field names as the vendor publishes them; what each means: metrics.md section 3, sources.md section 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shoal.domain.intake import PostRow
from shoal.sources.cells.dates import read_date
from shoal.sources.vendors.words import MINOR_BANDS, items_of, number_of, part, text_of

_SHARES = {"notable": "modash.notable", "credibility": "modash.credibility"}
_SINGLE = (
    "avgReelsPlays", "paidPostPerformance", "paidPostPerformanceViews", "sponsoredPostsMedianViews",
    "sponsoredPostsMedianLikes", "nonSponsoredPostsMedianViews", "nonSponsoredPostsMedianLikes",
)  # fmt: skip
_WEIGHTED = {
    "genders": "gender", "ages": "age", "geoCountries": "country", "geoCities": "city", "geoStates": "state",
    "languages": "language", "audienceReachability": "reachability",
}  # fmt: skip
_HISTORY = ("followers", "avgLikes", "avgComments", "avgViews", "avgShares")


def observed_modash(profile: Mapping[str, Any]) -> dict[str, float | None]:
    """Return the vendor's figures under the vendor's ids; shares are fractions, null is unknown."""
    found: dict[str, float | None] = {f"modash.{name}": number_of(profile.get(name)) for name in _SINGLE}
    found["modash.engagements"] = number_of(part(profile, "profile", "engagements"))
    found["modash.avgShares"] = number_of(part(profile, "stats", "avgShares", "value"))
    audience = part(profile, "audience") or {}
    found |= {metric: number_of(part(audience, name)) for name, metric in _SHARES.items()}
    for item in items_of(part(audience, "audienceTypes")):
        found[f"modash.audience_type.{item.get('code')}"] = number_of(item.get("weight"))
    for name, kind in _WEIGHTED.items():
        for item in items_of(part(audience, name)):
            label = item.get("code") or item.get("name")
            found[f"modash.audience.{kind}.{label}"] = number_of(item.get("weight"))
    for item in items_of(part(audience, "gendersPerAge")):
        for gender in ("male", "female"):
            found[f"modash.audience.age_gender.{item.get('code')}.{gender}"] = number_of(item.get(gender))
    return found | _history(profile) | _minor(profile)


def _history(profile: Mapping[str, Any]) -> dict[str, float | None]:
    """Return the monthly figures; a newest month that only repeats the one before is marked, not believed."""
    months = items_of(profile.get("statHistory"))
    found = {
        f"modash.history.{month.get('month')}.{name}": number_of(month.get(name))
        for month in months
        for name in _HISTORY
    }
    if stale_month(profile):
        found[f"modash.history.{months[-1].get('month')}.stale_repeat"] = 1.0
    return found


def stale_month(profile: Mapping[str, Any]) -> str | None:
    """Return the newest month where its follower count is that of the month before, ``None`` where it moved."""
    months = items_of(profile.get("statHistory"))
    if len(months) < 2:  # noqa: PLR2004  one month has no month before it
        return None
    last, before = number_of(months[-1].get("followers")), number_of(months[-2].get("followers"))
    return str(months[-1].get("month")) if last is not None and last == before else None


def _minor(profile: Mapping[str, Any]) -> dict[str, float | None]:
    """Keep one guess about the person: a band under 18, because the under-18 guard has to see it."""
    return {"modash.creator_age.13-17": 1.0} if profile.get("ageGroup") in MINOR_BANDS else {}


def posts_modash(profile: Mapping[str, Any], platform: str, handle: str) -> tuple[PostRow, ...]:
    """Return the recent posts.

    The lists of popular and sponsored posts only say more of them (video, sponsored): they are picked for being
    unusual, so their further posts and their view counts would bend every average. Times carry no zone: UTC.
    """
    sponsored = {item.get("id") for item in items_of(profile.get("sponsoredPosts"))}
    video = {item.get("id") for item in items_of(profile.get("popularPosts")) if item.get("type") == "video"}
    return tuple(
        PostRow(
            row=row,
            platform=platform,
            handle=handle,
            post_key=str(item.get("id") or item.get("url") or row),
            at=read_date(str(item.get("created") or "")).at,
            format="video" if item.get("id") in video or item.get("type") == "video" else "post",
            url=text_of(item.get("url")),
            caption=text_of(item.get("text")),
            likes=_whole(item.get("likes")),
            comments=_whole(item.get("comments")),
            shares=_whole(item.get("shares")),
            views=_whole(item.get("views")),
            sponsored=True if item.get("id") in sponsored else None,
        )
        for row, item in enumerate(items_of(profile.get("recentPosts")), start=1)
    )


def _whole(value: object) -> int | None:
    number = number_of(value)
    return int(number) if number is not None and number >= 0 and number == int(number) else None
