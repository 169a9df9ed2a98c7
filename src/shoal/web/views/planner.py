"""The planner: a budget becomes lines with reasons; pin, leave out, type a fee, compare, adopt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from shoal.app import StoredPage, bound_sentence, brief_title, chart_csv, fields_of
from shoal.domain.brief import Brief
from shoal.domain.people import Decision
from shoal.domain.plan import Plan
from shoal.domain.values import Money
from shoal.errors import ConflictError, InputError, NotFoundError
from shoal.web.desk import Message, Request, say
from shoal.web.forms.planner import Asked, asked_in, asked_of, slider_around, steering_of
from shoal.web.pages.briefs import crumbs, places, read_back, slug_of, tabs, version_rows
from shoal.web.pages.planner import compared_rows, line_rows, other_rows, visits_tile
from shoal.web.views.moves import csv_file, number_in, see_other


def plan(request: Request, name: str) -> HttpResponse:
    """Show the newest plan of a brief or an older one; POST builds the next."""
    shoal = request.desk.shoal
    brief = shoal.planning.show_brief(name)
    if request.method == "POST":
        return _build(request, brief)
    part = request.GET.get("part", "")
    if part == "budget":
        return _slid(request, brief)
    page = _stored(request, brief.name, number_in(request.GET.get("version")))
    if part == "pictures" and page is not None and page.plan is not None:
        return render(request, "planner/_pictures.html", _pictures(request, page.plan, draw=True))
    return render(request, "planner/show.html", _page(request, brief, page, _asked(page, brief, shoal)))


def _stored(request: Request, name: str, version: int | None) -> StoredPage | None:
    query = {"version": version} if version else {}
    found: StoredPage | None = request.desk.shoal.stored.plan(
        name, version, places(request, "plan-picture", name, **query)
    )
    return found


def _asked(page: StoredPage | None, brief: Brief, shoal: Any) -> Asked:  # noqa: ANN401  the open workspace
    """Return what the newest plan was asked with, decisions made since included."""
    if page is None or page.plan is None:
        return Asked(budget=_written(brief, brief.budget))
    steering = shoal.planning.standing(page.shortlist, page.plan.steering)
    fees = {account: _written(brief, Money(minor=fee, currency=brief.budget.currency)) if fee else "0"
            for account, fee in steering.fees}  # fmt: skip
    return asked_of(_written(brief, page.plan.budget), steering, fees)


def _written(brief: Brief, amount: Money) -> str:
    return str(fields_of(replace(brief, budget=amount))["budget"])


def _slid(request: Request, brief: Brief) -> HttpResponse:
    """Put the slider's value into the typed field, read back in words."""
    typed = request.GET.get("slider") or request.GET.get("budget", "")
    context: dict[str, Any] = {"budget": typed, "here": reverse("plan", args=[slug_of(request), brief.name])}
    try:
        money, _ = request.desk.shoal.comparing.budget_words(typed, brief.budget.currency)
        context |= {"budget": _written(brief, money), "said": read_back(money)}
    except InputError as error:
        context["error"] = error
    return render(request, "planner/_budget.html", context)


# building ------------------------------------------------------------------------------------------------------------


def _build(request: Request, brief: Brief) -> HttpResponse:
    """Build the next plan; the same form sent twice builds one, and what was typed stays where it cannot be."""
    shoal, url = request.desk.shoal, reverse("plan", args=[slug_of(request), brief.name])
    shoal.require("edit")
    if not shoal.stored.versions("shortlists", brief.name):
        shoal.planning.shortlist(brief.name)
    newest = next((number for number, _, _ in shoal.stored.versions("plans", brief.name)), 0)
    if request.POST.get("after", "") != str(newest):
        say(request, Message(text=gettext("Plan {n} was built meanwhile: this is it.").format(n=newest), level="info"))
        return see_other(url)
    asked = asked_in(request.POST)
    shortlist = shoal.planning.show_shortlist(brief.name)
    steering, wrong = steering_of(asked, shoal, brief.budget.currency)
    if wrong:
        return _again(request, brief, replace(asked, wrong=wrong), None)
    try:
        made = shoal.planning.build(shortlist, budget=asked.budget or brief.budget, steering=steering)
    except InputError as error:
        return _again(request, brief, replace(asked, wrong={"budget": _words(error)}), None)
    except ConflictError as error:
        return _again(request, brief, asked, error)
    say(request, Message(text=gettext("Plan {n}: {count} creators. Earlier plans stay.").format(
        n=made.version, count=len(made.lines))))  # fmt: skip
    return see_other(url)


def _words(error: InputError) -> str:
    return next(iter(error.fields.values()), f"{error.message} {error.next_step}".strip())


def _again(request: Request, brief: Brief, asked: Asked, clash: ConflictError | None) -> HttpResponse:
    """Show the page again with everything that was typed, and what stands in the way."""
    page = _stored(request, brief.name, None)
    context = _page(request, brief, page, asked)
    if clash is not None:
        names = request.desk.shoal.planning.names(request.desk.shoal.planning.show_shortlist(brief.name))
        context["clash"] = {
            "title": _sentence(names.text(clash.message)),
            "way": _sentence(names.text(clash.next_step)),
        }
    return render(request, "planner/show.html", context, status=409 if clash else 422)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")


# the page ------------------------------------------------------------------------------------------------------------


def _page(request: Request, brief: Brief, page: StoredPage | None, asked: Asked) -> dict[str, Any]:
    desk, brand = request.desk, slug_of(request)
    url = reverse("plan", args=[brand, brief.name])
    versions = version_rows(request, "plans", "plan", brief.name, page.plan.version if page and page.plan else 0)
    shown = page.plan if page else None
    context = {
        "brief": brief, "title": brief_title(brief), "crumbs": crumbs(request, brief, gettext("Planner")),
        "tabs": tabs(request, brief.name, "plan"), "here": url, "page": page, "plan": shown, "asked": asked,
        "budget": asked.budget, "wrong": asked.wrong, "said": _said(request, asked.budget, brief),
        "slider": slider_around(shown.budget if shown else brief.budget, _exponent(brief)),
        "may_edit": desk.may("edit"), "may_adopt": desk.may("adopt"), "after": versions[0].number if versions else 0,
        "versions": versions, "has_shortlist": bool(desk.shoal.stored.versions("shortlists", brief.name)),
        "shortlist_url": reverse("shortlist", args=[brand, brief.name]),
        "report_url": reverse("report", args=[brand, brief.name]),
    }  # fmt: skip
    return context | _of_plan(request, page, asked) if page and shown else context


def _of_plan(request: Request, page: StoredPage, asked: Asked) -> dict[str, Any]:
    """Return what a page says about the plan on it."""
    shoal, brand = request.desk.shoal, slug_of(request)
    shown = page.plan
    if shown is None:
        return {}
    name = shown.brief_name
    decisions: Mapping[str, Decision] = shoal.decisions.of(name)
    newest = shoal.stored.versions("plans", name)[0][0]
    latest = shoal.stored.versions("shortlists", name)[0][0]
    content = page.content["plan"]
    return {
        "content": content, "mix": page.charts.get("mix"), "rows": line_rows(request, page, asked, decisions),
        "others": other_rows(page, asked, decisions), "old": shown.version != newest, "newest": newest,
        "stale": page.shortlist.version != latest, "adopted": shoal.decisions.adopted(name),
        "bound": bound_sentence(shown.bound), "visits": visits_tile(shown.forecast.visits),
        "adopt_url": reverse("adopt", args=[brand, name]), "compare_url": reverse("compare", args=[brand, name]),
        **_pictures(request, shown, draw=bool(request.GET.get("draw"))),
    }  # fmt: skip


def _pictures(request: Request, shown: Plan, *, draw: bool) -> dict[str, Any]:
    """Return the pictures that take seconds the first time: drawn where they are ready or asked for."""
    comparing, name, version = request.desk.shoal.comparing, shown.brief_name, shown.version
    url = reverse("plan", args=[slug_of(request), name])
    ready = draw or comparing.frontier_ready(name, version)
    csv = reverse("plan-picture", args=[slug_of(request), name, "PICTURE"]) + f"?version={version}"
    return {
        "ready": ready,
        "frontier": comparing.frontier(name, version) if ready else None,
        "overlaps": comparing.overlaps(name, version) if ready else None,
        "frontier_csv": csv.replace("PICTURE", "frontier"), "overlaps_csv": csv.replace("PICTURE", "overlaps"),
        "pictures_url": f"{url}?version={version}&part=pictures",
        "draw_url": f"{url}?version={version}&draw=1#pictures",
    }  # fmt: skip


def _said(request: Request, typed: str, brief: Brief) -> str:
    try:
        return read_back(request.desk.shoal.comparing.budget_words(typed, brief.budget.currency)[0])
    except InputError:
        return ""


def _exponent(brief: Brief) -> int:
    one = fields_of(replace(brief, budget=Money(minor=1, currency=brief.budget.currency)))["budget"]
    return len(str(one).split(" ", 1)[0].partition(".")[2])


# adopting, comparing, figures ----------------------------------------------------------------------------------------


def adopt(request: Request, name: str) -> HttpResponse:
    """Adopt a plan, or none; asking for the same twice changes nothing."""
    url = reverse("plan", args=[slug_of(request), name])
    if request.method != "POST":
        return see_other(url)
    told = request.POST.get("version") or request.GET.get("version") or ""
    version = number_in(told)
    if version is None and told != "none":
        raise NotFoundError("There is no such plan.", received=told, next_step="Open the plan and adopt it there.")
    before = request.desk.shoal.decisions.adopt(name, version)
    text = (
        gettext("Plan {n} is the one to carry out.").format(n=version)
        if version
        else gettext("No plan is adopted now.")
    )
    undo = reverse("adopt", args=[slug_of(request), name]) + f"?version={before or 'none'}"
    say(request, Message(text=text, undo_url=undo if before != version else ""))
    return see_other(f"{url}?version={version}" if version else url)


def compare(request: Request, name: str) -> HttpResponse:
    """Hold two plans of a brief beside each other."""
    shoal = request.desk.shoal
    brief = shoal.planning.show_brief(name)
    numbers = [number for number, _, _ in shoal.stored.versions("plans", brief.name)]
    if not numbers:
        raise NotFoundError("There is no plan to compare yet.", next_step="Build a plan first.")
    other = number_in(request.GET.get("other")) or numbers[0]
    one = number_in(request.GET.get("one")) or next((n for n in numbers if n != other), other)
    found = shoal.comparing.plans(brief.name, one, other)
    labels = {
        "budget": gettext("Budget"), "cost": gettext("Cost"), "creators": gettext("Creators"),
        "reach": gettext("Reach, each person once"), "engagements": gettext("Likes and comments"),
        "orders": gettext("Orders"),
    }  # fmt: skip
    rows = [(line, found.names.linked(line.creator_id)) for line in found.differences]
    context = {
        "brief": brief, "title": brief_title(brief), "crumbs": crumbs(request, brief, gettext("Compare plans")),
        "tabs": tabs(request, brief.name, "plan"), "here": reverse("plan", args=[slug_of(request), brief.name]),
        "found": found, "figures": compared_rows(found.one, found.other, labels), "rows": rows, "numbers": numbers,
        "bounds": (bound_sentence(found.one.bound), bound_sentence(found.other.bound)),
    }  # fmt: skip
    return render(request, "planner/compare.html", context)


def picture(request: Request, name: str, chart: str) -> HttpResponse:
    """Return the figures of a picture of a plan as CSV."""
    page = _stored(request, name, number_in(request.GET.get("version")))
    if page is None or page.plan is None:
        raise NotFoundError("There is no plan yet.")
    comparing = request.desk.shoal.comparing
    made = {"frontier": comparing.frontier, "overlaps": comparing.overlaps}
    found = made[chart](name, page.plan.version) if chart in made else page.charts.get(chart)
    if found is None:
        raise NotFoundError("There is no such picture.", received=chart)
    return csv_file(chart_csv(found), f"{name}-plan-{page.plan.version}-{chart}.csv")
