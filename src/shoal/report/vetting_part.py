"""How the people of a shortlist were vetted: verdicts with what refines them, findings by check, rules, the gaps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from shoal.domain.finding import Finding, Verdict
from shoal.domain.report import ReportInput
from shoal.report.markup import Column, Table, table
from shoal.report.people import NameBook
from shoal.report.plain import capitalised
from shoal.report.sentences import VERDICT_ORDER
from shoal.report.words import counted_noun, words_of

# What a check looks at, in words for the page; a check that is not here is named by its own.
CHECKS = {
    "engagement": "Engagement against the size of the account",
    "rate_above_half": "A rate above one half",
    "own_record": "Own sales by codes of their own",
    "followers": "Follower count",
    "identity": "Whether the profile can be opened",
    "kind": "Whether it is one person",
    "suspected_minor": "Words that suggest somebody under 18",
    "spam_share": "Comments that sell or deceive",
    "conversation": "Whether comments can be read",
    "replies": "Whether they answer",
    "question_replies": "Whether questions are answered",
    "comment_words": "What people write",
    "commenters": "Who comments",
    "commercial_share": "How often they advertise",
    "disclosure": "Labels of advertisements, by the rules that apply",
    "undisclosed_suspects": "Signs of a deal without a label",
    "brand_clash": "Promotion of competitors",
    "brand_mentions": "Competitors named",
    "brand_affinity": "The own brand named",
    "safety": "Listed words",
    "niche_focus": "Topics",
    "texts_unread": "Captions and comments that were not read yet",
    "local_share": "Audience near, as supplied",
    "language_share": "Languages of the audience, as supplied",
    "segment_share": "Age and gender of the audience, as supplied",
    "young_audience": "Young part of the audience",
    "supplied_quality": "Followers as suppliers rate them",
    "platform_counts": "What the platform counted, as creators gave it",
    "hand_count": "Followers opened by a person",
}
LOOKED_FOR = {
    "the words of comments": ("spam_share", "conversation", "replies", "comment_words", "commenters"),
    "captions": ("commercial_share", "disclosure", "safety"),
    "supplied audiences": ("local_share", "language_share", "segment_share", "supplied_quality"),
    "followers opened by hand": ("hand_count",),
}
NOBODYS = "nobody on this list has any"


def vetting_section(report: ReportInput, names: NameBook) -> dict[str, object]:
    """Return verdict counts, findings by check, competing explanations, the rules, and what was not looked at."""
    verdicts = [candidate.verdict for candidate in report.shortlist.candidates]
    told = [finding for verdict in verdicts for finding in verdict.findings]
    return {
        "sentence": _sentence(verdicts),
        "kinds": _kinds(verdicts),
        "table": _by_check(told) if told else None,
        "explanations": _explanations(told, names),
        "missing": _missing(told),
    }


def _sentence(verdicts: Sequence[Verdict]) -> str:
    versions = sorted({verdict.rules for verdict in verdicts if verdict.rules})
    if not verdicts:
        return "Nobody stands on this list."
    whose = f" by rules of version {' and '.join(versions)}" if versions else ""
    return f"{counted_noun(len(verdicts), 'candidate')} vetted{whose}; the first rule that holds makes the verdict."


def _kinds(verdicts: Sequence[Verdict]) -> list[dict[str, object]]:
    counts = Counter((verdict.state, verdict.kind) for verdict in verdicts)
    ordered = sorted(counts.items(), key=lambda one: (VERDICT_ORDER.index(one[0][0]), -one[1], one[0][1]))
    return [{"state": state, "kind": words_of(kind), "number": number} for (state, kind), number in ordered]


def _by_check(told: Sequence[Finding]) -> Table:
    """Return how many findings of each check speak for, against, are not known, or are only told."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for finding in told:
        counts[finding.check][finding.weight] += 1
    order = [*CHECKS, *sorted(set(counts) - set(CHECKS))]
    rows = [
        (CHECKS.get(check, capitalised(words_of(check))), *(f"{counts[check][weight]:,}" for weight in "+-?0"))
        for check in order
        if check in counts
    ]
    columns = (Column("What was looked at"), *(Column(text, numeric=True) for text in
               ("For", "Against", "Not known", "Told, not weighed")))  # fmt: skip
    return table("Findings on the candidates, by what was looked at", columns, rows)


def _explanations(told: Iterable[Finding], names: NameBook) -> list[tuple[str, list[str]]]:
    """Return what else would look like the findings against somebody, by check; none is preferred."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for finding in told:
        if finding.weight == "-":
            found[finding.check].update(dict.fromkeys(finding.explanations))
    return [
        (CHECKS.get(check, capitalised(words_of(check))), [names.rich(text) for text in texts])
        for check, texts in found.items()
        if texts
    ]


def _missing(told: Iterable[Finding]) -> list[str]:
    """Return what was not looked at, because none of it came in."""
    checks = {finding.check for finding in told}
    return [f"{capitalised(what)}: {NOBODYS}." for what, asked in LOOKED_FOR.items() if checks.isdisjoint(asked)]
