"""The report: one self-contained page, shown as a page of its own, kept as a file, its figures as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from shoal.app import Chart, StoredPage, brief_title, chart_csv
from shoal.errors import NotFoundError
from shoal.web.desk import Request
from shoal.web.pages.briefs import crumbs, places, slug_of, tabs
from shoal.web.views.moves import csv_file, file_answer, page_of_its_own


def report(request: Request, name: str) -> HttpResponse:
    """Show what the report holds, and the ways to it: open, print, keep, figures."""
    brief = request.desk.shoal.planning.show_brief(name)
    brand = slug_of(request)
    plan = request.desk.shoal.stored.plan(brief.name, None, places(request, "report-picture", brief.name))
    address = reverse("report-html", args=[brand, brief.name])
    context: dict[str, Any] = {
        "brief": brief, "title": brief_title(brief), "crumbs": crumbs(request, brief, gettext("Report")),
        "tabs": tabs(request, brief.name, "report"), "plan": plan.plan if plan else None, "page": plan,
        "content": plan.content["plan"] if plan else None, "open_url": address,
        "keep_url": f"{address}?download=1", "plan_url": reverse("plan", args=[brand, brief.name]),
        "pictures": [
            (chart, reverse("report-picture", args=[brand, brief.name, chart.id]))
            for chart in _charts(request, brief.name).values()
        ] if plan else [],
        "public": bool(request.desk.shoal.settings.public_url),
    }  # fmt: skip
    return render(request, "report_page/show.html", context)


def page(request: Request, name: str) -> HttpResponse:
    """Return the report itself; its one style sheet is allowed by its hash, and nothing else is."""
    html = request.desk.shoal.stored.report(name)
    if request.GET.get("download"):
        return file_answer(html.encode(), f"{name}.html", "text/html; charset=utf-8")
    return page_of_its_own(html)


def _charts(request: Request, name: str) -> Mapping[str, Chart]:
    """Return every picture of the report by id: those of the plan, then those of its shortlist."""
    stored = request.desk.shoal.stored
    plan: StoredPage | None = stored.plan(name, None, places(request, "report-picture", name))
    if plan is None:
        return {}
    shortlist: StoredPage | None = stored.shortlist(
        name, plan.shortlist.version, places(request, "report-picture", name)
    )
    return {**plan.charts, **(shortlist.charts if shortlist else {})}


def picture(request: Request, name: str, chart: str) -> HttpResponse:
    """Return the figures of one picture of the report as CSV."""
    found = _charts(request, name).get(chart)
    if found is None:
        raise NotFoundError("There is no such picture.", received=chart)
    return csv_file(chart_csv(found), f"{name}-{chart}.csv")
