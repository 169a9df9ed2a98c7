"""Verbs on briefs, shortlists and plans."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shoal.app.briefs import brief_from, money, read_brief_file, slug
from shoal.app.supply import gather
from shoal.domain.brief import Brief
from shoal.domain.plan import Plan
from shoal.domain.shortlist import Shortlist, WishCount
from shoal.domain.values import Money
from shoal.errors import InputError
from shoal.match import build_shortlist, contradictions, refuse_protected, survivors
from shoal.plan import build_plan
from shoal.report import NameBook, name_book
from shoal.sources import currency_exponent

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

CHUNK = 12  # hexadecimal digits of a seed: fits a JSON number


class Planning:
    """The verbs on what is wanted, who fits and what to spend."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal

    # briefs --------------------------------------------------------------------------------------------------------

    def brief(self, fields: Mapping[str, Any] | None = None, /, **more: Any) -> Brief:  # noqa: ANN401  a brief's fields
        """Keep a brief as the next version of its name, and return it.

        The fields are those of the brief file, with ``budget`` as text or :class:`Money`. Raises ``InputError`` for a
        field that cannot be, ``ProtectedTraitError`` for a wish on a protected trait.
        """
        told = {**(fields or {}), **more}
        if isinstance(told.get("budget"), Money):
            told["budget"] = _written(told["budget"])
        told.setdefault("name", told.get("goal", "brief"))
        told = {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}
        name = slug(told["name"])
        version = self._shoal.ledger.next_version("briefs", name)
        brief_id = self._shoal.dice.new_id("br", self._shoal.now(), f"{name} {version}")
        return self.keep(brief_from(told, brief_id=brief_id, version=version, at=self._shoal.now()))

    def keep(self, brief: Brief) -> Brief:
        """Keep a brief that was made elsewhere, after the same checks."""
        refuse_protected(brief)
        return self._shoal.ledger.add_brief(replace(brief, name=slug(brief.name)))

    def brief_from_file(self, path: Path | str, more: Mapping[str, Any] | None = None) -> Brief:
        """Keep a brief from a TOML or JSON file, named like the file where it says none; ``more`` comes before it."""
        told = {**read_brief_file(Path(path)), **(more or {})}
        told.setdefault("name", Path(path).stem)
        return self.brief(told)

    def show_brief(self, name: str) -> Brief:
        """Return the newest version of a brief."""
        return self._shoal.ledger.brief(slug(name))

    def briefs(self) -> tuple[Brief, ...]:
        """Return all versions of all briefs."""
        return self._shoal.ledger.briefs()

    def survivors(self, brief: Brief) -> tuple[WishCount, ...]:
        """Return how many creators each hard wish keeps, in order."""
        return survivors(brief, gather(self._shoal, currency=brief.budget.currency, formats=brief.formats))

    def contradictions(self, brief: Brief) -> tuple[str, ...]:
        """Return what in a brief cannot be had together, in words."""
        return contradictions(brief)

    # shortlists ----------------------------------------------------------------------------------------------------

    def shortlist(self, brief: Brief | str) -> Shortlist:
        """Build and keep the next shortlist of a brief; its candidates carry their creators."""
        return self._peopled(self._shoal.ledger.add_shortlist(self.draft_shortlist(self._brief(brief))))

    def draft_shortlist(self, brief: Brief) -> Shortlist:
        """Build a shortlist without keeping it."""
        shoal = self._shoal
        shoal.progress("reading the creators, their posts and your own sales")
        supply = gather(shoal, currency=brief.budget.currency, formats=brief.formats)
        shoal.progress(f"holding {len(supply.pool):,} accounts against the brief")
        version = shoal.ledger.next_version("shortlists", brief.name)
        return build_shortlist(
            brief,
            supply,
            shortlist_id=shoal.dice.new_id("sl", shoal.now(), f"{brief.id} {version}"),
            version=version,
            created_at=shoal.now(),
            catalog_version=shoal.catalog.version(),
        )

    def show_shortlist(self, brief_name: str) -> Shortlist:
        """Return the newest shortlist of a brief; its candidates carry their creators, erased ones carry none."""
        return self._peopled(self._shoal.ledger.shortlist(slug(brief_name)))

    def _peopled(self, shortlist: Shortlist) -> Shortlist:
        accounts = [candidate.account_id for candidate in shortlist.candidates]
        known = {creator.id: creator for creator in self._shoal.catalog.creators(accounts, self._shoal.now())}
        peopled = tuple(
            replace(candidate, creator=known.get(candidate.creator_id)) for candidate in shortlist.candidates
        )
        return replace(shortlist, candidates=peopled)

    def names(self, *documents: Shortlist | Plan) -> NameBook:
        """Return the names of everyone that shortlists and plans speak of; it fills the ids in their sentences."""
        return name_book(self._shoal.catalog.creators(accounts_in(*documents), self._shoal.now()))

    # plans ---------------------------------------------------------------------------------------------------------

    def build(self, shortlist: Shortlist | str, *, budget: Money | str | None = None) -> Plan:
        """Build and keep the next plan for a shortlist (or the newest of a brief), under the brief's or another budget.

        Raises ``ConflictError`` where nothing can be bought, with the cheapest way out.
        """
        shoal = self._shoal
        chosen = shoal.ledger.shortlist(slug(shortlist)) if isinstance(shortlist, str) else shortlist
        brief = self._of(chosen)
        if budget is not None:
            budget = money(budget, "budget") if isinstance(budget, str) else budget
            if budget.currency != brief.budget.currency:
                raise InputError(
                    "The budget is in another currency than the brief; nothing is converted.",
                    received=budget.currency,
                    allowed=(brief.budget.currency,),
                )
            brief = replace(brief, budget=budget)
        shoal.progress(f"choosing among {len(chosen.candidates)} candidates")
        accounts = [candidate.account_id for candidate in chosen.candidates]
        version = shoal.ledger.next_version("plans", brief.name)
        plan = build_plan(
            brief,
            chosen,
            shoal.catalog.samples(accounts, shoal.now()),
            plan_id=shoal.dice.new_id("pl", shoal.now(), f"{brief.id} {version}"),
            version=version,
            seed=seed_of(brief, chosen),
            created_at=shoal.now(),
        )
        return shoal.ledger.add_plan(plan)

    def show_plan(self, brief_name: str) -> Plan:
        """Return the newest plan of a brief."""
        return self._shoal.ledger.plan(slug(brief_name))

    def shortlist_of(self, plan: Plan) -> Shortlist:
        """Return the shortlist that a plan was made from; a newer one of the same brief does not take its place."""
        ledger = self._shoal.ledger
        versions = range(ledger.next_version("shortlists", plan.brief_name) - 1, 0, -1)
        kept = (ledger.shortlist(plan.brief_name, version) for version in versions)
        return next(shortlist for shortlist in kept if shortlist.id == plan.shortlist_id)

    def _brief(self, brief: Brief | str) -> Brief:
        return self._shoal.ledger.brief(slug(brief)) if isinstance(brief, str) else brief

    def _of(self, shortlist: Shortlist) -> Brief:
        return next(brief for brief in self._shoal.ledger.briefs() if brief.id == shortlist.brief_id)


def accounts_in(*documents: Shortlist | Plan) -> tuple[str, ...]:
    """Return the account ids of everyone that shortlists and plans speak of, each once.

    A plan names its lines, and in its sentences the candidates of its shortlist.
    """
    found: list[str] = []
    for document in documents:
        if isinstance(document, Plan):
            found += [line.account_id for line in document.lines]
            continue
        found += [candidate.account_id for candidate in document.candidates]
        found += [entry.account_id for entry in (*document.apart, *document.left_out)]
    return tuple(dict.fromkeys(found))


def seed_of(brief: Brief, shortlist: Shortlist) -> int:
    """Return the seed of a plan's random draws: from its figures alone, so ids, paths and clocks do not matter."""
    figures = [
        (place, candidate.tier, candidate.price, candidate.response)
        for place, candidate in enumerate(shortlist.candidates)
    ]
    text = repr((brief.name, brief.goal, brief.budget, figures))
    return int(hashlib.sha256(text.encode()).hexdigest()[:CHUNK], 16)


def _written(money: Money) -> str:
    return f"{Decimal(money.minor).scaleb(-currency_exponent(money.currency))} {money.currency}"
