"""What creators send in themselves, and who of them the brand has already: applications, proofs, own followers.

The plain mail address of an applicant lives in :class:`Application` alone; everything else knows a keyed hash.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from shoal.domain.intake import CreatorRow, Reading

ApplicationState = Literal["waiting", "accepted", "declined"]
AnswerKind = Literal["choice", "text", "email", "link", "file", "tick", "yes_no"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationQuestion:
    """One question of the application; the form, the printed list and the importer share it.

    ``key`` is its stable name, ``label`` what is asked, ``help`` the line under it, ``choices`` what may be chosen.
    """

    key: str
    label: str
    help: str
    answer: AnswerKind
    required: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicantAccount:
    """One account an applicant named; ``handle`` is the comparison form, ``handle_raw`` the spelling found."""

    platform: str
    handle: str
    key_kind: str = "handle"
    handle_raw: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One application that may be kept: of an adult who accepted the notice and named at least one account.

    ``row`` is the line of the file (1 for the form). ``email`` is plain text for the encrypted contact alone and may be
    empty; ``email_key`` is its keyed hash, the same as that of a customer of the shop. ``values`` are the applicant's
    own words, ``proof`` a link that shows them, ``evidence`` names or links of files; no link is ever opened.
    ``country`` is its code, or as written where it is none that is known.
    ``customer`` is what the applicant says, ``None`` where nothing was said. ``at`` is when it was sent, if known.
    """

    row: int
    accounts: tuple[ApplicantAccount, ...]
    email: str = field(default="", repr=False)
    email_key: str | None = None
    name: str | None = None
    country: str | None = None
    city: str | None = None
    values: str | None = None
    proof: str | None = None
    evidence: tuple[str, ...] = ()
    customer: bool | None = None
    at: datetime | None = None

    @property
    def account(self) -> ApplicantAccount:
        """Return the account named first."""
        return self.accounts[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationsRead:
    """What a file of applications gave.

    ``reading`` is for the catalogue (policy ``creator_proof``) and holds no address and no hash of one;
    ``applications`` are for the ledger. A line that may not be kept is an error in ``reading.results``, without cells.
    """

    reading: Reading
    applications: tuple[Application, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedAnswers:
    """What the answers of the form gave: an application, or what is wrong with each answer by the question's key."""

    application: Application | None = None
    reading: Reading | None = None
    errors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """One application with its standing; ``bought`` is what the shop's orders say, ``reason`` the sentence for it."""

    application: Application
    bought: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFollower:
    """One name in the list of the brand's own followers; ``since`` is when the following began, if told."""

    handle: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAudience:
    """The followers in an export of the brand's own account, on their way to being matched and never stored.

    ``files`` are the parts that were read, ``unreadable`` counts entries without a usable name.
    """

    platform: str
    followers: tuple[OwnFollower, ...] = field(repr=False)
    files: tuple[str, ...] = ()
    unreadable: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFollower:
    """An account of the workspace that follows the brand."""

    account_id: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyWithUs:
    """Which known accounts follow the brand; of everybody else only the count is left.

    ``total`` = matched names + ``unmatched``. ``known`` counts the accounts of the platform that were looked up.
    """

    platform: str
    matched: tuple[KnownFollower, ...]
    unmatched: int
    total: int
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPicture:
    """A picture drawn anew from its pixels: nothing of the file sent is left but what can be seen.

    ``data`` is the new file, ``media_type`` its kind, sizes are pixels, ``sha256`` that of ``data``. ``removed`` says
    in words what the file carried besides pixels.
    """

    data: bytes = field(repr=False)
    name: str
    media_type: str
    width: int
    height: int
    sha256: str
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDocument:
    """A PDF or CSV file of insights that passed its checks, kept byte for byte; it is given out as a download only."""

    data: bytes = field(repr=False)
    name: str
    media_type: str
    sha256: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicForm:
    """The form of one brand: ``token`` is part of its address, ``notice`` what applicants are told before they send."""

    brand_id: str
    token: str
    notice: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """A checked file that came with an application; ``path`` is where it lies, ``removed`` what was taken out of it."""

    name: str
    media_type: str
    sha256: str
    path: str = ""
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationRecord:
    """An application as it is kept: ``application`` without its mail address, which is sealed and lies apart.

    ``account_ids`` are its accounts by keyed hash, ``rows`` what the catalogue gets once a person accepts it.
    ``customer_key`` is the keyed hash of the address, empty where there is none. ``file_id`` names the file it came
    with, empty for the form. ``asked_at`` is when somebody asked back.
    """

    id: str
    application: Application
    rows: tuple[CreatorRow, ...]
    account_ids: tuple[str, ...]
    at: datetime
    source: str = "application_form"
    state: ApplicationState = "waiting"
    customer_key: str = ""
    has_email: bool = False
    evidence: EvidenceFile | None = None
    file_id: str = ""
    asked_at: datetime | None = None
    batch_id: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
