"""The method on the page: what each number means, which scheme and levels hold, and where the limits are."""

from __future__ import annotations

from shoal.domain.report import ReportInput
from shoal.domain.tiers import SCHEMES
from shoal.report.people import NameBook
from shoal.report.words import definition_of

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
            "plain sum, which counts a person once for each creator who reaches her."
        ),
    ),
    (
        "Orders",
        (
            "Expected orders of one deal. Own sales by code come first; without them the figure starts from "
            "benchmarks, and its range is wide because so little is known."
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
    "What is not known stays unknown. Nobody ranks higher because a fact about her is missing.",
    "Audience samples show who reacted, not everybody who watched; without samples reach is only bounded.",
    "Benchmarks come from published surveys of other markets and differ from each other; own results replace them.",
    "A typed follower count or rate is as true as the sheet it came from.",
)


def method_section(report: ReportInput, names: NameBook) -> dict[str, object]:
    """Return definitions, scheme, levels, seed, versions, sources and limits."""
    used = sorted({candidate.engagement.name for candidate in report.shortlist.candidates})
    return {
        "numbers": NUMBERS,
        "engagement_names": [(name, definition_of(name)) for name in used],
        "scheme": report.brief.tier_scheme,
        "bands": _bands(report.brief.tier_scheme),
        "facts": [
            ("Shoal", report.version),
            ("Brief", f"{report.brief.name}, version {report.brief.version}"),
            ("Shortlist", f"version {report.shortlist.version}"),
            ("Plan", f"version {report.plan.version}, seed {report.plan.seed}"),
            ("Catalogue", report.shortlist.catalog_version or "version not recorded"),
            ("How the bound was proven", names.text(report.plan.bound.method)),
        ],
        "sources": [names.rich(source) for source in report.sources],
        "limits": LIMITS,
    }


def _bands(scheme: str) -> list[tuple[str, str]]:
    """Return each tier with its half-open band of followers."""
    bands = SCHEMES.get(scheme, ())
    highs = [low for low, _ in bands[1:]]
    texts = [f"{low:,} to below {high:,}" for (low, _), high in zip(bands, highs, strict=False)]
    last = [f"from {bands[-1][0]:,}"] if bands else []
    return [(name, text) for (_, name), text in zip(bands, [*texts, *last], strict=True)]
