"""The vetted list of a shortlist as a file: a page to print, a workbook, or CSV.

What a vendor's contract keeps here does not leave with it: such a figure is a word, and claims that repeat it go too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shoal.app.briefs.written import slug
from shoal.app.planning.leaving import leaving
from shoal.domain.report import ReportInput
from shoal.errors import InputError
from shoal.report import moment_text, render_vetted, vetted_rows
from shoal.sources import written_csv, written_workbook

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

KINDS = ("html", "xlsx", "csv")


def vetted_list(shoal: Shoal, brief_name: str, kind: str, version: int | None = None) -> bytes:
    """Return the vetted list of a shortlist, the newest unless a version is named, as ``html``, ``xlsx`` or ``csv``.

    Raises ``InputError`` for another kind, ``NotFoundError`` where there is no shortlist.
    """
    shoal.require("export")
    if kind not in KINDS:
        raise InputError("There is no such file.", received=kind, allowed=KINDS)
    report, decisions = shoal.stored.input_of(brief_name, version), shoal.decisions.of(brief_name)
    candidates = tuple(leaving(candidate) for candidate in report.shortlist.candidates)
    report = replace(report, shortlist=replace(report.shortlist, candidates=candidates))
    if kind == "html":  # looked at in the browser, like the report; files that are kept are written down
        return render_vetted(report, decisions).encode()
    shoal.record("shortlist.export", slug(brief_name), kind=f"vetted {kind}", rows=len(candidates))
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
