"""Followers counted by hand: one profile after the other, real, unsure or not real, by three keys."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from shoal.app import CountPlan
from shoal.errors import InputError
from shoal.web.desk import Message, Request, say
from shoal.web.pages.hand_count import LABELS, counting_shown
from shoal.web.views.moves import is_number, see_other

MOST_TYPED = 4_000


def followers(request: Request, who: str) -> HttpResponse:
    """Show which follower to open next; keep labels as they come, finish, take back."""
    request.desk.shoal.require("import")
    if request.method != "POST":
        return _page(request, request.desk.shoal.following.plan(who))
    act = request.POST.get("act", "keep")
    plan = request.desk.shoal.following.plan(who)
    keys = _keys(request, plan)
    every = _every(request, plan)
    try:
        if act == "drop":
            return _dropped(request, who, plan)
        if act == "finish":
            return _finished(request, who, keys, every)
        kept = request.desk.shoal.following.keep(who, keys, every=every)
    except InputError as error:
        return _page(request, plan, typed=keys, every=every, error=error)
    if request.htmx:  # typed into the field: what stands around it follows
        return _page(request, kept, every=every, part=True)
    return see_other(_here(request, who) + (f"?at={act}" if act in LABELS else ""))


def _keys(request: Request, plan: CountPlan) -> str:
    """Return the labels so far: what stands in the field, and the button that was pressed."""
    typed = re.sub(r"\s+", "", request.POST.get("keys", plan.keys)).casefold()[:MOST_TYPED]
    act = request.POST.get("act", "")
    if act in LABELS:
        return typed + act
    return typed[:-1] if act == "back" else typed


def _every(request: Request, plan: CountPlan) -> int:
    told = request.POST.get("every", "").strip()
    return int(told) if is_number(told) else plan.every


def _dropped(request: Request, who: str, plan: CountPlan) -> HttpResponse:
    request.desk.shoal.following.drop(who)
    text = gettext("{n} labels were dropped. Nothing was counted.").format(n=len(plan.keys))
    say(request, Message(text=text, level="info"))
    return see_other(_here(request, who))


def _finished(request: Request, who: str, keys: str, every: int) -> HttpResponse:
    done = request.desk.shoal.following.finish(who, keys, every=every)
    slug = request.desk.brand.slug if request.desk.brand else ""
    undo = reverse("import-undo", args=[slug, done.batch.id]) if done.batch else ""
    say(request, Message(text=gettext("The count of {n} followers was kept.").format(n=len(keys)), undo_url=undo))
    return see_other(_here(request, who) + "#result")


def _page(
    request: Request, plan: CountPlan, *, typed: str | None = None, every: int | None = None,
    error: InputError | None = None, part: bool = False,
) -> HttpResponse:  # fmt: skip
    latest = request.desk.shoal.following.latest(plan.account_id)
    page = counting_shown(plan, latest, request.desk, typed=typed, every=every, at=request.GET.get("at", ""))
    context = {"page": page, "error": error, "part": part}
    template = "creators/_counting.html" if part else "creators/followers.html"
    return render(request, template, context, status=422 if error else 200)


def _here(request: Request, who: str) -> str:
    return reverse("creator-followers", args=[request.desk.brand.slug if request.desk.brand else "", who])
