"""The vetted list of a shortlist as a file: a page to print, a workbook, or CSV.

What a vendor's contract keeps here does not leave with it: such a figure is a word, and claims that repeat it go too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shoal.app.briefs import slug
from shoal.catalog import policy_of
from shoal.domain.finding import Finding
from shoal.domain.report import ReportInput
from shoal.domain.shortlist import Candidate
from shoal.domain.values import Value
from shoal.errors import InputError
from shoal.report import moment_text, render_vetted, vetted_rows
from shoal.sources import written_csv, written_workbook

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

KINDS = ("html", "xlsx", "csv")
VENDORS = "a vendor's contract decides whether this figure may leave"
REPEATS = {"engagement": ("engagement", "rate_above_half"), "followers": ("followers", "tier")}


def vetted_list(shoal: Shoal, brief_name: str, kind: str, version: int | None = None) -> bytes:
    """Return the vetted list of a shortlist, the newest unless a version is named, as ``html``, ``xlsx`` or ``csv``.

    Raises ``InputError`` for another kind, ``NotFoundError`` where there is no shortlist.
    """
    shoal.require("export")
    if kind not in KINDS:
        raise InputError("There is no such file.", received=kind, allowed=KINDS)
    report, decisions = shoal.stored.input_of(brief_name, version), shoal.decisions.of(brief_name)
    leaving = tuple(_leaving(candidate) for candidate in report.shortlist.candidates)
    report = replace(report, shortlist=replace(report.shortlist, candidates=leaving))
    if kind == "html":  # looked at in the browser, like the report; files that are kept are written down
        return render_vetted(report, decisions).encode()
    shoal.record("shortlist.export", slug(brief_name), kind=f"vetted {kind}", rows=len(leaving))
    rows = vetted_rows(report, decisions)
    if kind == "csv":
        return written_csv(rows)
    return written_workbook(rows, slug(brief_name), notes=_about(report))


def _about(report: ReportInput) -> list[tuple[str, str]]:
    shortlist = report.shortlist
    return [
        ("brand", report.brand.name),
        ("brief", f"{report.brief.name}, version {report.brief.version}"),
        ("shortlist", f"version {shortlist.version}, {len(shortlist.candidates)} of {shortlist.pool} creators"),
        ("generated", moment_text(report.as_of, report.brand.timezone)),
        ("ranges", "80 % for prices and results, 90 % for engagement; n counts posts"),
        ("verdict", "advice: only a person's decision leaves somebody out"),
        ("made up", "every creator here is invented" if report.made_up else "no"),
        ("program", f"Shoal {report.version}"),
    ]


def _leaving(candidate: Candidate) -> Candidate:
    """Return a candidate without the figures that stay here, and without the claims that repeat them."""
    stays = [name for name in REPEATS if not _may_leave(getattr(candidate, name))]
    if not stays:
        return candidate
    silent = {check for name in stays for check in REPEATS[name]}

    def told(items: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(item for item in items if item.check not in silent)

    return replace(
        candidate,
        reasons=told(candidate.reasons),
        verdict=replace(candidate.verdict, findings=told(candidate.verdict.findings)),
        followers=_withheld(candidate.followers) if "followers" in stays else candidate.followers,
        engagement=_withheld(candidate.engagement) if "engagement" in stays else candidate.engagement,
    )


def _may_leave(value: Value) -> bool:
    return value.provenance is None or policy_of(value.provenance.policy).export


def _withheld(value: Value) -> Value:
    return replace(value, state="withheld", estimate=None, reason=VENDORS, parts=())
