"""Followers opened by a person, every n-th of the list: a share with its range, where no platform gives a sample.

Metric ``fake_share`` (metric dictionary, section 6); beta-binomial at 90 %. Only counts come in here. Whoever could not
be judged widens the share to both sides, instead of being left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from shoal.domain.finding import Evidence, Finding, Findings
from shoal.domain.following import HandCount
from shoal.domain.values import Estimate, Provenance, Value, unknown
from shoal.stats import share_interval, stored

NAME = "fake_share"
CHECK = "hand_count"
UNIT = "fraction"
LEVEL = 0.9  # vetting (metric dictionary, section 1 rule 5)
# A list that was gone through to its end: profiles show counts that differ a little from the lists they open
# (judgement). Short of that the newest followers were looked at, which is no sample of all (science.md S2).
WHOLE_LIST = 0.8
PAST_THE_END = 1.25  # labels times step beyond the follower count: another step, or another profile (judgement)
HAND_COUNT_LABELS = 100  # what science.md S2 asks for: half-width about 5 points of percent at a share of 10 %
SCREENING = "screening_only"
HAND_COUNT_REASONS = {
    "no_labels": "nobody was counted",
    "counts_below_zero": "a count is below zero",
    "every_below_one": "the step through the list is below one",
    "more_labels_than_followers": "more followers were judged than the account has",
    "all_unsure": "of none of those opened the person could say",
    SCREENING: "screening only: the count did not reach the end of the list, so it tells of the newest followers",
    "past_the_end": "screening only: labels times step is more than the list is long, so one of the two is another",
    "reach_not_known": "screening only: the follower count is not known, so nobody can say how far the count reached",
}
COUNT_AGAIN = "open every {every} follower, to the end of the list: real, unsure or not real"
SECONDS_PER_LABEL = 3  # with the keyboard; an estimate that orders remedies


def hand_count_share(
    real: int, unsure: int, fake: int, every: int, followers: float | None, *, provenance: Provenance | None = None
) -> Value:
    """Return the share of followers that are not real, from a count by hand.

    The value is the share among those who could be judged; the range goes from all unsure ones real to all unsure ones
    not, each end at 90 %. Impossible counts give ``unknown`` with the reason. A count that did not reach the end of
    the list keeps its number with the reason ``screening_only``. Not corrected for errors of the person.
    """
    known = None if followers is None or not math.isfinite(followers) or followers <= 0 else float(followers)
    parts = _parts(real, unsure, fake, every, known)
    wrong = _impossible((real, unsure, fake), every, known)
    if wrong:
        return unknown(NAME, wrong, UNIT, parts=parts)
    labels = real + unsure + fake
    share = fake / (real + fake)
    low = float(share_interval(fake, labels, LEVEL).low)
    high = float(share_interval(fake + unsure, labels, LEVEL).high)
    estimate = Estimate(
        value=stored(share), low=stored(min(low, share)), high=stored(max(high, share)), level=LEVEL, n=labels,
        method="counted by hand, beta-binomial",
    )  # fmt: skip
    return Value(
        name=NAME,
        state="estimated",
        unit=UNIT,
        estimate=estimate,
        reason=_frame_problem(labels, every, known),
        parts=parts,
        window=frame_words(every),
        provenance=provenance,
    )


def step_for(followers: float | None, labels: int = HAND_COUNT_LABELS) -> int:
    """Return the step that spreads so many labels over the whole list; 1 where the list is short or not known."""
    if followers is None or not math.isfinite(followers) or followers <= labels:
        return 1
    return max(1, round(followers / max(labels, 1)))


def frame_words(every: int) -> str:
    """Return what a count is a sample of, in words."""
    return f"every {ordinal(every)} follower, opened by a person" if every > 1 else "every follower, opened by a person"


def ordinal(number: int) -> str:
    """Return ``1st``, ``2nd``, ``40th``."""
    teens = number % 100 in (11, 12, 13)
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def value_of(count: HandCount) -> Value:
    """Return the share of one stored count."""
    return hand_count_share(
        count.real, count.unsure, count.fake, count.every, count.followers, provenance=count.provenance
    )


def hand_count_findings(counts: Mapping[int, Sequence[HandCount]]) -> Findings:
    """Return what hand counts say, by position in a pool; ``counts`` are newest first. The newest speaks.

    Never against anybody: a share of followers is nothing that a creator does, and lists of small accounts hold bots
    that nobody ordered. O(counts).
    """
    return {row: (_finding(told),) for row, told in counts.items() if told}


def _finding(told: Sequence[HandCount]) -> Finding:
    newest = told[0]
    value = value_of(newest)
    counted = f"{newest.real} real, {newest.unsure} unsure, {newest.fake} not real; {frame_words(newest.every)}"
    evidence = [_evidence(counted, newest)]
    evidence += [_evidence(f"an earlier count: {_share_words(value_of(count))}", count) for count in told[1:3]]
    screening = value.reason is not None
    settle = COUNT_AGAIN.format(every=ordinal(step_for(newest.followers))) if screening else ""
    return Finding(
        check=CHECK,
        claim=_claim(value),
        weight="?" if screening else "0",
        evidence=tuple(evidence),
        value=value,
        settle=settle,
        settle_seconds=HAND_COUNT_LABELS * SECONDS_PER_LABEL if screening else None,
        explanations=EXPLANATIONS if value.known else (),
    )


EXPLANATIONS = (
    "accounts that nobody uses follow every profile that is easy to find, without being asked",
    "a giveaway or a post that went far left followers who never came back",
    "followers were bought, by the creator or by somebody else",
)


def _claim(value: Value) -> str:
    if value.estimate is None:
        return (
            f"the share of followers that are not real is not known: {HAND_COUNT_REASONS[value.reason or 'no_labels']}"
        )
    note = f"; {HAND_COUNT_REASONS[value.reason]}" if value.reason else ""
    return f"followers that are not real, counted by hand: {_share_words(value)}{note}"


def _share_words(value: Value) -> str:
    """Return a share as ``12.9 % (7.5 to 25.8, 90 %), n 100``."""
    if value.estimate is None:
        return f"not known ({HAND_COUNT_REASONS[value.reason or 'no_labels']})"
    one = value.estimate
    return f"{100 * one.value:.1f} % ({100 * one.low:.1f} to {100 * one.high:.1f}, {100 * one.level:.0f} %), n {one.n}"


def _evidence(text: str, count: HandCount) -> Evidence:
    return Evidence(text=text, ref=count.provenance.ref if count.provenance else "")


def _impossible(counts: tuple[int, int, int], every: int, followers: float | None) -> str:
    """Return why there is no share at all, empty where there is one."""
    labels = sum(counts)
    if min(counts) < 0:
        return "counts_below_zero"
    if every < 1:
        return "every_below_one"
    if labels == 0:
        return "no_labels"
    if followers is not None and labels > followers:
        return "more_labels_than_followers"
    return "all_unsure" if counts[1] == labels else ""


def _frame_problem(labels: int, every: int, followers: float | None) -> str | None:
    """Return why a count is no sample of all followers, ``None`` where it is one."""
    if followers is None:
        return "reach_not_known"
    reached = labels * every / followers
    if reached > PAST_THE_END:
        return "past_the_end"
    return None if reached >= WHOLE_LIST else SCREENING


def _parts(
    real: int, unsure: int, fake: int, every: int, followers: float | None
) -> tuple[tuple[str, float | None], ...]:
    told = (("real", real), ("unsure", unsure), ("fake", fake), ("every", every))
    return (*((name, float(number)) for name, number in told), ("followers", followers))
