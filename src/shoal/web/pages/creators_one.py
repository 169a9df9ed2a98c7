"""What the page of one creator is promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from shoal.app import Addresses, Forgetting, Portrait
from shoal.domain.people import Note
from shoal.domain.vetting import Looked
from shoal.web.desk import Desk
from shoal.web.pages.creators_search import Link
from shoal.web.pages.history import Event

HOLE = "HOLE"  # stands in an address for what is filled in later
COUNTED = ("posts", "rate")  # facts that a quick count fills
ASKED = ("views", "price")  # facts that only she can give
BROUGHT = ("captions", "comments")  # what only a file brings
PASTED = ("handle", "topics")
TYPED = ("followers", "country", "city", "languages")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLine:
    """A note, and whether who reads may delete it."""

    note: Note
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesakeLine:
    """Another account that may be the same person's."""

    name: str
    handle: str
    platform: str
    url: str
    creator_id: str
    reason: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatorShown:
    """One creator."""

    portrait: Portrait
    handles: Sequence[Link]
    place: str
    blocked: bool
    tags: Sequence[str]
    all_tags: Sequence[str]
    notes: Sequence[NoteLine]
    namesakes: Sequence[NamesakeLine]
    history: Sequence[Event]
    count_url: str
    may_edit: bool
    may_private: bool
    may_correct: bool
    may_forget: bool
    may_look: bool
    looks: Sequence[Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasing:
    """The page that asks before an erasure, as ``_confirm.html`` wants it."""

    text: str
    consequences: Sequence[str]
    action: str
    label: str
    cancel_url: str
    undo: str
    hidden: Mapping[str, str]
    danger: bool = True


def creator_shown(
    found: Portrait, desk: Desk, *, tags: Mapping[str, Sequence[str]], notes: Sequence[Note]
) -> CreatorShown:
    """Return the page of one creator; ``tags`` are creators by tag."""
    slug = desk.brand.slug if desk.brand else ""
    creator = found.shown.creator
    me = desk.actor.id if desk.actor else ""
    place = ", ".join(filter(None, (creator.place.city, creator.place.country)))
    return CreatorShown(
        portrait=found,
        handles=[
            Link(
                text=f"{account.platform} {account.handle_raw or account.handle}",
                url=account.url if account.url.startswith(("https://", "http://")) else "",
            )
            for account in creator.accounts
        ],
        place=place,
        blocked=found.shown.verdict.blocked,
        tags=sorted((word for word, worn in tags.items() if creator.id in worn), key=str.casefold),
        all_tags=sorted(tags, key=str.casefold),
        notes=[NoteLine(note=note, mine=note.by_id == me or desk.may("private_notes")) for note in notes],
        namesakes=_namesakes(found, slug),
        history=_history(found, desk, slug),
        count_url=count_address(slug, creator.id),
        may_edit=desk.may("edit"),
        may_private=desk.may("private_notes"),
        may_correct=desk.may("import"),
        may_forget=desk.may("forget"),
        may_look=desk.may("adulthood"),
        looks=found.shown.looks,
    )


def _namesakes(found: Portrait, slug: str) -> list[NamesakeLine]:
    return [
        NamesakeLine(
            name=one.row.name, handle=one.row.handle, platform=one.row.platform,
            url=reverse("creator", args=[slug, one.row.creator_id]), creator_id=one.row.creator_id,
            reason=one.reason, said=one.said,
        )
        for one in found.namesakes
    ]  # fmt: skip


def _history(found: Portrait, desk: Desk, slug: str) -> list[Event]:
    batch = reverse("imports", args=[slug, HOLE]) if desk.may("import") else ""
    return [
        Event(
            at=told.at, who=told.by_name, detail=told.detail,
            what=(told.source if told.by_hand else gettext("brought in {source}").format(source=told.source)),
            url=batch.replace(HOLE, told.batch_id),
        )
        for told in found.told
    ]  # fmt: skip


def addresses(desk: Desk, creator_id: str) -> Addresses:
    """Return where the references of a creator's page lead."""
    slug = desk.brand.slug if desk.brand else ""
    batch = reverse("imports", args=[slug, HOLE])
    fills = {}
    if desk.may("import"):
        count, paste = count_address(slug, creator_id), reverse("paste", args=[slug])
        correct = reverse("creator-correct", args=[slug, creator_id])
        fills = {
            **dict.fromkeys(COUNTED, count),
            **dict.fromkeys(PASTED, paste),
            **{name: f"{correct}#id_{name}" for name in TYPED},
            **dict.fromkeys(ASKED, "#proof"),
            **dict.fromkeys(BROUGHT, reverse("import", args=[slug])),
            "hand_count": reverse("creator-followers", args=[slug, creator_id]),
        }
    if desk.may("adulthood"):
        fills["look"] = "#look"
    return Addresses(
        creator=reverse("creator", args=[slug, HOLE]).replace(HOLE, "{creator}"),
        batch=f"{batch.replace(HOLE, '{batch}')}#line-{{line}}",
        csv=reverse("creator-picture", args=[slug, creator_id, HOLE]).replace(HOLE, "{chart}"),
        fills=fills,
        rules=reverse("vetting", args=[slug]),
    )


def count_address(slug: str, creator_id: str) -> str:
    """Return where the posts of one creator are counted."""
    return f"{reverse('count', args=[slug])}?who={creator_id}"


def erasing(found: Forgetting, desk: Desk, name: str) -> Erasing:
    """Return the page that asks before an erasure, with the exact count in its button."""
    slug = desk.brand.slug if desk.brand else ""
    rows, papers, files = erasing_counts(found)
    consequences = [f"{count:,} {_table_words(table, count)}" for table, count in found.rows.items() if count]
    told = ngettext(
        "{n} import is written anew without this person", "{n} imports are written anew without this person",
        found.batches,
    )  # fmt: skip
    consequences.append(told.format(n=found.batches))
    consequences += [gettext("taken out of: {document}").format(document=told) for told in found.documents]
    if files:
        told = ngettext(
            "{n} file is deleted: a report, a list of rejects or a waiting upload that names this person",
            "{n} files are deleted: reports, lists of rejects or waiting uploads that name this person",
            files,
        )
        consequences.append(told.format(n=files))
    consequences += [
        gettext("sums and counts of plans and reports stay as they are, without the name"),
        gettext("a keyed mark stays, so that no later file brings this person back by accident"),
    ]
    label = ngettext("Erase 1 creator: {n} row", "Erase 1 creator: {n} rows", rows).format(n=f"{rows:,}")
    if papers:
        label += ngettext(", {n} other place", ", {n} other places", papers).format(n=papers)
    if files:
        label += ngettext(", {n} file", ", {n} files", files).format(n=files)
    return Erasing(
        text=gettext("Erase {name} from this workspace, for every brand?").format(name=f"\u2068{name}\u2069"),
        consequences=consequences,
        action=reverse("creator-erase", args=[slug, found.creator_id]),
        label=label,
        cancel_url=reverse("creator", args=[slug, found.creator_id]),
        undo=gettext("This cannot be undone: the rows are taken out of the files themselves, not hidden."),
        hidden={"counted": f"{rows}-{papers}-{files}"},
    )


def erasing_counts(found: Forgetting) -> tuple[int, int, int]:
    """Return how many rows, other places and files an erasure touches."""
    return sum(found.rows.values()), len(found.documents), len(found.reports)


def _table_words(table: str, count: int) -> str:
    words = {
        "accounts": ngettext("line about the account", "lines about the account", count),
        "posts": ngettext("post", "posts", count),
        "metrics": ngettext("figure", "figures", count),
        "comments": ngettext("comment", "comments", count),
        "audience": ngettext("entry of an audience sample", "entries of audience samples", count),
    }
    return words.get(table, table)
