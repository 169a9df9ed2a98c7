"""One application: may it be kept, what is wrong with it, and what of it goes into the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shoal.domain.application import ApplicantAccount, Application
from shoal.domain.intake import CreatorRow, RowNote
from shoal.sources.applications.answers import (
    LONGEST_PLACE,
    adult,
    files_of,
    free_text,
    link_of,
    mail_of,
    ticked,
)
from shoal.sources.cells.contacts import scrubbed
from shoal.sources.cells.handles import AccountCell, profile_url, read_account
from shoal.sources.cells.platforms import platform_of
from shoal.sources.cells.text import cell_text, is_missing
from shoal.sources.lines import Named, error_text
from shoal.sources.places import country_code, place_of
from shoal.sources.shops.gather import normal_mail

Hasher = Callable[[str, str], str]
NOT_ADULT = "not confirmed to be 18 or older"
NO_NOTICE = "the privacy notice was not accepted"
NOTHING_KEPT = "nothing of this line is kept"
UNCLEAR = "cannot be told from the answer"
VALUES, PROOF = "values (own words)", "values (link as proof)"
_LONGEST_NAME = 120
_LEAST_PARTS = 2


@dataclass(slots=True)
class Given:
    """The answers of one applicant as text by question; ``handles`` are (platform of the column, answer).

    ``labels`` are the headers of the tick boxes, which some tools write into the cell.
    """

    row: int
    cells: dict[str, str]
    handles: list[tuple[str | None, str]] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(slots=True)
class Judged:
    """An application with its rows for the catalogue, or errors by question; ``refused`` says that nothing is kept."""

    application: Application | None = None
    rows: tuple[CreatorRow, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)
    notes: list[RowNote] = field(default_factory=list)
    refused: bool = False


def _ticks(given: Given) -> dict[str, str]:
    """Return what forbids to keep the application: not an adult, no notice, or an answer nobody can read."""
    errors = {}
    told = {
        "adult": (adult(given.cells.get("adult", ""), given.labels.get("adult", "")), NOT_ADULT),
        "notice": (ticked(given.cells.get("notice", ""), given.labels.get("notice", "")), NO_NOTICE),
    }
    for key, (said, text) in told.items():
        if said != "yes":
            errors[key] = text if said == "no" else f"{text}: it {UNCLEAR}"
    return errors


def _accounts(given: Given) -> tuple[list[AccountCell], AccountCell | None]:
    """Return the accounts named, and the first answer that names none."""
    wording = cell_text(given.cells.get("platform", ""))
    platform = platform_of(wording) if wording else None
    found, wrong = [], None
    for named, answer in given.handles:
        if is_missing(cell_text(answer)):
            continue
        account = read_account(answer, platform=named or platform)
        if account.error is None and account.platform:
            found.append(account)
        else:
            wrong = wrong or account
    return list({(account.platform, account.handle): account for account in found}.values()), wrong


def _account_error(wrong: AccountCell | None) -> str:
    return scrubbed(error_text(Named(wrong or AccountCell(), "")))


def _place(given: Given) -> tuple[str | None, str | None, str | None]:
    """Return country code, its wording and the town; an answer that holds both is parted at its comma."""
    country, city = given.cells.get("country", ""), given.cells.get("city", "")
    both = cell_text(given.cells.get("place", ""))
    if both and not cell_text(country):
        parts = [part.strip() for part in both.replace("/", ",").split(",") if part.strip()]
        if country_code(parts[-1] if parts else ""):
            country = parts[-1]
            city = city or (", ".join(parts[:-1]) if len(parts) >= _LEAST_PARTS else "")
        else:
            city = city or both
    wording = free_text(country, LONGEST_PLACE)
    return (country_code(wording) if wording else None), wording, free_text(city, LONGEST_PLACE)


def _note(judged: Judged, given: Given, code: str, text: str) -> None:
    judged.notes.append(RowNote(row=given.row, code=code, text=text))


def _application(given: Given, accounts: Sequence[AccountCell], hasher: Hasher, judged: Judged) -> Application:
    cells = given.cells
    email = mail_of(cells.get("email", ""))
    if not email and not is_missing(cell_text(cells.get("email", ""))):
        _note(judged, given, "email_unreadable", "the e-mail answer is not one address: left empty")
    proof = link_of(cells.get("proof", ""))
    if proof is None and not is_missing(cell_text(cells.get("proof", ""))):
        _note(judged, given, "proof_no_link", "the proof is not a web link: left empty")
    country, wording, city = _place(given)
    if wording and country is None:
        _note(judged, given, "country_unknown", "no such country: kept as written")
    said = ticked(cells.get("customer", "")) if not is_missing(cell_text(cells.get("customer", ""))) else "open"
    return Application(
        row=given.row,
        accounts=tuple(
            ApplicantAccount(
                platform=account.platform or "", handle=account.handle, key_kind=account.key_kind,
                handle_raw=account.raw,
                url=profile_url(account.platform or "", account.handle, account.key_kind),
            )
            for account in accounts
        ),
        email=email, email_key=hasher("email", normal_mail(email)) if email else None,
        name=free_text(cells.get("name", ""), _LONGEST_NAME), country=country or wording, city=city,
        values=free_text(cells.get("values", "")), proof=proof, evidence=files_of(cells.get("evidence", "")),
        customer=None if said == "open" else said == "yes", at=given.at,
    )  # fmt: skip


def _rows(application: Application, given: Given) -> tuple[CreatorRow, ...]:
    """Return one row per account for the catalogue: no address, no hash of one, no private file link."""
    country, wording, city = _place(given)
    place = place_of(city, country) if city else None
    words = {VALUES: application.values, PROOF: application.proof, **given.kept}
    return tuple(
        CreatorRow(
            row=application.row, platform=account.platform, handle=account.handle, key_kind=account.key_kind,
            handle_raw=account.handle_raw, url=account.url,
            platform_id=account.handle if account.key_kind == "channel_id" else None, name=application.name,
            country=country or (place.country if place and not wording else None), country_raw=wording, city=city,
            latitude=place.latitude if place else None, longitude=place.longitude if place else None,
            observed_at=application.at,
            extra={name: text for name, text in words.items() if text} if first else {},
        )
        for first, account in ((at == 0, account) for at, account in enumerate(application.accounts))
    )  # fmt: skip


def judge(given: Given, hasher: Hasher) -> Judged:
    """Return the application of somebody's answers, or why there is none.

    Whoever is no adult or did not accept the notice leaves nothing behind, not even a handle in an error.
    """
    judged = Judged(errors=_ticks(given))
    if judged.errors:
        judged.refused = True
        return judged
    accounts, wrong = _accounts(given)
    if not accounts:
        judged.errors["handle"] = _account_error(wrong)
        return judged
    if wrong is not None:
        _note(judged, given, "second_account_unreadable", f"another account is left out: {_account_error(wrong)}")
    judged.application = _application(given, accounts, hasher, judged)
    judged.rows = _rows(judged.application, given)
    return judged
