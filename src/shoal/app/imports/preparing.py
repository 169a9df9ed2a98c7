"""What the first look after an import would wait for, done right after it: texts, leagues, the search index.

The import stands before this begins. What is made here lies beside the catalogue, can be made anew at any time, and is
put in place a file at a time: a process that dies at it loses nothing but time, and whoever looks meanwhile or
afterwards makes what is missing, as without it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shoal.app.known.findings import read_hints
from shoal.app.known.look import ALL_WEIGHED, look
from shoal.app.known.patience import Teller, telling
from shoal.errors import InputError, WorkspaceBusyError

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

JOB = "prepare"
# captions and comments that an import reads at once: half a minute, at 25 microseconds each (results/job.txt)
MOST_TEXTS = 1_000_000
TOO_LARGE = "of more than {most:,} accounts this takes minutes, so it was left: shoal index build, shoal creators vet"
READ_LATER = "captions and comments of {accounts:,} accounts are left to the next shoal creators vet"
INDEX_LATER = "the search index is left to shoal index build"
INDEX_BUSY = "another process is writing the search index"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What was made: of how many ``accounts`` texts were read, and how many ``creators`` are in the search index.

    ``later`` says what was left, and what makes it; empty where vetting, lists, shortlists and plans find all of it.
    """

    accounts: int
    creators: int
    seconds: float
    later: tuple[str, ...] = ()


def prepare(shoal: Shoal, *, patient: bool = False) -> Prepared:
    """Make what is missing; who is ``patient`` has all texts read, however many there are.

    O(accounts + characters of new texts). Of more than 50,000 accounts nobody without patience prepares anything.
    """
    began = time.monotonic()
    if look(shoal).size > ALL_WEIGHED and not patient:
        later: tuple[str, ...] = (TOO_LARGE.format(most=ALL_WEIGHED),)
    else:
        later = (*_texts(shoal, patient=patient), *_index(shoal))
    return Prepared(
        accounts=shoal.catalog.hints.accounts_read, creators=shoal.searching.state().rows,
        seconds=time.monotonic() - began, later=later,
    )  # fmt: skip


def _texts(shoal: Shoal, *, patient: bool) -> tuple[str, ...]:
    """Read texts and fit leagues; returns what was left."""
    seen = look(shoal, patient=patient)
    read = read_hints(seen.task, at_most=MOST_TEXTS)
    if seen.size <= ALL_WEIGHED:  # of more, nobody reads all in full: the list and the index fit their leagues
        _ = seen.rates, seen.views
    return (READ_LATER.format(accounts=len(read.unread)),) if read.unread else ()


def _index(shoal: Shoal) -> tuple[str, ...]:
    """Bring the search index up to date, as far as a search would by itself; returns what was left."""
    try:
        shoal.searching.bring_up_to_date(whole=False)
    except WorkspaceBusyError:
        return (INDEX_BUSY,)
    return () if shoal.searching.standing() == "current" else (INDEX_LATER,)


def work_on_preparing(shoal: Shoal, _arguments: Mapping[str, Any], told: Teller) -> Mapping[str, Any]:
    """Prepare as a worker does, where nobody waits; doing it again finds nothing left to do."""
    with telling(shoal, told):
        try:
            done = prepare(shoal, patient=True)
        except InputError as error:  # rules or word lists that cannot be used: pages say so, the import is whole
            return {"later": (error.message,)}
    return {"accounts": done.accounts, "creators": done.creators, "later": done.later}
