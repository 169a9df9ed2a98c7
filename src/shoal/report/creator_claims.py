"""Verdict, rule and findings of one creator, and what is not known of her with the quickest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shoal.domain.finding import Finding
from shoal.domain.vetting import ANY, open_points
from shoal.report.claims import findings
from shoal.report.creator_facts import FACTS, CreatorView, gaps
from shoal.report.people import NameBook
from shoal.report.words import counted_noun, seconds_text, words_of

SIGNS = {"+": ("for", "For"), "-": ("against", "Against"), "?": ("open", "Unknown")}
ORDER = {"-": 0, "?": 1, "+": 2, "0": 3}
# Checks that have a section of their own: there stands what they say without weight; what weighs is with the verdict.
TALK = ("spam_share", "conversation", "replies", "question_replies", "comment_words", "commenters")
CAPTIONS = (
    "commercial_share", "disclosure", "undisclosed_suspects", "brand_clash", "brand_mentions", "brand_affinity",
    "safety", "niche_focus",
)  # fmt: skip
AUDIENCE = (
    "local_share", "language_share", "segment_share", "young_audience", "supplied_quality", "vendor_age_band",
)  # fmt: skip
COUNTED = ("platform_counts",)
OPENED = ("hand_count",)
ELSEWHERE = (*TALK, *CAPTIONS, *AUDIENCE, *COUNTED, *OPENED)
# where a finding that waits is settled, by the key of the page's addresses
SETTLED_BY = {
    "engagement": "posts", "followers": "followers", "identity": "handle", "suspected_minor": "look",
    "vendor_age_band": "look", "hand_count": "hand_count", "commercial_share": "captions", "conversation": "comments",
    "replies": "comments", "rate_above_half": "followers",
}  # fmt: skip
BLOCKED = "Whoever may be under 18 waits until a person has looked. No rule can turn this off."
NO_RULE = "No rule held: nothing speaks against them, and too little is known for an ok."


def verdict_section(view: CreatorView, names: NameBook) -> dict[str, object]:
    """Return the verdict, the rule that decided, and the findings that weigh or have no section of their own."""
    shown = [one for one in view.verdict.findings if one.weight != "0" or one.check not in ELSEWHERE]
    rule = view.rule
    decided = [one for one in shown if rule and rule.check in (ANY, one.check) and one.weight in rule.weights]
    ranked = sorted(shown, key=lambda item: (item not in decided, ORDER[item.weight]))
    return {
        "verdict": {
            "state": view.verdict.state,
            "kind": words_of(view.verdict.kind),
            "blocked": view.verdict.blocked,
        },
        "rule": _rule(view),
        "findings": claims_of(ranked, view, names),
        "refusals": [names.rich(text) for text in view.refusals],
    }


def claims_of(items: Sequence[Finding], view: CreatorView, names: NameBook) -> list[dict[str, object]]:
    """Return findings with their sign in words, how long settling takes, and what the page puts beside each."""
    told = findings(items, names)
    return [
        {
            **shown,
            "kind": SIGNS.get(item.weight, ("", ""))[0],
            "word": SIGNS.get(item.weight, ("", ""))[1],
            "time": seconds_text(item.settle_seconds) if item.settle else "",
            "address": view.fills.get(SETTLED_BY.get(item.check, ""), ""),
            "aside": view.asides.get(item.check, "") if _first_of(items, at) else "",
        }
        for at, (item, shown) in enumerate(zip(items, told, strict=True))
    ]


def of_checks(view: CreatorView, checks: Sequence[str]) -> list[Finding]:
    """Return the findings without weight of some checks: those that weigh stand with the verdict."""
    return [one for one in view.verdict.findings if one.check in checks and one.weight == "0"]


def _first_of(items: Sequence[Finding], at: int) -> bool:
    """Say whether a finding is the first of its check: what she says is said once to a check."""
    return all(items[before].check != items[at].check for before in range(at))


def _rule(view: CreatorView) -> Mapping[str, str]:
    """Return which rule decided, why it stands there and where it is read; also where none held."""
    rule = view.rule
    if view.verdict.blocked:
        told = {"name": "under 18", "why": BLOCKED, "source": ""}
    elif rule is None:
        told = {"name": "", "why": NO_RULE, "source": ""}
    else:
        check = "whatever check" if rule.check == ANY else f"the check on {words_of(rule.check)}"
        told = {"name": rule.kind or check, "why": rule.why, "source": rule.source}
    version = f", version {view.verdict.rules}" if view.verdict.rules else ""
    whose = "The rules that come with Shoal" if view.rules_from == "shipped" else "The rules of this workspace"
    return {**told, "whose": f"{whose}{version}", "address": view.rules_address}


def unknown_section(view: CreatorView, names: NameBook) -> dict[str, object]:
    """Return what is not known, the quickest to settle first; what no time is known for comes last."""
    missing = gaps(view)
    rows: list[tuple[int | None, dict[str, object]]] = [
        (fact.seconds, _row(fact.label, fact.settle, fact.seconds, view.fills.get(fact.key, ""))) for fact in missing
    ]
    settled = {fact.settle for fact in missing}
    for finding in open_points(view.verdict):
        if finding.settle not in settled:
            address = view.fills.get(SETTLED_BY.get(finding.check, ""), "")
            row = _row(names.rich(finding.claim), names.rich(finding.settle), finding.settle_seconds, address)
            rows.append((finding.settle_seconds, row | {"asked": True}))
            settled.add(finding.settle)
    rows.sort(key=lambda one: (one[0] is None, one[0] or 0))
    timed = [seconds for seconds, _ in rows if seconds is not None]
    quickest = f" The quickest takes {seconds_text(min(timed))}." if timed else ""
    return {
        "known": f"{len(FACTS) - len(missing)} of {len(FACTS)} facts known",
        "quickest": quickest,
        "gaps": [row for _, row in rows],
        "number": counted_noun(len(rows), "gap"),
    }


def _row(label: str, settle: str, seconds: int | None, address: str) -> dict[str, object]:
    time = seconds_text(seconds) if seconds is not None else "takes a campaign"
    return {"label": label, "settle": settle, "time": time, "address": address, "asked": False}
