"""Visits that analytics counted, given to accounts by name: exact names only, and what fits two is left to a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """Sessions by account id, and the sources that fit several accounts or none, each with its sessions."""

    by_account: Mapping[str, int]
    unclear: Mapping[str, tuple[str, ...]]
    unmatched: Mapping[str, int]


def visits_by_account(
    sessions: Iterable[tuple[str, int]], handles: Iterable[tuple[str, str]], *, medium: str = "influencer"
) -> Visits:
    """Give sessions to accounts; ``sessions`` are (``source / medium``, number), ``handles`` (account id, handle).

    Names are compared without upper case, so one source written in two ways adds up. A name that two accounts share
    (one person on two networks) is given to neither. Costs O(sources + accounts).
    """
    owners: dict[str, list[str]] = defaultdict(list)
    for account, handle in handles:
        owners[handle.casefold()].append(account)
    by_account: dict[str, int] = defaultdict(int)
    unclear: dict[str, tuple[str, ...]] = {}
    unmatched: dict[str, int] = defaultdict(int)
    for label, number in sessions:
        source, _, kind = (part.strip() for part in label.casefold().rpartition("/"))
        if kind != medium:
            continue
        found = owners.get(source, [])
        if len(found) == 1:
            by_account[found[0]] += number
        elif found:
            unclear[label] = tuple(found)
        else:
            unmatched[label] += number
    return Visits(by_account=dict(by_account), unclear=unclear, unmatched=dict(unmatched))
