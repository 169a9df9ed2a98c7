"""Briefs, shortlists and plans of one brand, each as numbered versions that are never written over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from shoal.domain.brief import Brief
from shoal.domain.people import Decision
from shoal.domain.plan import Plan
from shoal.domain.shortlist import Shortlist
from shoal.errors import ConflictError, NotFoundError
from shoal.ledger import models
from shoal.ledger.codec import from_plain, to_plain
from shoal.ledger.desk import Desk
from shoal.ledger.setup import speaking

Versioned = models.Brief | models.Shortlist | models.Plan
ADOPTING = 7_061_727  # PostgreSQL's advisory lock: two people adopt plans of one brief one after the other
SHELVES: Mapping[str, type[Versioned]] = {
    "briefs": models.Brief,
    "shortlists": models.Shortlist,
    "plans": models.Plan,
}
NAMING = ("candidates", "apart", "left_out", "lines")  # parts of shortlists and plans of which each is on one account


class Planning:
    """The documents of one brand."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # writing -------------------------------------------------------------------------------------------------------

    def add_brief(self, brief: Brief, *, by_id: str, at: datetime) -> Brief:
        """Keep a brief under its name and version. Raises ``ConflictError`` where that version exists."""
        self._add("briefs", brief.name, brief.version, uid=brief.id, document=to_plain(brief), by_id=by_id, at=at)
        return brief

    def add_shortlist(self, shortlist: Shortlist, *, by_id: str, at: datetime) -> Shortlist:
        """Keep a shortlist as the next version for its brief; who the creators are is never stored with it."""
        nameless = tuple(replace(candidate, creator=None) for candidate in shortlist.candidates)
        stored = replace(shortlist, candidates=nameless)
        self._add(
            "shortlists", stored.brief_name, stored.version,
            uid=stored.id, document=to_plain(stored), by_id=by_id, at=at, brief=stored.brief_id,
        )  # fmt: skip
        return stored

    def add_plan(self, plan: Plan, *, by_id: str, at: datetime) -> Plan:
        """Keep a plan as the next version for its brief."""
        self._add(
            "plans", plan.brief_name, plan.version,
            uid=plan.id, document=to_plain(plan), by_id=by_id, at=at, brief=plan.brief_id, shortlist=plan.shortlist_id,
        )  # fmt: skip
        return plan

    def adopt_plan(self, name: str, version: int | None, *, by_id: str, at: datetime) -> None:
        """Mark one plan of a brief as the one to carry out; another one of the brief is no longer.

        A version of ``None`` leaves none adopted.
        """
        with self._desk.transaction():
            plans = self._desk.own(models.Plan).filter(name=name)
            if version is None:
                plans.filter(adopted_at__isnull=False).update(adopted_at=None, adopted_by="")
                return
            if not plans.filter(version=version).exists():
                raise self._missing("plans", name, version)
            self._desk.take_turns(ADOPTING)
            plans.exclude(version=version).update(adopted_at=None, adopted_by="")
            plans.filter(version=version).update(adopted_at=at, adopted_by=by_id)

    def _add(self, shelf: str, name: str, version: int, **told: Any) -> None:  # noqa: ANN401  a row's fields
        links = {link: told[link] for link in ("brief", "shortlist") if link in told}
        try:
            with self._desk.transaction():
                found = {f"{link}_id": self._key_of(f"{link}s", uid) for link, uid in links.items()}
                self._desk.add(
                    SHELVES[shelf], uid=told["uid"], name=name, version=version, document=told["document"],
                    by_id=told["by_id"], created_at=told["at"], **found,
                )  # fmt: skip
        except IntegrityError as cause:
            raise ConflictError(
                f"There is a {shelf.removesuffix('s')} {name} version {version} already; a version is never written "
                "over.",
                received=f"{name}-v{version}",
                next_step="Repeat the command: it takes the next version.",
                retryable=True,
            ) from cause

    def _key_of(self, shelf: str, uid: str) -> int:
        key = self._desk.own(SHELVES[shelf]).filter(uid=uid).values_list("pk", flat=True).first()
        if key is None:
            raise NotFoundError(f"The {shelf.removesuffix('s')} it was made from is not here.", received=uid)
        return int(key)

    # reading -------------------------------------------------------------------------------------------------------

    def brief(self, name: str, version: int | None = None) -> Brief:
        """Return a brief by its name, the newest version unless one is asked for. Raises ``NotFoundError``."""
        return from_plain(Brief, self._row("briefs", name, version).document)

    def brief_of(self, brief_id: str) -> Brief:
        """Return the version of a brief that has this id. Raises ``NotFoundError``."""
        with speaking():
            row = self._desk.own(models.Brief).filter(uid=brief_id).first()
        if row is None:
            raise NotFoundError("There is no such brief.", received=brief_id, next_step="shoal briefs list names them.")
        return from_plain(Brief, row.document)

    def briefs(self) -> tuple[Brief, ...]:
        """Return all versions of all briefs, by name and version."""
        with speaking():
            # sorted here: databases differ in what comes first
            rows = sorted(self._desk.own(models.Brief), key=lambda row: (row.name, row.version))
        return tuple(from_plain(Brief, row.document) for row in rows)

    def newest_briefs(self) -> tuple[Brief, ...]:
        """Return the newest version of every brief, by name."""
        newest: dict[str, Any] = {}
        with speaking():
            for row in self._desk.own(models.Brief).order_by("version"):
                newest[row.name] = row.document
        return tuple(from_plain(Brief, newest[name]) for name in sorted(newest))

    def briefs_version(self) -> int:
        """Return a number that grows with every version of a brief that is kept."""
        with speaking():
            newest = self._desk.own(models.Brief).order_by("-pk").values_list("pk", flat=True).first()
        return newest or 0

    def shortlist(self, brief_name: str, version: int | None = None) -> Shortlist:
        """Return the newest shortlist of a brief, or a version of it. Raises ``NotFoundError``."""
        return from_plain(Shortlist, self._row("shortlists", brief_name, version).document)

    def shortlist_of(self, shortlist_id: str) -> Shortlist:
        """Return the shortlist of that id. Raises ``NotFoundError``."""
        with speaking():
            row = self._desk.own(models.Shortlist).filter(uid=shortlist_id).first()
        if row is None:
            raise NotFoundError("There is no such shortlist.", received=shortlist_id)
        return from_plain(Shortlist, row.document)

    def plan(self, brief_name: str, version: int | None = None) -> Plan:
        """Return the newest plan of a brief, or a version of it. Raises ``NotFoundError``."""
        return from_plain(Plan, self._row("plans", brief_name, version).document)

    def accounts(self, shelf: str, brief_name: str) -> frozenset[str]:
        """Return the accounts that stand in the newest shortlist or plan of a brief; none where there is no such.

        Read off the document as it lies: making nouns of it takes ten times as long.
        """
        with speaking():
            rows = self._desk.own(SHELVES[shelf]).filter(name=brief_name).order_by("-version")
            document: Mapping[str, Any] = rows.values_list("document", flat=True).first() or {}
        return frozenset(entry["account_id"] for part in NAMING for entry in document.get(part, ()))

    def adopted(self, brief_name: str) -> int | None:
        """Return the version of the adopted plan of a brief, ``None`` where none was adopted."""
        with speaking():
            rows = self._desk.own(models.Plan).filter(name=brief_name, adopted_at__isnull=False)
            return rows.values_list("version", flat=True).first()

    def versions(self, shelf: str, name: str) -> tuple[tuple[int, datetime, str], ...]:
        """Return version, time and author of every version on a shelf (``briefs shortlists plans``), newest first."""
        with speaking():
            rows = self._desk.own(SHELVES[shelf]).filter(name=name).order_by("-version")
            return tuple(rows.values_list("version", "created_at", "by_id"))

    def next_version(self, shelf: str, name: str) -> int:
        """Return the number of the next version of a brief, shortlist or plan."""
        with speaking():
            rows = self._desk.own(SHELVES[shelf]).filter(name=name).order_by("-version")
            newest = rows.values_list("version", flat=True).first()  # the document behind it is large
        return newest + 1 if newest else 1

    def _row(self, shelf: str, name: str, version: int | None) -> Versioned:
        with speaking():
            rows = self._desk.own(SHELVES[shelf]).filter(name=name).order_by("-version")
            row = rows.first() if version is None else rows.filter(version=version).first()
        if row is None:
            raise self._missing(shelf, name, version)
        return row

    def _missing(self, shelf: str, name: str, version: int | None) -> NotFoundError:
        with speaking():
            known = sorted(set(self._desk.own(models.Brief).values_list("name", flat=True)))
        what = shelf.removesuffix("s")
        return NotFoundError(
            f"There is no brief called '{name}'."
            if shelf == "briefs"
            else f"There is no {what} for the brief '{name}'.",
            received=name if version is None else f"{name} version {version}",
            allowed=known,
            next_step="shoal briefs add FILE.toml" if shelf == "briefs" else f"shoal {what} build {name}",
        )

    # decisions -----------------------------------------------------------------------------------------------------

    def decide(self, brief_name: str, account_id: str, decision: Decision | None) -> None:
        """Keep what a person decided about a candidate of a brief; ``None`` takes the decision back."""
        with self._desk.transaction():
            rows = self._desk.own(models.Decision)
            if decision is None:
                rows.filter(brief_name=brief_name, account_id=account_id).delete()
                return
            told = {name: getattr(decision, name) for name in ("choice", "reason", "by_name", "at")}
            rows.update_or_create(
                brief_name=brief_name, account_id=account_id, defaults=told,
                create_defaults={**self._desk.mine(models.Decision), **told},
            )  # fmt: skip

    def decisions(self, brief_name: str) -> Mapping[str, Decision]:
        """Return the decisions on a brief's candidates by account id."""
        with speaking():
            rows: Sequence[models.Decision] = list(self._desk.own(models.Decision).filter(brief_name=brief_name))
        return {
            row.account_id: Decision(
                account_id=row.account_id,
                choice=row.choice,  # type: ignore[arg-type]  # the table's CHECK allows no other
                reason=row.reason,
                by_name=row.by_name,
                at=row.at,
            )
            for row in rows
        }
