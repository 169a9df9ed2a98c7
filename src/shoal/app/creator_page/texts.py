"""What texts, suppliers and hand counts tell of one creator, taken apart for her page. Read for her alone."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from shoal.app.known.findings import Task, read_posts
from shoal.domain.bulk import CaptionTable
from shoal.domain.following import HandCount
from shoal.domain.values import Value
from shoal.report import AudienceTold, CaptionsRead, FollowersOpened, LabelRead, PostPlace, Quote, WordRead
from shoal.signals import PostReading, frame_words, hand_count_share, read_captions, supplied_by

AROUND = 60  # signs of a caption shown on either side of a place
MOST_PLACES = 12  # of one kind; the findings count all
SIGNS = {
    "label": "label", "platform label": "labelled by the platform or the file", "code": "discount code",
    "affiliate": "affiliate link",
}  # fmt: skip
KINDS = ("country", "language", "city", "age", "gender", "age_gender")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One post that says something, with the table it stands in."""

    table: CaptionTable
    post: PostReading

    @property
    def at(self) -> PostPlace:
        """Return where the post is opened."""
        table, row = self.table, self.post.row
        return PostPlace(
            post=str(table.post_id[row]), day=_day_of(float(table.at[row])), address=str(table.url[row]),
            ref=str(table.ref[row]),
        )  # fmt: skip

    def quote(self, start: int, end: int) -> Quote:
        """Return the words around a place of the caption as it was written; an empty place has none."""
        text = str(self.table.text[self.post.row])
        if end <= start:
            return Quote(before="", marked="", after="")
        before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
        return Quote(
            before=f"{'…' if start > AROUND else ''}{_one_line(before)}",
            marked=text[start:end],
            after=f"{_one_line(after)}{'…' if end + AROUND < len(text) else ''}",
        )


def _one_line(text: str) -> str:
    """Return a text with every run of blanks as one."""
    return re.sub(r"\s+", " ", text)


def captions_read(task: Task, account: str) -> CaptionsRead | None:
    """Return what the captions of one account say, with places; ``None`` where none came in. O(her captions)."""
    table, asked = read_posts(task, [account])
    words = int((table.text != "").sum()) if len(table) else 0
    if not words and not (table.sponsored == 1).any():
        return None
    found = read_captions(table, asked)
    readings = [_Reading(table, found[row]) for row in sorted(found, reverse=True)]
    where = asked.jurisdictions[0] if isinstance(asked.jurisdictions, dict) else ()
    applying = asked.lists.rules.applying(where)
    return CaptionsRead(
        posts=words,
        rules=tuple((rule.name, rule.url) for rule in applying),
        labels=_labels(readings, {rule.key: rule.name for rule in applying}),
        words=_words(readings, asked.lists.words.name),
    )


def _labels(readings: Sequence[_Reading], names: dict[str, str]) -> tuple[LabelRead, ...]:
    """Return posts with a sign of a deal: those without a label first, so that a long list does not cut them off."""
    commercial = [one for one in readings if one.post.commercial]
    ordered = sorted(commercial, key=lambda one: not one.post.suspect)
    return tuple(
        LabelRead(
            at=one.at,
            sign=SIGNS.get(one.post.signs[0].kind, one.post.signs[0].kind),
            quote=one.quote(one.post.signs[0].start, one.post.signs[0].end),
            answers=tuple((names.get(a.rule, a.rule), a.answer, a.because) for a in one.post.check.answers)
            if one.post.check
            else (),
            suspect=one.post.suspect,
        )
        for one in ordered[: 2 * MOST_PLACES]
    )


def _words(readings: Sequence[_Reading], lists: str) -> tuple[WordRead, ...]:
    """Return listed words and other brands that captions hold, newest first."""
    found = []
    for one in readings:
        at = one.at
        found += [
            WordRead(
                at=at, topic=hit.topic, quote=one.quote(hit.start, hit.end), source=f"{lists}, line {hit.word.line}"
            )
            for hit in one.post.listed
        ]
        found += [
            WordRead(at=at, topic=mention.name, quote=one.quote(mention.start, mention.end), source="")
            for mention in one.post.rivals
        ]
    return tuple(found[:MOST_PLACES])


def audience_told(task: Task, account: str) -> tuple[AudienceTold, ...]:
    """Return what suppliers say of the audience of one account, each under its own name; nothing is averaged."""
    told = task.catalog.supplied([account], task.seen).get(0, ())
    return tuple(
        AudienceTold(supplier=one.supplier, day=_newest_day(tuple(one.shares.values())), kinds=_kinds(one.shares))
        for one in supplied_by(told)
    )


def _kinds(shares: Mapping[tuple[str, str], Value]) -> tuple[tuple[str, tuple[tuple[str, Value], ...]], ...]:
    """Return the shares by kind, each from large to small."""
    told = {kind: [(label, value) for (its, label), value in shares.items() if its == kind] for kind in KINDS}
    return tuple((kind, tuple(sorted(rows, key=_largest))) for kind, rows in told.items() if rows)


def _largest(pair: tuple[str, Value]) -> tuple[float, str]:
    estimate = pair[1].estimate
    return (-estimate.value if estimate else 1.0), pair[0]


def _newest_day(values: Sequence[Value]) -> date | None:
    days = [value.provenance.observed_at for value in values if value.provenance and value.provenance.observed_at]
    return max(days).date() if days else None


def hand_counted(task: Task, account: str) -> FollowersOpened | None:
    """Return the newest hand count of one account with both bounds, ``None`` where nobody counted."""
    return followers_opened(task.catalog.hand_counts([account], task.seen).get(account, ()))


def followers_opened(counts: Sequence[HandCount]) -> FollowersOpened | None:
    """Return a hand count, of several the newest, with what it would be with all unsure ones real, or none of them."""
    if not counts:
        return None
    newest = counts[0]
    every, followers, origin = newest.every, newest.followers, newest.provenance
    seen = origin.observed_at if origin else None
    return FollowersOpened(
        value=hand_count_share(newest.real, newest.unsure, newest.fake, every, followers, provenance=origin),
        all_real=hand_count_share(newest.real + newest.unsure, 0, newest.fake, every, followers),
        all_not=hand_count_share(newest.real, 0, newest.fake + newest.unsure, every, followers),
        words=f"{newest.real} real, {newest.unsure} unsure, {newest.fake} not real; {frame_words(every)}",
        day=seen.date() if seen else None,
        ref=origin.ref if origin else "",
        earlier=len(counts) - 1,
    )


def _day_of(seconds: float) -> date | None:
    return None if math.isnan(seconds) else datetime.fromtimestamp(seconds, tz=UTC).date()
