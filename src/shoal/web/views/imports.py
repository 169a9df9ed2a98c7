"""Files on their way in: chosen, looked at, answered, mended, brought in or dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from shoal.app import Inspected, chart_csv
from shoal.domain.people import Upload
from shoal.errors import ConflictError, InputError, NotFoundError, ShoalError
from shoal.web.desk import Message, Request, say
from shoal.web.forms.imports import FilesForm, ReadingForm, kind_words
from shoal.web.pages.imports import (
    LINES_SHOWN,
    OUTCOMES,
    STAYS_OUT,
    columns_of,
    comes_in,
    counts_sentence,
    form_words,
    line_row,
    lines_to_mend,
    outcome_words,
    plain_words,
    repairs_of,
)
from shoal.web.pages.samples import SAMPLES
from shoal.web.views.moves import csv_file, is_number, see_other

CHUNK = 2**20
LONGEST_CELL = 2_000
TO_MEND_SHOWN = 30


def to(name: str, request: Request, *arguments: str, fragment: str = "") -> HttpResponse:
    """Send the browser on to a page of this brand; a reload of it repeats nothing."""
    slug = request.desk.brand.slug if request.desk.brand else ""
    address = reverse(name, args=[slug, *arguments])
    return see_other(f"{address}{fragment}")


def there(name: str, request: Request) -> str:
    """Return the address of a page of this brand."""
    return reverse(name, args=[request.desk.brand.slug if request.desk.brand else ""])


# choosing ------------------------------------------------------------------------------------------------------------


def home(request: Request) -> HttpResponse:
    """Choose files, see what waits and what was brought in."""
    imports = request.desk.shoal.imports
    request.desk.shoal.require("import")
    form = FilesForm()
    refused: list[ShoalError] = []
    if request.method == "POST":
        form = FilesForm(request.POST, request.FILES)
        if form.is_valid():
            added, refused = _add_all(request, form.cleaned_data["chosen"])
            if added and not refused:
                return to("upload", request, added[0].id)
    past = imports.past()
    context = {
        "form": form,
        "refused": refused,
        "waiting": imports.waiting(),
        "past": past[:LINES_SHOWN],
        "past_total": len(past),
        "ways": _ways(request),
        "samples": tuple(SAMPLES),
    }
    return render(request, "imports/home.html", context, status=refused[0].http_status if refused else 200)


def _add_all(request: Request, files: list[Any]) -> tuple[list[Upload], list[ShoalError]]:
    added: list[Upload] = []
    refused: list[ShoalError] = []
    for file in files:
        try:
            added.append(request.desk.shoal.imports.add(file.name or "file", file.chunks(CHUNK)))
        except InputError as error:
            refused.append(error)
    return added, refused


def _ways(request: Request) -> list[dict[str, str]]:
    """Return the other ways in that this installation has."""
    ways = (
        ("paste", gettext("Paste profiles"), gettext("Up to 500 profile links, handles or copied profiles.")),
        ("count", gettext("Quick count"), gettext("Likes and comments of a few posts, about 30 seconds a creator.")),
        ("look-up", gettext("Look up by handle"), gettext("Followers, likes and captions, from Instagram itself.")),
        ("applications", gettext("Applications"), gettext("A form for creators who want to work with you.")),
        ("already", gettext("Already with us"), gettext("Your own followers and customers, by the platform's export.")),
    )
    return [{"url": there(name, request), "label": label, "text": text} for name, label, text in ways]


def sample(request: Request, name: str) -> HttpResponse:
    """Return a small made-up file to try the import with."""
    if name not in SAMPLES:
        raise NotFoundError(gettext("There is no such sample."))
    return csv_file(SAMPLES[name].text, name)


# looking -------------------------------------------------------------------------------------------------------------


def upload(request: Request, upload_id: str) -> HttpResponse:
    """Show what a file would do; where it was brought in, go to the result."""
    imports = request.desk.shoal.imports
    kept = imports.settled(imports.upload(upload_id))
    if kept.state == "done":
        return to("imports", request, kept.batch_id)
    if kept.state == "dropped":
        say(request, Message(text=gettext("This file was dropped; upload it again to bring it in."), level="info"))
        return to("import", request)
    if kept.state == "working":
        return render(request, "imports/working.html", {"upload": kept, "job": imports.job(kept)})
    if imports.look_soon(kept) is None:
        return render(request, "imports/reading.html", {"upload": kept})
    return _show(request, kept)


def _show(request: Request, kept: Upload, *, typed: Any = None, clash: Any = (), status: int = 200) -> HttpResponse:  # noqa: ANN401
    """Render the preview; ``typed`` is a form that was sent, ``clash`` what somebody else changed meanwhile."""
    imports = request.desk.shoal.imports
    found = imports.look(kept)
    if typed is not None:
        typed = typed.copy()
        typed["version"] = str(kept.version)  # sent again, it takes the place of what was changed meanwhile
    form = ReadingForm(typed, found=found, options=kept.options)
    if typed is not None:
        form.is_valid()
    labels = {name: str(field.label) for name, field in form.fields.items()}
    context = {
        "upload": kept,
        "found": found,
        "next_step": form_words(found.error.next_step or "", labels) if found.error else "",
        "assumed": [form_words(sentence, labels) for sentence in found.preview.file.assumed] if found.preview else [],
        "facts": [plain_words(sentence) for sentence in found.preview.facts_found] if found.preview else [],
        "preview": found.preview,
        "form": form,
        "clash": clash,
        "remembered": imports.remembered(kept) if kept.options else {},
        "others": [other for other in imports.waiting() if other.id != kept.id],
        "mended": sum(len(cells) for cells in kept.fixes.values()),
    }
    if found.preview is not None:
        context |= _told(request, found, form)
    if found.error is not None and status == 200:  # noqa: PLR2004  all is well so far
        status = found.error.http_status
    return render(request, "imports/upload.html", context, status=status)


def _told(request: Request, found: Inspected, form: ReadingForm) -> dict[str, Any]:
    preview = found.preview
    if preview is None:
        return {}
    headers = {column.header: place for place, column in enumerate(preview.columns)}
    fixes = found.upload.fixes
    out = lines_to_mend(preview, headers, fixes)
    coming = comes_in(preview)
    stored = preview.kind != "insights"
    return {
        "counts": counts_sentence(preview),
        "kind": kind_words(preview.kind),
        "coming": coming,
        "may_commit": coming > 0 and stored,
        "stored": stored,
        "to_mend": out[:TO_MEND_SHOWN],
        "to_mend_total": len(out),
        "repairs": repairs_of(preview, headers, fixes),
        "columns": columns_of(found, form.column_fields),
        "out": sum(preview.counts.get(name, 0) for name in STAYS_OUT),
        "lines": _lines(request, found),
    }


def _lines(request: Request, found: Inspected) -> dict[str, Any]:
    """Return one page of the lines, those of one outcome if asked."""
    preview = found.preview
    if preview is None:
        return {}
    wanted = request.GET.get("outcome", "")
    listed = [result for result in preview.results if not wanted or result.outcome == wanted]
    first = max(0, int(page) - 1) * LINES_SHOWN if is_number(page := request.GET.get("page", "1")) else 0
    tabs = [{"label": gettext("all"), "url": "?#lines", "current": not wanted, "count": len(preview.results)}]
    for name in OUTCOMES:
        number = sum(result.outcome == name for result in preview.results)
        if number:
            address = f"?outcome={name}#lines"
            tabs.append({"label": outcome_words(name), "url": address, "current": wanted == name, "count": number})
    rows = [line_row(result) for result in listed[first : first + LINES_SHOWN]]
    return {"rows": rows, "tabs": tabs, "pager": _pager(wanted, first, len(rows), len(listed)), "outcome": wanted}


def _pager(wanted: str, first: int, shown: int, total: int) -> dict[str, Any]:
    def address(start: int) -> str:
        return f"?outcome={wanted}&page={start // LINES_SHOWN + 1}#lines"

    return {
        "first": first + 1 if shown else 0,
        "last": first + shown,
        "total": total,
        "previous_url": address(first - LINES_SHOWN) if first else "",
        "next_url": address(first + LINES_SHOWN) if first + shown < total else "",
        "noun": gettext("lines"),
    }


def picture(request: Request, upload_id: str, chart_id: str) -> HttpResponse:
    """Return the figures of one picture as CSV."""
    imports = request.desk.shoal.imports
    found = imports.look(imports.upload(upload_id))
    charts = {chart.id: chart for chart in (*found.pictures, *([found.outcome] if found.outcome else []))}
    if chart_id not in charts:
        raise NotFoundError(gettext("There is no such picture."))
    return csv_file(chart_csv(charts[chart_id]), f"{chart_id}.csv")


# answering and mending -----------------------------------------------------------------------------------------------


def read_as(request: Request, upload_id: str) -> HttpResponse:
    """Keep how a file is read, and read it again."""
    imports = request.desk.shoal.imports
    kept = imports.settled(imports.upload(upload_id))
    if request.method != "POST" or kept.state != "open":
        return to("upload", request, upload_id)
    form = ReadingForm(request.POST, found=imports.look(kept), options=kept.options)
    if not form.is_valid():
        return _show(request, kept, typed=request.POST, status=422)
    told, version = form.options(), form.cleaned_data["version"]
    try:
        changed = imports.answer(_as_seen(kept, version), told)
    except ConflictError:
        now = imports.upload(upload_id)
        return _show(request, now, typed=request.POST, clash=_differences(form, now.options, told), status=409)
    if "remember" in request.POST:
        imports.remember(changed)
        say(request, Message(text=gettext("Read again. The next file with these columns is read the same way.")))
    return to("upload", request, upload_id, fragment="#columns" if "columns" in request.POST.get("from", "") else "")


def _as_seen(kept: Upload, version: int) -> Upload:
    """Return the upload in the version that the form was made for: changed since, it is a conflict."""
    return replace(kept, version=version)


def _differences(form: ReadingForm, theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (what, theirs, yours) of every answer that differs, columns one by one."""
    nothing = gettext("find out")
    found: list[tuple[str, str, str]] = []
    for name in sorted({*theirs, *mine} - {"columns"}):
        if theirs.get(name) != mine.get(name):
            label = form.fields[name].label if name in form.fields else name
            found.append((str(label), str(theirs.get(name) or nothing), str(mine.get(name) or nothing)))
    one, other = theirs.get("columns", {}), mine.get("columns", {})
    found.extend(
        (header, str(one.get(header) or nothing), str(other.get(header) or nothing))
        for header in sorted({*one, *other})
        if one.get(header) != other.get(header)
    )
    return found


def mend(request: Request, upload_id: str) -> HttpResponse:
    """Keep cells that were mended by hand, and read the file with them."""
    imports = request.desk.shoal.imports
    kept = imports.settled(imports.upload(upload_id))
    if request.method != "POST" or kept.state != "open":
        return to("upload", request, upload_id)
    version = request.POST.get("version", "")
    seen = _as_seen(kept, int(version) if is_number(version) else 0)
    if request.POST.get("act") == "unmend":
        imports.unmend(seen)
        return to("upload", request, upload_id)
    cells = _mended(request, imports.look(kept))
    try:
        if cells:
            imports.mend(seen, cells)
    except ConflictError:
        now = imports.upload(upload_id)
        return _show(request, now, clash=_cell_differences(now, cells), status=409)
    number = sum(len(row) for row in cells.values())
    text = gettext("%(n)s cells were mended.") % {"n": number} if number != 1 else gettext("One cell was mended.")
    if number:
        say(request, Message(text=text + " " + gettext("The file itself is as it was.")))
    return to("upload", request, upload_id, fragment="#mend" if number else "")


def _mended(request: Request, found: Inspected) -> dict[str, dict[str, str]]:
    """Return the cells whose text differs from what was read, by line and header."""
    if found.preview is None:
        return {}
    headers = [column.header for column in found.preview.columns]
    changed: dict[str, dict[str, str]] = {}
    for name, typed in request.POST.items():
        parts = name.split("-")
        if parts[0] != "cell" or len(parts) != 3 or not (is_number(parts[1]) and is_number(parts[2])):  # noqa: PLR2004
            continue
        row, place = parts[1], int(parts[2])
        if place < len(headers) and typed != request.POST.get(f"was-{row}-{place}", ""):
            changed.setdefault(row, {})[headers[place]] = str(typed)[:LONGEST_CELL]
    return changed


def _cell_differences(now: Upload, mine: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str, str]]:
    found = []
    for row, cells in mine.items():
        for header, typed in cells.items():
            theirs = now.fixes.get(row, {}).get(header, gettext("not mended"))
            label = gettext("line %(row)s, %(header)s") % {"row": row, "header": header}
            found.append((label, theirs, typed))
    return found


# in or out -----------------------------------------------------------------------------------------------------------


def commit(request: Request, upload_id: str) -> HttpResponse:
    """Bring a file in, once; a large one is left to a worker."""
    imports = request.desk.shoal.imports
    kept = imports.settled(imports.upload(upload_id))
    if kept.state == "done":
        return to("imports", request, kept.batch_id)
    if request.method != "POST" or kept.state != "open":
        return to("upload", request, upload_id)
    found = imports.look(kept)
    if found.long:
        imports.bring_in_later(upload_id)
        return to("upload", request, upload_id)
    try:
        done = imports.bring_in(upload_id)
    except ConflictError as error:
        say(request, Message(text=f"{error.message} {error.next_step}", level="warning"))
        return to("upload", request, upload_id)
    text = _short(found)
    slug = request.desk.brand.slug if request.desk.brand else ""
    undo = reverse("import-undo", args=[slug, done.batch_id])
    said = gettext("%(name)s was brought in.") % {"name": kept.name}
    say(request, Message(text=f"{said} {text}".strip(), undo_url=undo))
    return to("imports", request, done.batch_id)


def _short(found: Inspected) -> str:
    return found.sentence or (counts_sentence(found.preview) if found.preview else "")


def drop(request: Request, upload_id: str) -> HttpResponse:
    """Delete a file that waits."""
    if request.method == "POST":
        dropped = request.desk.shoal.imports.drop(upload_id)
        if dropped.state == "done":
            return to("imports", request, dropped.batch_id)
        say(request, Message(text=gettext("%(name)s was deleted; nothing of it was stored.") % {"name": dropped.name}))
    return to("import", request)


def job(request: Request, upload_id: str) -> HttpResponse:
    """Cancel the job that brings a file in, or let it try again."""
    shoal = request.desk.shoal
    kept = shoal.imports.upload(upload_id)
    found = shoal.imports.job(kept)
    if request.method == "POST" and found is not None:
        if request.POST.get("act") == "cancel" and found.state in ("queued", "running"):
            shoal.jobs.cancel(found.id)
            say(request, Message(text=gettext("The import was cancelled."), level="info"))
        elif request.POST.get("act") == "retry" and found.state in ("failed", "cancelled"):
            shoal.jobs.retry(found.id)
    return to("upload", request, upload_id)
