"""What the pages of applications are promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, ngettext

from shoal.app import FileLook, Standing, Waiting
from shoal.domain.application import ApplicationQuestion, ApplicationRecord, EvidenceFile
from shoal.domain.brief import Brand

PICTURES = ("image/png", "image/jpeg", "image/webp")
REASONS_SHOWN = 20
VALUES_SHOWN = 140
PAGE = 50
PLATFORMS = {"instagram": "Instagram", "tiktok": "TikTok", "youtube": "YouTube", "x": "X"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the list."""

    standing: Standing
    platform: str
    place: Sequence[str]
    said: str
    sent: date

    @property
    def record(self) -> ApplicationRecord:
        """Return the application itself."""
        return self.standing.record


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The form's address, empty where there is none; ``outside`` says whether others than this computer reach it."""

    url: str
    outside: bool
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A text to copy; nothing is sent from here."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePage:
    """One application."""

    line: Line
    picture: bool
    document: EvidenceFile | None
    contact: str
    letters: Sequence[Letter]
    decides: bool
    sees_contact: bool

    @property
    def shown_letters(self) -> Sequence[str]:
        """Return which texts are of use now: nobody who was accepted is declined, or the other way round."""
        return {"waiting": ("ask", "decline"), "declined": ("decline",)}.get(self.line.record.state, ())


def pager_of(found: Waiting, state: str) -> dict[str, object] | None:
    """Return what leads to the next fifty, ``None`` where there are no more."""
    if found.pages == 1:
        return None
    first = (found.page - 1) * PAGE + 1
    return {
        "first": first, "last": first + len(found.items) - 1, "total": found.counts[state],
        "previous_url": f"?state={state}&page={found.page - 1}" if found.page > 1 else "",
        "next_url": f"?state={state}&page={found.page + 1}" if found.page < found.pages else "",
        "noun": gettext("applications"),
    }  # fmt: skip


def line_of(standing: Standing, zone: str) -> Line:
    """Return an application as a line of the list, its day as the calendar of the brand has it."""
    application = standing.record.application
    values = application.values or ""
    return Line(
        standing=standing, platform=platform_word(application.account.platform),
        place=[part for part in (application.city, application.country) if part],
        said=values if len(values) <= VALUES_SHOWN else f"{values[:VALUES_SHOWN].rstrip()} …",
        sent=standing.record.at.astimezone(ZoneInfo(zone)).date(),
    )  # fmt: skip


def platform_word(platform: str) -> str:
    """Return a platform as it writes itself."""
    return PLATFORMS.get(platform, platform.capitalize())


def one_page(standing: Standing, brand: Brand, *, contact: str, decides: bool, sees_contact: bool) -> OnePage:
    """Return the page of one application."""
    evidence = standing.record.evidence
    picture = evidence is not None and evidence.media_type in PICTURES
    return OnePage(
        line=line_of(standing, brand.timezone), picture=picture, contact=contact,
        document=None if picture else evidence, letters=letters(standing.record, brand), decides=decides,
        sees_contact=sees_contact,
    )  # fmt: skip


def letters(record: ApplicationRecord, brand: Brand) -> tuple[Letter, ...]:
    """Return what somebody may write to an applicant, to be copied into an own mail."""
    handle, name = record.application.account.handle, brand.name
    hello = gettext("Hello {handle},").format(handle=handle)
    thanks = gettext("thank you for your application to {brand}.").format(brand=name)
    missing = [] if record.evidence else [gettext("a screenshot of your insights of the last 30 days (reach, country)")]
    missing += [] if record.application.proof else [gettext("a link to something that shows what you stand for")]
    missing += [gettext("a short message from your account {handle} to ours, so that we know it is yours")
                .format(handle=handle)]  # fmt: skip
    listed = "\n".join(f"- {text}" for text in missing)
    asks = ngettext("One thing would help us to decide:", "Some things would help us to decide:", len(missing))
    no = gettext("This time we decided for others. That says nothing about your work. We delete your application "
                 "within 180 days; write to us if you want that sooner.")  # fmt: skip
    return (
        Letter(key="ask", title=gettext("Ask back"), text=f"{hello}\n\n{thanks} {asks}\n\n{listed}\n\n{name}"),
        Letter(key="decline", title=gettext("Decline with thanks"), text=f"{hello}\n\n{thanks} {no}\n\n{name}"),
    )


def notice_draft(brand: Brand) -> str:
    """Return a notice to begin with; what only the brand knows stands in square brackets."""
    name = brand.name
    return gettext(
        "{brand} keeps what you send here to decide whether to work with you, and for nothing else. Legal ground: "
        "steps before a contract that you ask for, and our interest in finding partners who fit.\n\n"
        "We keep your handle, your place, what you say you stand for, the link and the file you send, and your e-mail "
        "address, which lies encrypted. We compare your e-mail address with the orders of our own shop by a keyed "
        "hash, to recognise you if you have bought from us. Nothing is sold or passed on.\n\n"
        "We delete an application 180 days after we declined it, a year after it came where we did not answer, and two "
        "years after we accepted it.\n\n"
        "You can see, correct or delete what we keep, or object to it: write to [your address for such questions]. You "
        "can also complain to a data protection authority.\n\n"
        "Responsible: [name and address of your company]"
    ).format(brand=name)


def counts_of(look: FileLook) -> list[tuple[str, str]]:
    """Return what an export would do, in counts."""
    skipped = sum(result.outcome == "skipped" for result in look.reading.results)
    told = [
        (len(look.new), gettext("new applications")), (look.known, gettext("came in before")),
        (look.refused, gettext("cannot be kept")), (skipped, gettext("left out: blank, unfinished or sent twice")),
        (look.old, gettext("older than a year: would be deleted at once")),
        (look.held, gettext("held: an account of that name was erased")),
    ]  # fmt: skip
    return [(text, f"{count:,}") for count, text in told if count or text == gettext("new applications")]


def targets(questions: Sequence[ApplicationQuestion]) -> list[tuple[str, str]]:
    """Return what a column of an export may be read as, with the words for it."""
    asked = [(question.key, gettext(question.label)) for question in questions]
    more = [
        ("at", gettext("When it was sent")),
        ("place", gettext("Town and country in one")),
        ("name", gettext("Name")),
    ]
    return [*asked, *more, ("keep", gettext("keep under its own name"))]
