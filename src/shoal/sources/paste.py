"""What a person pastes or types: links, handles, copied profile text, likes and comments counted by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shoal.domain.intake import CreatorRow, Figure, PostRow, Question, RowNote, RowResult
from shoal.errors import InputError, TooLargeError
from shoal.sources.cells.handles import NO_HANDLE, AccountCell, read_account
from shoal.sources.cells.links import looks_like_link
from shoal.sources.cells.numbers import read_count
from shoal.sources.cells.platforms import PLATFORMS, platform_of
from shoal.sources.cells.text import cell_text
from shoal.sources.lines import Named, error_text
from shoal.sources.paste_counts import COUNT_WORDS
from shoal.sources.paste_profiles import Profile, paste_items

PAIR = 2
MOST_PASTED = 500
LINES_OF_A_PROFILE = 12  # filled lines of a copied profile with its buttons and bio [judgement]
MOST_CHARACTERS = 400_000
_LONGEST_SHOWN = 200
FEWEST_POSTS, MOST_POSTS = 3, 12  # below three no spread is seen; twelve is the window of metrics.md section 3
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # NUL and halves of surrogate pairs: no database takes them
_SPLIT = re.compile(r"[,;\s]+")
_SOME_FOLLOWERS = re.compile("|".join(map(re.escape, COUNT_WORDS["followers"].split())), re.IGNORECASE)
_RAW = "pasted"
_ASKED = {
    "no_platform": ("platform", "--platform", PLATFORMS[:3], "A handle alone does not say which platform it is on."),
    "post_link": ("which_profile", "", (), "A link to a post does not say whose profile is meant: paste the profile."),
    "short_link": ("short_link", "", (),
                   "A short link does not say where it leads, and none is opened: paste the profile."),
    "no_handle_in_profile": ("no_handle", "", (), "A copied profile names no handle: paste its link or @handle."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a paste gave: one row per account, warnings, and what has to be asked back.

    A line that names no account is an error in ``results`` with what stood there in its cells; ``questions`` say once
    for all such lines of a kind what would settle them. Each account and each such line is one row, from 1.
    """

    creators: tuple[CreatorRow, ...] = ()
    notes: tuple[RowNote, ...] = ()
    results: tuple[RowResult, ...] = ()
    questions: tuple[Question, ...] = ()


class _Out:
    """What has been read so far; the next row is one more than the accounts and questions so far."""

    def __init__(self, platform: str | None, answers: Mapping[int, str]) -> None:
        self.platform, self.answers = platform, answers
        self.creators: list[CreatorRow] = []
        self.notes: list[RowNote] = []
        self.results: list[RowResult] = []
        self.asked: dict[str, list[int]] = {}
        self.row = 0

    def take(self, account: AccountCell, text: str, profile: Profile | None = None) -> None:
        """Add an account, or ask back for it; an answer to the row comes before what was pasted."""
        self.row += 1
        if self.row > MOST_PASTED:
            raise too_many(None)
        answer = self.answers.get(self.row)
        if answer:
            account, text = read_account(answer, platform=account.platform or self.platform), answer
        if account.error is not None or account.platform is None:
            self._ask(account, text)
            return
        figures = self._figures(profile) if profile else {}
        self.creators.append(
            CreatorRow(
                row=self.row, platform=account.platform, handle=account.handle, key_kind=account.key_kind,
                handle_raw=account.raw,
                platform_id=account.handle if account.key_kind == "channel_id" else None, url=account.url,
                name=profile.name if profile else None, bio=profile.bio if profile else None, **figures,
            )
        )  # fmt: skip

    def _ask(self, account: AccountCell, text: str) -> None:
        error = account.error or NO_HANDLE
        told = error_text(Named(account, "paste"))
        self.results.append(RowResult(row=self.row, outcome="error", text=told, cells={_RAW: text[:_LONGEST_SHOWN]}))
        if error.code in _ASKED:
            self.asked.setdefault(error.code, []).append(self.row)

    def _figures(self, profile: Profile) -> dict[str, Any]:
        found: dict[str, Figure] = {}
        for name, number in profile.numbers.items():
            cell = read_count(number)
            if cell.note:
                code, said = f"{name}_{cell.note.code}", f"{name} {cell.note.text}"
                self.notes.append(RowNote(row=self.row, code=code, text=said, received=number))
            if cell.figure:
                found[name] = cell.figure
        return found

    def done(self) -> Pasted:
        questions = []
        for problem, rows in self.asked.items():
            code, option, options, text = _ASKED[problem]
            asked = Question(code=code, column=None, text=text, option=option, options=options, rows=tuple(rows))
            questions.append(asked)
        return Pasted(tuple(self.creators), tuple(self.notes), tuple(self.results), tuple(questions))


def too_many(lines: int | None, characters: int = 0) -> TooLargeError:
    """Return the error for a paste that a file serves better; ``lines`` is how many came, if they were counted."""
    came = f"{lines:,} lines were pasted" if lines else f"more than {MOST_PASTED} accounts were pasted"
    if characters > MOST_CHARACTERS:
        came = f"{came} with {characters:,} characters"
    return TooLargeError(
        f"{came}; at most {MOST_PASTED} are taken at once", received=lines,
        allowed=(f"1 to {MOST_PASTED} links, handles or copied profiles",),
        next_step="save them as a .csv or .xlsx file and bring that in: a file takes more",
    )  # fmt: skip


def _check_length(text: str) -> None:
    """Refuse a paste that is too long before any of it is read; copied profiles may have several lines each."""
    filled = sum(1 for line in text.splitlines() if line.strip())
    if len(text) > MOST_CHARACTERS or filled > MOST_PASTED * LINES_OF_A_PROFILE:
        raise too_many(filled, len(text))
    if filled > MOST_PASTED and _SOME_FOLLOWERS.subn("", text)[1] * LINES_OF_A_PROFILE < filled:
        raise too_many(filled)


def _listed(line: str) -> list[str]:
    """Return the links and handles of a line; ``IG: @name`` stays together, loose words are no handles."""
    head, mark, rest = line.partition(":")
    if mark and platform_of(head) and not rest.startswith("//"):
        return [line]
    parts = [part for part in _SPLIT.split(line) if part]
    sure = [part for part in parts if part.startswith("@") or looks_like_link(part)]
    return sure or [line]


def read_paste(text: str, *, platform: str | None = None, answers: Mapping[int, str] | None = None) -> Pasted:
    """Read profile links, handles and copied profile text, up to 500.

    ``platform`` is used for handles without a link, ``answers`` gives the profile link or handle for a row that was
    asked back. Links to posts and short links are asked back, never opened. O(characters). Raises InputError for
    nothing at all and TooLargeError, which says how many lines came, for more than 500.
    """
    if not text.strip():
        raise InputError("nothing was pasted", next_step="paste profile links, @handles, or a copied profile")
    _check_length(text)
    text = _UNSTORABLE.sub("", text)
    out = _Out(platform, answers or {})
    for item in paste_items(text, platform):
        if isinstance(item, Profile):
            out.take(item.account, item.text, item)
            continue
        for part in _listed(cell_text(item)):
            out.take(read_account(part, platform=platform), part)
    return out.done()


def counted_posts(
    pairs: Sequence[str], *, platform: str, handle: str, key_kind: str = "handle", batch: str = "counted"
) -> tuple[PostRow, ...]:
    """Return the posts that a person counted, from ``likes,comments`` pairs, the newest first.

    Likes that are hidden are written as ``?``. ``batch`` names the count, so that a later one does not replace it. The
    moments are not known. Raises InputError for fewer than 3 or more than 12 pairs and for a pair that is none.
    """
    if not FEWEST_POSTS <= len(pairs) <= MOST_POSTS:
        raise InputError(
            f"count {FEWEST_POSTS} to {MOST_POSTS} posts", received=len(pairs),
            allowed=("3 to 12 pairs of likes,comments",),
            next_step="open the newest posts, leave pinned ones out, and type likes,comments of each",
        )  # fmt: skip
    posts = []
    for at, pair in enumerate(pairs, start=1):
        likes, comments = _pair(pair, at)
        posts.append(
            PostRow(
                row=at, platform=platform, handle=handle, key_kind=key_kind, post_key=f"{batch}/{len(pairs) - at + 1}",
                likes=likes, comments=comments,
            )
        )  # fmt: skip
    return tuple(posts)


def _pair(pair: str, at: int) -> tuple[int | None, int | None]:
    parts = re.split(r"\s*[;/|]\s*|\s+", pair.strip()) if re.search(r"[;/|\s]", pair.strip()) else pair.split(",")
    cells = [read_count(part) for part in parts]
    wrong = next((cell.note.text for cell in cells if cell.note), None)
    if len(parts) != PAIR or wrong:
        raise InputError(
            f"post {at} is no pair of likes and comments", received=pair, allowed=("412,18", "1.2k/18", "?,18"),
            fields={f"post {at}": wrong or "two numbers are needed"}, next_step="write it as likes,comments",
        )  # fmt: skip
    likes, comments = (round(cell.figure.value) if cell.figure else None for cell in cells)
    return likes, comments
