"""Briefs: the list, one brief with its versions, and the form that never writes over anything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from shoal.app import brief_title, chart_csv
from shoal.domain.brief import Brief
from shoal.errors import ConflictError, InputError, NotFoundError, ProtectedTraitError
from shoal.web.desk import Message, Request, say
from shoal.web.forms.briefs import (
    EMPTY,
    Typed,
    forms_of,
    kept_weights,
    merged,
    told_in,
    typed_from,
    typed_in,
)
from shoal.web.pages.briefs import (
    BriefRow,
    conflicts,
    crumbs,
    facts_of,
    folds_of,
    hidden_of,
    read_back,
    slug_of,
    tabs,
    templates,
    version_rows,
    wish_text,
)
from shoal.web.views.moves import csv_file, number_in, see_other


def briefs(request: Request) -> HttpResponse:
    """Show every brief with what came of it; where there is none, three to start from."""
    desk = request.desk
    newest: dict[str, Brief] = {}
    counts: dict[str, int] = {}
    for brief in desk.shoal.planning.briefs():
        newest[brief.name] = brief
        counts[brief.name] = counts.get(brief.name, 0) + 1
    stored = desk.shoal.stored
    rows = [
        BriefRow(
            brief=brief, title=brief_title(brief), versions=counts[brief.name],
            shortlists=len(stored.versions("shortlists", brief.name)),
            plans=len(stored.versions("plans", brief.name)), adopted=desk.shoal.decisions.adopted(brief.name),
        )
        for brief in sorted(newest.values(), key=lambda one: one.created_at or desk.shoal.now(), reverse=True)
    ]  # fmt: skip
    return render(request, "briefs/list.html", {"rows": rows, "doors": _doors(request), "may_edit": desk.may("edit")})


def _doors(request: Request) -> list[dict[str, Any]]:
    if not request.desk.may("edit"):
        return []
    url = reverse("brief-new", args=[slug_of(request)])
    blank = {"url": url, "label": gettext("Start from nothing"), "text": gettext("A name and a budget are enough.")}
    return [
        *({"url": f"{url}?template={key}", "label": label, "text": text, "primary": at == 0}
          for at, (key, label, text, _) in enumerate(templates())),
        blank,
    ]  # fmt: skip


def brief(request: Request, name: str) -> HttpResponse:
    """Show one brief: what it wants, what clashes in it, whom each wish keeps, and its versions."""
    shoal = request.desk.shoal
    shown = shoal.planning.show_brief(name, number_in(request.GET.get("version")))
    if request.GET.get("part") == "survivors" or request.GET.get("count"):
        return _with_survivors(request, shown)
    return render(request, _template(request), _page(request, shown))


def _template(request: Request) -> str:
    return "briefs/print.html" if request.GET.get("print") else "briefs/show.html"


def _with_survivors(request: Request, shown: Brief) -> HttpResponse:
    shoal = request.desk.shoal
    shoal.comparing.survivors(shown.name, shown.version)
    if request.GET.get("part") == "survivors":
        return render(request, "briefs/_survivors.html", _page(request, shown))
    return render(request, _template(request), _page(request, shown))


def _page(request: Request, shown: Brief) -> dict[str, Any]:
    shoal, brand = request.desk.shoal, slug_of(request)
    ready = shoal.comparing.survivors_ready(shown.name, shown.version)
    chart, counts = shoal.comparing.survivors(shown.name, shown.version) if ready else (None, ())
    versions = shoal.stored.versions("briefs", shown.name)
    newest = versions[0][0]
    url = reverse("brief", args=[brand, shown.name])
    return {
        "brief": shown, "title": brief_title(shown), "newest": newest,
        "written_at": next(at for number, at, _ in versions if number == shown.version), "old": shown.version != newest,
        "crumbs": crumbs(request, shown), "tabs": tabs(request, shown.name, "brief"),
        "facts": facts_of(shown), "budget_words": read_back(shown.budget),
        "hard": [wish_text(wish, shown.budget.currency) for wish in shown.wishes if wish.hard],
        "soft": [wish_text(wish, shown.budget.currency) for wish in shown.wishes if not wish.hard],
        "doubts": shoal.planning.contradictions(shown), "ready": ready, "survivors": chart, "counts": counts,
        "none_left": bool(counts) and not counts[-1].kept,
        "survivors_url": f"{url}?version={shown.version}&part=survivors",
        "count_url": f"{url}?version={shown.version}&count=1",
        "csv_url": reverse("brief-picture", args=[brand, shown.name, "survivors"]) + f"?version={shown.version}",
        "versions": version_rows(request, "briefs", "brief", shown.name, shown.version),
        "may_edit": request.desk.may("edit"), "here": url,
        "edit_url": reverse("brief-edit", args=[brand, shown.name]),
        "copy_url": reverse("brief-new", args=[brand]) + f"?from={shown.name}",
        "restore_url": reverse("brief-restore", args=[brand, shown.name, shown.version]),
        "shortlist_url": reverse("shortlist", args=[brand, shown.name]),
        "has_shortlist": bool(shoal.stored.versions("shortlists", shown.name)),
    }  # fmt: skip


def picture(request: Request, name: str, chart: str) -> HttpResponse:
    """Return the figures of a brief's picture as CSV."""
    shoal = request.desk.shoal
    shown = shoal.planning.show_brief(name, number_in(request.GET.get("version")))
    found, _ = shoal.comparing.survivors(shown.name, shown.version)
    if found is None or chart != found.id:
        raise NotFoundError("There is no such picture.", received=chart)
    return csv_file(chart_csv(found), f"{name}-{chart}.csv")


def restore(request: Request, name: str, version: int) -> HttpResponse:
    """Make an older version of a brief its newest again."""
    url = reverse("brief", args=[slug_of(request), name])
    if request.method != "POST":
        return see_other(url)
    made = request.desk.shoal.planning.restore(name, version)
    text = gettext("Version {old} is back as version {new}; nothing was written over.")
    say(request, Message(text=text.format(old=version, new=made.version)))
    return see_other(url)


# the form ------------------------------------------------------------------------------------------------------------


def new(request: Request) -> HttpResponse:
    """Write a brief: from nothing, from a template, or as a copy of another."""
    request.desk.shoal.require("edit")
    if request.method == "POST":
        return _posted(request, "")
    source, template = request.GET.get("from"), request.GET.get("template")
    typed = EMPTY
    if source:
        copied = typed_from(request.desk.shoal.planning.fields(source))
        typed = replace(copied, fields={**copied.fields, "name": f"{copied.fields['name']}-2"})
    elif template:
        typed = next((filled for key, _, _, filled in templates() if key == template), EMPTY)
    return _form(request, typed, name="", read_version=0)


def edit(request: Request, name: str) -> HttpResponse:
    """Change a brief: what is saved is its next version."""
    shoal = request.desk.shoal
    shoal.require("edit")
    if request.method == "POST":
        return _posted(request, name)
    shown = shoal.planning.show_brief(name)
    return _form(request, typed_from(shoal.planning.fields(name)), name=shown.name, read_version=shown.version)


def read_amount(request: Request) -> HttpResponse:
    """Say in words how a typed budget is read."""
    desk = request.desk
    try:
        money, _ = desk.shoal.comparing.budget_words(request.GET.get("budget", ""), _currency(request))
    except InputError as error:
        return render(request, "briefs/_amount.html", {"error": error})
    return render(request, "briefs/_amount.html", {"said": read_back(money)})


def _currency(request: Request) -> str:
    """Return the currency of a typed amount: the one written beside it, else the brand's."""
    typed = request.GET.get("budget", "") or request.POST.get("budget", "")
    letters = "".join(sign for sign in typed if sign.isalpha()).upper()
    own = request.desk.brand.currency if request.desk.brand else "EUR"
    return letters if len(letters) == 3 else own  # noqa: PLR2004  letters of a code


def _posted(request: Request, name: str) -> HttpResponse:
    """Keep what was typed as the next version, or show it again with what stands in the way."""
    typed = typed_in(request.POST)
    read_version = number_in(request.POST.get("read_version")) or 0
    if {"add_row", "drop_row", "check"} & set(request.POST):
        return _form(request, typed, name=name, read_version=read_version)
    if request.POST.get("chosen"):
        typed = _chosen(request, typed, name)
    return _kept(request, typed, name, read_version)


def _kept(request: Request, typed: Typed, name: str, read_version: int) -> HttpResponse:
    planning = request.desk.shoal.planning
    weights = kept_weights(planning.fields(name)) if name else {}
    told = told_in(typed, request.desk.brand.currency if request.desk.brand else "EUR", weights)
    try:
        made = planning.revise(name or str(typed.fields.get("name", "")), told, read_version=read_version)
    except ConflictError as error:
        return _clash(request, typed, name, error)
    except (InputError, ProtectedTraitError) as error:
        said = error.fields or {"": f"{error.message} {error.next_step}"}
        if isinstance(error, ProtectedTraitError):
            said = dict.fromkeys(error.fields, f"{error.message} {error.next_step}")
        return _form(request, typed, name=name, read_version=read_version, errors=said)
    undo = reverse("brief-restore", args=[slug_of(request), made.name, made.version - 1]) if made.version > 1 else ""
    text = gettext("Saved as version {version}.").format(version=made.version)
    say(request, Message(text=text, undo_url=undo, details=read_back(made.budget)))
    return see_other(reverse("brief", args=[slug_of(request), made.name]))


def _form(
    request: Request, typed: Typed, *, name: str, read_version: int, errors: dict[str, str] | None = None
) -> HttpResponse:
    form, rows = forms_of(typed, errors)
    shoal, brand = request.desk.shoal, slug_of(request)
    said = ""
    if typed.fields.get("budget"):
        try:
            currency = _currency(request) if request.method == "POST" else _letters(str(typed.fields["budget"]))
            said = read_back(shoal.comparing.budget_words(str(typed.fields["budget"]), currency)[0])
        except InputError:
            said = ""
    shown = shoal.planning.show_brief(name) if name else None
    back = reverse("brief", args=[brand, name]) if name else reverse("briefs", args=[brand])
    title = brief_title(shown) if shown else gettext("New brief")
    context = {
        "form": form, "rows": rows, "name": name, "read_version": read_version, "next_version": read_version + 1,
        "said": said, "folds": folds_of(form, typed),
        "title": title, "back": back, "amount_url": reverse("brief-amount", args=[brand]),
        "crumbs": crumbs(request, shown, gettext("Edit") if shown else gettext("New")),
        "currency": request.desk.brand.currency if request.desk.brand else "",
        "errors": _row_errors(rows), "dropped": "drop_row" in request.POST, "added": "add_row" in request.POST,
    }  # fmt: skip
    return render(request, "briefs/form.html", context, status=422 if errors else 200)


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha()).upper()


def _row_errors(rows: list[Any]) -> list[dict[str, str]]:
    return [
        {"text": f"{gettext('Further wishes')} {at}: {error}", "url": f"#id_wish-{at - 1}-value"}
        for at, row in enumerate(rows, start=1)
        for error in row.errors.get("value", ())
    ]


def _clash(request: Request, typed: Typed, name: str, error: ConflictError) -> HttpResponse:
    """Show both values of every field that differs; nothing is lost and nothing is mixed without a person."""
    planning = request.desk.shoal.planning
    newest = planning.show_brief(name)
    theirs = typed_from(planning.fields(name))
    read_version = number_in(request.POST.get("read_version")) or newest.version
    base = typed_from(planning.fields(name, min(read_version, newest.version)))
    found = conflicts(typed, replace(theirs, fields={**theirs.fields, "name": typed.fields.get("name", "")}), base)
    context = {
        "error": error, "title": brief_title(newest), "newest": newest, "fields": found, "hidden": hidden_of(typed),
        "crumbs": crumbs(request, newest, gettext("Edit")),
        "back": reverse("brief", args=[slug_of(request), name]),
    }  # fmt: skip
    return render(request, "briefs/conflict.html", context, status=409)


def _chosen(request: Request, typed: Typed, name: str) -> Typed:
    theirs = typed_from(request.desk.shoal.planning.fields(name))
    taken = [key.removeprefix("take-") for key in request.POST
             if key.startswith("take-") and request.POST[key] == "theirs"]  # fmt: skip
    return merged(typed, theirs, taken)
