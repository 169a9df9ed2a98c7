"""The first page, what leaves the machine, and whether the server lives."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from shoal.web.desk import Request
from shoal.web.pages.home import page_of


def first(request: Request) -> HttpResponse:
    """Go to the first brand that this person may see."""
    brands = request.desk.brands
    if not brands:
        return render(request, "home/nothing.html")
    return redirect("home", brands[0].slug)


def home(request: Request) -> HttpResponse:
    """Show what needs somebody today; hide one thing until tomorrow, or show all again."""
    desk = request.desk
    if request.method == "POST":
        if "hide" in request.POST:
            desk.shoal.home.hide(request.POST["hide"])
        elif "seen" in request.POST:
            desk.shoal.home.seen()
        else:
            desk.shoal.home.show_all()
        return redirect(request.path)
    return render(request, "home/home.html", {"page": page_of(desk.shoal.home.today(), desk)})


def privacy(request: Request) -> HttpResponse:
    """Say what leaves the machine: to anybody which hosts and how often, to members who asked for their brands."""
    connections, brands = request.desk.shoal.connections, [brand.id for brand in request.desk.brands]
    context = {"ways": connections.ways_out(), "calls": connections.calls(brands) if brands else ()}
    return render(request, "home/privacy.html", context)


def health(request: Request) -> JsonResponse:
    """Say that the server answers, for whoever watches it."""
    return JsonResponse({"ok": True})
