"""The method on the page: what each number means, which scheme and levels hold, and where the limits are."""

from __future__ import annotations

from collections.abc import Mapping

from shoal.domain.intake import Batch
from shoal.domain.report import ReportInput
from shoal.domain.tiers import SCHEMES
from shoal.report.people import NameBook
from shoal.report.words import day_text, definition_of, source_text, words_of

NUMBERS = (
    (
        "Range",
        (
            "The true value is expected inside 80 of 100 such ranges in planning (prices, reach, orders) and inside "
            "90 of 100 in vetting (engagement). The level stands behind every range."
        ),
    ),
    ("n", "How many independent things were counted: posts for a rate, creators for a benchmark. Never likes."),
    (
        "Engagement rate",
        (
            "Likes plus comments of the next post, divided by followers, as a posterior median; few posts "
            "are drawn toward what accounts of that size usually have, and the range widens."
        ),
    ),
    ("Followers", "Counted on one account of one platform; never added up over platforms."),
    (
        "Reach",
        (
            "People who see at least one post, each counted once over all creators of the plan. Beside it stands the "
            "plain sum, which counts a person once for each creator who reaches them."
        ),
    ),
    (
        "Orders",
        (
            "Orders that one deal causes, by code or not; codes show a part of them, often a quarter. Own sales by "
            "code come first; without them the figure starts from benchmarks, and its range is wide because so little "
            "is known. The range of a plan's total holds the chance of single buyers too, that of one creator does not."
        ),
    ),
    (
        "Price",
        (
            "Fair is the median of what such a deal costs, the range holds 80 of 100, and above the walk-away price "
            "the deal is not expected to be worth it. A fee typed in your own sheet is taken as it stands."
        ),
    ),
    (
        "Bound",
        (
            "The most that any choice of creators could bring under this budget in this model. It says how good the "
            "choice is, not how true the model is."
        ),
    ),
    (
        "Gain",
        "What a creator adds to the plan's value given all the others; people already reached do not count again.",
    ),
    (
        "Net",
        (
            "Total asked minus refunds, tax and shipping in, of orders that were paid and not cancelled. Pending, "
            "cancelled and given orders count nothing."
        ),
    ),
    (
        "Untracked",
        "Paid orders whose code leads to no creator. It is not a failure of anybody and not what was caused.",
    ),
    ("Verdict", "Advice, never a decision: ok, review, unknown or refuse. Unusual means that a pattern is rare."),
)
LIMITS = (
    "The figures describe a model. The bound speaks about choices within that model, not about sales.",
    "Tracked is not caused: a code shows who was named at the till, not who would not have bought otherwise.",
    "What is not known stays unknown. Nobody ranks higher because a fact about them is missing.",
    "Audience samples show who reacted, not everybody who watched; without samples reach is only bounded.",
    "Benchmarks come from published surveys of other markets and differ from each other; own results replace them.",
    "A typed follower count or rate is as true as the sheet it came from.",
)

OUTCOMES = {
    "new": "new",
    "changed": "changed",
    "same": "same",
    "held": "held back",
    "error": "in error",
    "skipped": "skipped",
}
# What an import is kept as, in words: the rows of the policy table.
POLICIES = {
    "user_file": "your own file",
    "own": "your own shop's data",
    "demo": "made up",
    "manual": "typed by hand",
    "vendor": "a vendor's report",
    "creator_proof": "shown by the creator",
    "public_api": "public figures of a platform",
    "consent": "given with consent",
    "contract": "given under a contract",
    "instagram.discovery": "looked up at Instagram",
}
HASH_SHOWN = 12  # of 64 signs: enough to tell two files apart by eye


def method_section(report: ReportInput, names: NameBook) -> dict[str, object]:
    """Return definitions, scheme, levels, seed, versions, sources and limits."""
    used = sorted({candidate.engagement.name for candidate in report.shortlist.candidates})
    return {
        "numbers": NUMBERS,
        "engagement_names": [definition_of(name) for name in used],
        "scheme": report.brief.tier_scheme,
        "bands": _bands(report.brief.tier_scheme),
        "facts": [
            ("Shoal", report.version),
            ("Brief", names.text(f"{report.brief.name}, version {report.brief.version}")),
            ("Shortlist", f"version {report.shortlist.version}"),
            ("Plan", f"version {report.plan.version}, seed {report.plan.seed}"),
            ("Catalogue", report.shortlist.catalog_version or "version not recorded"),
            ("How the bound was proven", names.text(report.plan.bound.method)),
        ],
        "batches": [_batch(batch, names) for batch in report.batches],
        "sources": [names.rich(source) for source in report.sources],
        "limits": LIMITS,
    }


def _batch(batch: Batch, names: NameBook) -> dict[str, object]:
    """Return one import for the legend that references of evidence lead to."""
    counts = ", ".join(f"{count:,} {OUTCOMES.get(name, name)}" for name, count in _ordered(batch.counts))
    label = batch.label or batch.source
    return {
        "id": batch.id,
        "label": names.rich(label),
        "what": names.rich(f"{batch.kind} from {source_text(batch.source)}"),
        "day": day_text(batch.at.date()),
        "counts": counts or "no rows",
        "kept": POLICIES.get(batch.policy, words_of(batch.policy)),
        "sha256": batch.sha256[:HASH_SHOWN],
    }


def _ordered(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    rank = {name: place for place, name in enumerate(OUTCOMES)}
    return sorted(((n, c) for n, c in counts.items() if c), key=lambda item: (rank.get(item[0], len(rank)), item[0]))


def _bands(scheme: str) -> list[tuple[str, str]]:
    """Return each tier with its half-open band of followers."""
    bands = SCHEMES.get(scheme, ())
    highs = [low for low, _ in bands[1:]]
    texts = [f"{low:,} to below {high:,}" for (low, _), high in zip(bands, highs, strict=False)]
    last = [f"from {bands[-1][0]:,}"] if bands else []
    return [(name, text) for (_, name), text in zip(bands, [*texts, *last], strict=True)]
