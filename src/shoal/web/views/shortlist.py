"""The shortlist: built, decided on row by row, compared, and approved by a file where no link can be sent."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.signing import BadSignature
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import get_valid_filename
from django.utils.translation import gettext

from shoal.app import StoredPage, brief_title, chart_csv
from shoal.domain.brief import Brief
from shoal.errors import ConflictError, InputError, NotFoundError
from shoal.web.desk import Message, Request, say
from shoal.web.pages.briefs import crumbs, places, slug_of, tabs, version_rows
from shoal.web.pages.shortlist import CHOICE_WORDS, MOST_COMPARED, counts_of, opened, rows_of, sealed, told_by
from shoal.web.views.moves import csv_file, file_answer, number_in, page_of_its_own, see_other

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LARGEST_SHEET = 5 * 2**20


def shortlist(request: Request, name: str) -> HttpResponse:
    """Show the newest shortlist of a brief or an older one; POST builds the next."""
    if request.method == "POST":
        return _build(request, name)
    brief = request.desk.shoal.planning.show_brief(name)
    page = _stored(request, brief.name, number_in(request.GET.get("version")))
    compared = request.GET.getlist("compare")[:MOST_COMPARED]
    if page is not None and compared:
        return render(request, "shortlist/compare.html", _compared(request, brief, page, compared))
    return render(request, "shortlist/show.html", _page(request, brief, page))


def _stored(request: Request, name: str, version: int | None) -> StoredPage | None:
    query = {"version": version} if version else {}
    found: StoredPage | None = request.desk.shoal.stored.shortlist(
        name, version, places(request, "shortlist-picture", name, **query)
    )
    return found


def _build(request: Request, name: str) -> HttpResponse:
    """Build the next shortlist; the same form sent twice builds one."""
    shoal, url = request.desk.shoal, reverse("shortlist", args=[slug_of(request), name])
    shoal.require("edit")
    newest = [number for number, _, _ in shoal.stored.versions("shortlists", name)][:1]
    if request.POST.get("after", "") != str(newest[0] if newest else 0):
        text = gettext("Shortlist {n} was built meanwhile: this is it.").format(n=newest[0] if newest else 0)
        say(request, Message(text=text, level="info"))
        return see_other(url)
    made = shoal.planning.shortlist(name)
    text = gettext("Shortlist {n}: {count} candidates. Earlier ones stay.").format(
        n=made.version, count=len(made.candidates)
    )
    say(request, Message(text=text))
    return see_other(url)


def _frame(request: Request, brief: Brief, here: str) -> dict[str, Any]:
    brand = slug_of(request)
    return {
        "brief": brief, "title": brief_title(brief), "crumbs": crumbs(request, brief, here),
        "tabs": tabs(request, brief.name, "shortlist"), "may_edit": request.desk.may("edit"),
        "may_export": request.desk.may("export"), "here": reverse("shortlist", args=[brand, brief.name]),
        "decide_url": reverse("decide", args=[brand, brief.name]),
        "approval_url": reverse("approval", args=[brand, brief.name]),
        "plan_url": reverse("plan", args=[brand, brief.name]), "choice_words": CHOICE_WORDS,
    }  # fmt: skip


def _page(request: Request, brief: Brief, page: StoredPage | None) -> dict[str, Any]:
    shoal = request.desk.shoal
    frame = _frame(request, brief, gettext("Shortlist"))
    if page is None:
        return frame | {"page": None, "after": 0}
    rows = rows_of(request, page)
    versions = version_rows(request, "shortlists", "shortlist", brief.name, page.shortlist.version)
    newest = versions[0].number
    return frame | {
        "vetted": {kind: reverse("vetted", args=[slug_of(request), brief.name, kind])
                   + f"?version={page.shortlist.version}" for kind in ("html", "xlsx", "csv")},
        "page": page, "content": page.content["shortlist"], "rows": rows, "counts": counts_of(rows),
        "decided": any(row.decision for row in rows),
        "own_record": any(row.candidate.verdict.kind == "own record" for row in rows),
        "survivors": page.charts.get("survivors"), "versions": versions, "after": newest,
        "old": page.shortlist.version != newest, "newest": newest,
        "stale": page.brief.version != brief.version, "most": MOST_COMPARED,
        "has_plan": bool(shoal.stored.versions("plans", brief.name)),
        "edit_url": reverse("brief-edit", args=[slug_of(request), brief.name]),
    }  # fmt: skip


def _compared(request: Request, brief: Brief, page: StoredPage, accounts: list[str]) -> dict[str, Any]:
    rows = rows_of(request, page)
    chosen = [row for row in rows if row.candidate.account_id in accounts]
    if not chosen:
        raise NotFoundError("None of these is on the shortlist.", next_step="Tick them on the shortlist again.")
    frame = _frame(request, brief, gettext("Compare"))
    return frame | {"page": page, "rows": chosen, "may_edit": frame["may_edit"]}


# decisions -----------------------------------------------------------------------------------------------------------


def decide(request: Request, name: str) -> HttpResponse:
    """Keep a decision about whoever is ticked, or hold them beside each other."""
    desk, url = request.desk, reverse("shortlist", args=[slug_of(request), name])
    if request.method != "POST":
        return see_other(url)
    accounts = request.POST.getlist("who")
    act = request.POST.get("act", "")
    if not accounts:
        say(request, Message(text=gettext("Nobody was ticked, so nothing was decided."), level="warning"))
        return see_other(url)
    if act == "compare":
        return see_other(url + "?" + "&".join(f"compare={account}" for account in accounts[:MOST_COMPARED]))
    before = desk.shoal.decisions.of(name)
    count = desk.shoal.decisions.decide(name, accounts, None if act == "open" else act, request.POST.get("reason", ""))
    was = {one: (before[one].choice, before[one].reason) if one in before else None for one in accounts}
    _tell(request, name, count, act, sealed(was))
    return see_other(url)


def _tell(request: Request, name: str, count: int, act: str, seal: str) -> None:
    said = CHOICE_WORDS.get(act, gettext("undecided"))
    text = gettext("{count} marked as {said}.").format(count=count, said=said)
    after = {
        "wanted": gettext("They are pinned in the next plan."),
        "unwanted": gettext("They are left out of the next plan."),
    }
    undo = reverse("decide-undo", args=[slug_of(request), name]) + f"?seal={seal}"
    say(request, Message(text=text, details=after.get(act, ""), undo_url=undo))


def undo(request: Request, name: str) -> HttpResponse:
    """Put decisions back as they were before."""
    url = reverse("shortlist", args=[slug_of(request), name])
    if request.method == "POST":
        try:
            told = opened(request.GET.get("seal", ""))
        except BadSignature as error:
            raise InputError("This cannot be taken back any more.", next_step="Decide anew.") from error
        request.desk.shoal.decisions.decide_each(name, told)
        say(request, Message(text=gettext("Decisions are as they were before.")))
    return see_other(url)


# approval by file ----------------------------------------------------------------------------------------------------


def approval(request: Request, name: str) -> HttpResponse:
    """Offer the sheet that somebody outside fills in, and take it back: first what it would change, then yes."""
    desk = request.desk
    brief = desk.shoal.planning.show_brief(name)
    page = _stored(request, brief.name, None)
    if page is None:
        raise ConflictError("There is no shortlist to approve yet.", next_step="Build the shortlist first.")
    context = _frame(request, brief, gettext("Approval")) | {
        "page": page, "public": bool(desk.shoal.settings.public_url), "changes": None,
        "share_url": reverse("share", args=[slug_of(request), name]) if desk.may("share") else "",
        "files": {kind: reverse("approval-file", args=[slug_of(request), name, kind]) for kind in KINDS},
        "hidden": len(desk.shoal.sharing.naming(name).hidden),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "shortlist/approval.html", context)
    if request.POST.get("seal"):
        return _approved(request, name, request.POST["seal"])
    return _previewed(request, name, context)


def _previewed(request: Request, name: str, context: dict[str, Any]) -> HttpResponse:
    try:
        changes = _read(request, name, _sent(request))
    except InputError as error:
        more = {"error": error, "mail": request.POST.get("mail", "")}
        return render(request, "shortlist/approval.html", context | more, status=422)
    told = told_by(changes)
    more = {"changes": changes, "seal": sealed(told) if told else "", "deciding": len(told),
            "wrong": sum(bool(one.wrong) for one in changes),
            "by_name": changes[0].by_name if changes else ""}  # fmt: skip
    return render(request, "shortlist/approval.html", context | more)


def _sent(request: Request) -> UploadedFile[Any] | None:
    """Return the sheet that was sent: a file, else the text of a mail as if it were one."""
    sheet, mail = request.FILES.get("sheet"), request.POST.get("mail", "").strip()
    if isinstance(sheet, UploadedFile):
        return sheet
    return SimpleUploadedFile("mail.txt", mail.encode()) if mail else None


def _read(request: Request, name: str, sheet: UploadedFile[Any] | None) -> Any:  # noqa: ANN401  lines of the sheet
    if sheet is None or sheet.size is None or sheet.size > LARGEST_SHEET:
        raise InputError(
            "Choose the sheet first." if sheet is None else "This is too large for an approval sheet.",
            allowed=(f"up to {LARGEST_SHEET // 2**20} MB",), next_step="The sheet is the one downloaded here.",
        )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (get_valid_filename(sheet.name or "sheet")[-80:] or "sheet")
        with path.open("wb") as file:
            for chunk in sheet.chunks():
                file.write(chunk)
        return request.desk.shoal.decisions.read_approval(name, path)


def _approved(request: Request, name: str, seal: str) -> HttpResponse:
    try:
        told = opened(seal)
    except BadSignature as error:
        raise InputError("The preview is no longer usable.", next_step="Send the sheet in again.") from error
    decisions = request.desk.shoal.decisions
    before = decisions.of(name)
    was = {one: (before[one].choice, before[one].reason) if one in before else None for one in told}
    count = decisions.decide_each(name, told)
    undo_url = reverse("decide-undo", args=[slug_of(request), name]) + f"?seal={sealed(was)}"
    say(
        request,
        Message(text=gettext("{count} decisions of the sheet were kept.").format(count=count), undo_url=undo_url),
    )
    return see_other(reverse("shortlist", args=[slug_of(request), name]))


def approval_file(request: Request, name: str, kind: str) -> HttpResponse:
    """Return the approval sheet to keep and hand over: a page to mark, a workbook or CSV."""
    if kind not in KINDS:
        raise NotFoundError("There is no such file.", received=kind, allowed=tuple(KINDS))
    content = request.desk.shoal.decisions.approval_file(name, kind)
    return file_answer(content, f"{name}-approval.{kind}", KINDS[kind])


def vetted(request: Request, name: str, kind: str) -> HttpResponse:
    """Return the vetted list: a page to read and print, or a file."""
    content = request.desk.shoal.stored.vetted_list(name, kind, number_in(request.GET.get("version")))
    if kind != "html":
        return file_answer(content, f"{name}-vetted.{kind}", KINDS[kind])
    return page_of_its_own(content.decode())


def picture(request: Request, name: str, chart: str) -> HttpResponse:
    """Return the figures of a picture of a shortlist as CSV."""
    page = _stored(request, name, number_in(request.GET.get("version")))
    found = page.charts.get(chart) if page else None
    if found is None:
        raise NotFoundError("There is no such picture.", received=chart)
    return csv_file(chart_csv(found), f"{name}-{chart}.csv")
