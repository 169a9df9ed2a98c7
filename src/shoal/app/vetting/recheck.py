"""A kept vetting worked out again from what it went by, and held against what was kept, byte for byte."""

from __future__ import annotations

import hashlib
import json
import math
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from shoal import __version__
from shoal.app.known.ground import ground_from
from shoal.app.known.look import Look, Moment
from shoal.domain.finding import Verdict
from shoal.domain.vetting import KeptVerdict, Rechecked, Rules, VettingRun
from shoal.errors import FileFormatError
from shoal.signals import read_rules

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

LAST_DIGITS = 1e-6  # how far a fit may wander when sums are added up in another order (judgement)
# accounts of which what is usual is worked out again from all their columns: 35 s and 1.4 GB; a million do not fit into
# the memory that the engine is given
MOST_AGAIN = 500_000


def canonical(verdict: Verdict) -> str:
    """Return a verdict with its findings as JSON of which there is one spelling only: keys in order, no spaces."""
    plain = asdict(verdict)
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_moment)


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"a finding holds a {type(value).__name__}")


def machine() -> str:
    """Return what the last digits of a figure hang on: the processor, and the libraries that do the arithmetic."""
    return f"{platform.machine()}, numpy {np.__version__}, scipy {version('scipy')}"


def kept_of(account: str, creator: str, document: str) -> KeptVerdict:
    """Return a verdict as it is kept, with the hash of its bytes."""
    digest = hashlib.sha256(document.encode()).hexdigest()
    return KeptVerdict(account_id=account, creator_id=creator, document=document, sha256=digest)


def recheck(shoal: Shoal, run: VettingRun, kept: Sequence[KeptVerdict]) -> tuple[Rechecked, ...]:
    """Return every kept verdict held against the one that is worked out now from what it went by.

    Nothing is read that has expired meanwhile. What then differs is a mistake, unless something it rested on is gone.
    """
    rules = _rules(run)
    if isinstance(rules, str):
        return tuple(_told(run, one, "cannot", because=rules) for one in kept)
    moment = Moment(
        at=run.as_of, brand=shoal.brand, rules=rules, catalog=shoal.catalog.among(run.batches), orders=run.orders,
        looked=run.looked, seen_at=max(run.as_of, shoal.now()), ground=ground_from(run.ground), patient=True,
    )  # fmt: skip
    seen = Look(shoal, (), moment)
    if seen.size > MOST_AGAIN:
        because = f"what is usual among {seen.size:,} accounts is not worked out again, of more than {MOST_AGAIN:,}"
        return tuple(_told(run, one, "cannot", because=because) for one in kept)
    gone, anew = _gone(shoal, run, moment), _anew(seen, [one.account_id for one in kept])
    return tuple(_held_against(run, one, anew.get(one.account_id), gone) for one in kept)


def _rules(run: VettingRun) -> Rules | str:
    """Return the rules of then, or why they cannot be read any more."""
    try:
        rules = read_rules(run.rules_text, run.rules_origin)
    except FileFormatError as error:
        return f"this version of Shoal cannot read the rules of then: {error.message}"
    if rules.version != run.rules:
        return f"the rules of then were read by Shoal {run.code} as {run.rules}, by this version as {rules.version}"
    return rules


def _gone(shoal: Shoal, run: VettingRun, moment: Moment) -> str:
    """Return what the vetting rested on and is not here any more, in words; empty where all is."""
    live = {batch.id for batch in shoal.catalog.batches()}
    orders = {batch.id for batch in shoal.ledger.trade.order_batches()}
    undone, sold = len(set(run.batches) - live), len(set(run.orders) - orders)
    expired = moment.catalog.gone(run.as_of, moment.seen)
    told = []
    if undone:
        told.append(f"{undone} {'import was' if undone == 1 else 'imports were'} undone since")
    elif moment.catalog.version() != run.catalog:
        told.append("somebody was erased since")
    if sold:
        told.append(f"{sold} {'import' if sold == 1 else 'imports'} of orders were undone since")
    if expired:
        told.append(f"{expired:,} {'line has' if expired == 1 else 'lines have'} expired since")
    return " and ".join(told)


def _unread(run: VettingRun) -> str:
    """Return in words that a page was built before all texts were read; empty where they were."""
    return f"captions and comments of {run.unread:,} accounts had not been read then" if run.unread else ""


def _anew(seen: Look, accounts: Sequence[str]) -> Mapping[str, str]:
    """Return the verdicts of some accounts as they come out now, in canonical JSON; who is not there is left out."""
    known = {str(account): row for row, account in enumerate(seen.pool.account_id)}
    rows = [known[account] for account in accounts if account in known]
    verdicts = seen.verdicts_of(np.array(rows, dtype=np.int64))
    return {
        str(seen.pool.account_id[row]): canonical(verdict) for row, verdict in zip(rows, verdicts, strict=True)
    }  # fmt: skip


def _held_against(run: VettingRun, kept: KeptVerdict, anew: str | None, gone: str) -> Rechecked:
    touched = hashlib.sha256(kept.document.encode()).hexdigest() != kept.sha256
    if not touched and anew == kept.document:
        return _told(run, kept, "same")
    gone = gone or _unread(run)
    if gone:
        return _told(run, kept, "cannot", because=gone)
    if touched:
        return _told(run, kept, "different", because="the kept text does not fit its own hash")
    if anew is None:
        return _told(run, kept, "different", because="the account is not among the imports of then")
    then, now = json.loads(kept.document), json.loads(anew)
    checks = _differing(then, now)
    excuse = _newer_formulas(run, then, now, checks) or _other_machine(run, then, now)
    if excuse:
        return _told(run, kept, "cannot", because=excuse)
    return _told(run, kept, "different", because="it comes out otherwise now", checks=checks)


def _differing(then: dict[str, Any], now: dict[str, Any]) -> tuple[str, ...]:
    """Return the checks whose findings differ; where all are the same, it is the verdict itself."""
    before, after = _by_check(then), _by_check(now)
    checks = [check for check in dict.fromkeys((*before, *after)) if before.get(check) != after.get(check)]
    return tuple(checks or ["verdict"])


def _newer_formulas(run: VettingRun, then: dict[str, Any], now: dict[str, Any], checks: Sequence[str]) -> str:
    """Return in words which of the findings that differ are made by another formula now."""
    before, after = _by_check(then), _by_check(now)
    newer = [
        f"the formula of {check} is another one now"
        for check in checks
        if check in before and check in after and _versions(before[check]) != _versions(after[check])
    ]
    return f"{' and '.join(newer)} (Shoal {run.code} then, {__version__} now)" if newer else ""


def _other_machine(run: VettingRun, then: Any, now: Any) -> str:  # noqa: ANN401  plain JSON
    """Return in words that another machine rounds otherwise, where only last digits differ and it is another one."""
    if run.machine == machine() or not _alike(then, now):
        return ""
    return f"last digits are rounded otherwise on another machine: {run.machine} then, {machine()} now"


def _alike(one: Any, other: Any) -> bool:  # noqa: ANN401  plain JSON
    """Say whether two plain values are the same but for the last digits of their numbers."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=LAST_DIGITS)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return bool(one == other)


def _by_check(plain: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for finding in plain["findings"]:
        found.setdefault(finding["check"], []).append(finding)
    return found


def _versions(findings: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [(finding["version"], (finding["value"] or {}).get("version", "")) for finding in findings]


def _told(
    run: VettingRun, kept: KeptVerdict, outcome: str, *, because: str = "", checks: tuple[str, ...] = ()
) -> Rechecked:
    return Rechecked(
        run_id=run.id, account_id=kept.account_id, creator_id=kept.creator_id, because=because, checks=checks,
        outcome=outcome,  # type: ignore[arg-type]  # one of three, all written above
    )  # fmt: skip
