"""Verbs on briefs, shortlists and plans."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shoal.app.briefs.field_values import amount_told
from shoal.app.briefs.written import brief_from, circles_of, fields_of, read_brief_file, slug
from shoal.app.known.accounts import accounts_in
from shoal.app.known.making_nouns import making_nouns
from shoal.app.known.persons import persons
from shoal.app.known.ruling import held
from shoal.app.planning.narrowing import is_large, narrow, sift_everybody
from shoal.app.planning.stored import without
from shoal.app.planning.supply import gather
from shoal.app.planning.vetted import vetted_closely
from shoal.domain.brief import Brief
from shoal.domain.creator import Creator
from shoal.domain.plan import Plan, Steering
from shoal.domain.shortlist import Shortlist, WishCount
from shoal.domain.values import Money
from shoal.errors import ConflictError, InputError
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
        self._shoal.require("edit")
        told = {**(fields or {}), **more}
        if isinstance(told.get("budget"), Money):
            told["budget"] = _written(told["budget"])
        told.setdefault("name", told.get("goal", "brief"))
        told = {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}
        name = slug(told["name"])
        version = self._shoal.ledger.planning.next_version("briefs", name)
        brief_id = self._shoal.dice.new_id("br", self._shoal.now(), f"{name} {version}")
        return self.keep(brief_from(told, brief_id=brief_id, version=version, at=self._shoal.now()))

    def revise(self, name: str, fields: Mapping[str, Any], *, read_version: int) -> Brief:
        """Keep a brief as it was changed after reading a version of it; version 0 says that there was none.

        Raises ``ConflictError`` where somebody saved another version meanwhile: nothing is written over and nothing is
        mixed without a person. Circles that the version read knew keep their centres.
        """
        self._shoal.require("edit")
        planning, name = self._shoal.ledger.planning, slug(name)
        newest = planning.next_version("briefs", name) - 1
        if newest and not read_version:
            taken = {"name": "There is a brief of this name already. Take another name, or open that one."}
            raise InputError("This name is taken.", received=name, fields=taken)
        if newest != read_version:
            raise ConflictError(
                f"Version {newest} was saved while you were writing.",
                received=f"read at version {read_version}, now {newest}",
                next_step="Look at both and choose; what you typed is still here.",
            )
        known = circles_of(planning.brief(name)) if newest else {}
        brief_id = self._shoal.dice.new_id("br", self._shoal.now(), f"{name} {newest + 1}")
        told = {**fields, "name": name}
        return self.keep(brief_from(told, brief_id=brief_id, version=newest + 1, at=self._shoal.now(), known=known))

    def restore(self, name: str, version: int) -> Brief:
        """Keep an older version of a brief as its newest: how a version is taken back without writing over it."""
        self._shoal.require("edit")
        planning = self._shoal.ledger.planning
        old = planning.brief(slug(name), version)
        newest = planning.next_version("briefs", old.name)
        brief_id = self._shoal.dice.new_id("br", self._shoal.now(), f"{old.name} {newest}")
        return self.keep(replace(old, id=brief_id, version=newest, created_at=self._shoal.now()))

    def fields(self, name: str, version: int | None = None) -> dict[str, Any]:
        """Return a brief as the fields from which it can be written again."""
        return fields_of(self._shoal.ledger.planning.brief(slug(name), version))

    def keep(self, brief: Brief) -> Brief:
        """Keep a brief that was made elsewhere, after the same checks."""
        refuse_protected(brief)
        shoal, kept = self._shoal, replace(brief, name=slug(brief.name))
        with shoal.ledger.transaction():
            shoal.ledger.planning.add_brief(kept, by_id=shoal.actor.id, at=shoal.now())
            shoal.record("briefs.add", f"{kept.name}-v{kept.version}")
        return kept

    def brief_from_file(self, path: Path | str, more: Mapping[str, Any] | None = None) -> Brief:
        """Keep a brief from a TOML or JSON file, named like the file where it says none; ``more`` comes before it."""
        told = {**read_brief_file(Path(path)), **(more or {})}
        told.setdefault("name", Path(path).stem)
        return self.brief(told)

    def show_brief(self, name: str, version: int | None = None) -> Brief:
        """Return a version of a brief, the newest unless one is named."""
        return self._shoal.ledger.planning.brief(slug(name), version)

    def briefs(self) -> tuple[Brief, ...]:
        """Return all versions of all briefs."""
        return self._shoal.ledger.planning.briefs()

    def survivors(self, brief: Brief) -> tuple[WishCount, ...]:
        """Return how many creators each hard wish keeps, in order."""
        if is_large(self._shoal):
            return sift_everybody(self._shoal, brief).counts
        return survivors(brief, gather(self._shoal, brief, meaning=False))

    def contradictions(self, brief: Brief) -> tuple[str, ...]:
        """Return what in a brief cannot be had together, in words."""
        return contradictions(brief)

    # shortlists ----------------------------------------------------------------------------------------------------

    @making_nouns()
    def shortlist(self, brief: Brief | str) -> Shortlist:
        """Build and keep the next shortlist of a brief; its candidates carry their creators."""
        shoal = self._shoal
        shoal.require("edit")
        drafted = vetted_closely(shoal, self.draft_shortlist(self._brief(brief)))
        with shoal.ledger.transaction():
            kept = shoal.ledger.planning.add_shortlist(drafted, by_id=shoal.actor.id, at=shoal.now())
            shoal.record("shortlist.build", f"{kept.brief_name}-v{kept.version}", candidates=len(kept.candidates))
        return self._peopled(kept)

    def draft_shortlist(self, brief: Brief) -> Shortlist:
        """Build a shortlist without keeping it."""
        shoal = self._shoal
        shoal.progress("reading the creators, their posts and your own sales")
        narrowed = narrow(shoal, brief) if is_large(shoal) else None
        supply = gather(shoal, brief, narrowed.accounts if narrowed else None)
        shoal.progress(f"holding {len(supply.pool):,} accounts against the brief")
        version = shoal.ledger.planning.next_version("shortlists", brief.name)
        made = build_shortlist(
            brief,
            supply,
            shortlist_id=shoal.dice.new_id("sl", shoal.now(), f"{brief.id} {version}"),
            version=version,
            created_at=shoal.now(),
            catalog_version=shoal.catalog.version(),
        )
        return narrowed.told(made) if narrowed else made

    def show_shortlist(self, brief_name: str, version: int | None = None) -> Shortlist:
        """Return a shortlist of a brief, the newest unless a version is named.

        Its candidates carry their creators, erased ones carry none.
        """
        return self._peopled(self._shoal.ledger.planning.shortlist(slug(brief_name), version))

    def _peopled(self, shortlist: Shortlist) -> Shortlist:
        known = {creator.id: creator for creator in self._creators_on(shortlist)}
        waiting = held(self._shoal, known.values())
        shown = without(shortlist, waiting)
        peopled = tuple(replace(candidate, creator=known.get(candidate.creator_id)) for candidate in shown.candidates)
        return replace(shown, candidates=peopled)

    def _without_held(self, shortlist: Shortlist) -> Shortlist:
        """Return a shortlist without whoever waits for the under-18 check, also where that was seen after it."""
        return without(shortlist, held(self._shoal, self._creators_on(shortlist)))

    def _each_once(self, shortlist: Shortlist) -> Shortlist:
        """Return a shortlist without the further accounts of a person, also where that was said after it."""
        decided = self._shoal.ledger.planning.decisions(shortlist.brief_name)
        wanted = [account for account, decision in decided.items() if decision.choice == "wanted"]
        return replace(shortlist, candidates=persons(self._shoal).once(shortlist.candidates, wanted))

    def _creators_on(self, shortlist: Shortlist) -> tuple[Creator, ...]:
        shoal = self._shoal
        accounts = [candidate.account_id for candidate in shortlist.candidates]
        return shoal.catalog.creators(accounts, shoal.now(), shoal.brand.id)

    def names(self, *documents: Shortlist | Plan) -> NameBook:
        """Return the names of everyone that shortlists and plans speak of; it fills the ids in their sentences.

        Who waits for the under-18 check is named nowhere.
        """
        creators = self._shoal.catalog.creators(accounts_in(*documents), self._shoal.now(), self._shoal.brand.id)
        waiting = held(self._shoal, creators)
        return name_book(tuple(creator for creator in creators if creator.id not in waiting))

    # plans ---------------------------------------------------------------------------------------------------------

    @making_nouns()
    def build(
        self, shortlist: Shortlist | str, *, budget: Money | str | None = None, steering: Steering | None = None
    ) -> Plan:
        """Build and keep the next plan for a shortlist (or the newest of a brief), under the brief's or another budget.

        ``steering`` are pins, bans and fees for this plan; without it those of the newest plan go on. What was decided
        on the shortlist counts in any case: wanted ones are pinned, unwanted ones left out. Raises ``ConflictError``
        where nothing can be bought or two wishes clash, with the cheapest way out.
        """
        shoal = self._shoal
        shoal.require("edit")
        chosen = shoal.ledger.planning.shortlist(slug(shortlist)) if isinstance(shortlist, str) else shortlist
        chosen = self._each_once(self._without_held(chosen))
        brief = self._of(chosen)
        if budget is not None:
            brief = replace(brief, budget=budget_in(budget, brief.budget.currency))
        shoal.progress(f"choosing among {len(chosen.candidates)} candidates")
        accounts = [candidate.account_id for candidate in chosen.candidates]
        version = shoal.ledger.planning.next_version("plans", brief.name)
        plan = build_plan(
            brief,
            chosen,
            shoal.catalog.samples(accounts, shoal.now()),
            plan_id=shoal.dice.new_id("pl", shoal.now(), f"{brief.id} {version}"),
            version=version,
            seed=seed_of(brief, chosen),
            created_at=shoal.now(),
            steering=self.standing(chosen, steering),
        )
        with shoal.ledger.transaction():
            shoal.ledger.planning.add_plan(plan, by_id=shoal.actor.id, at=shoal.now())
            shoal.record("plan.build", f"{plan.brief_name}-v{plan.version}", lines=len(plan.lines), seed=plan.seed)
        return plan

    def standing(self, shortlist: Shortlist, steering: Steering | None = None) -> Steering:
        """Return what is settled for the next plan of a shortlist: the decisions on it, then pins, bans and fees.

        A decision comes before a pin or ban of the plan: it was made with a reason, and others read it there.
        """
        planning = self._shoal.ledger.planning
        name = shortlist.brief_name
        if steering is None:
            steering = planning.plan(name).steering if planning.versions("plans", name) else Steering()
        choices = {account: decision.choice for account, decision in planning.decisions(name).items()}
        return steered(shortlist, steering, choices)

    def show_plan(self, brief_name: str, version: int | None = None) -> Plan:
        """Return a plan of a brief, the newest unless a version is named."""
        return self._shoal.ledger.planning.plan(slug(brief_name), version)

    def shortlist_of(self, plan: Plan) -> Shortlist:
        """Return the shortlist that a plan was made from; a newer one of the same brief does not take its place."""
        return self._shoal.ledger.planning.shortlist_of(plan.shortlist_id)

    def _brief(self, brief: Brief | str) -> Brief:
        return self._shoal.ledger.planning.brief(slug(brief)) if isinstance(brief, str) else brief

    def _of(self, shortlist: Shortlist) -> Brief:
        return self._shoal.ledger.planning.brief_of(shortlist.brief_id)


def budget_in(budget: Money | str, currency: str) -> Money:
    """Return a budget in the currency of its brief; an amount alone is in that currency. Raises ``InputError``."""
    if isinstance(budget, str):
        bare = not any(letter.isalpha() for letter in budget)
        budget = amount_told(f"{budget} {currency}" if bare else budget, "budget")
    if budget.currency != currency:
        raise InputError(
            "The budget is in another currency than the brief; nothing is converted.",
            received=budget.currency,
            allowed=(currency,),
            fields={"budget": f"Write it in {currency}: nothing is converted."},
        )
    if budget.minor <= 0:
        raise InputError("The budget has to be more than nothing.", fields={"budget": "More than nothing."})
    return budget


def steered(shortlist: Shortlist, steering: Steering, choices: Mapping[str, str]) -> Steering:
    """Return pins, bans and fees of those on a shortlist, the decisions on it before the rest."""
    here = {candidate.account_id for candidate in shortlist.candidates}
    wanted = {account for account, choice in choices.items() if choice == "wanted"}
    unwanted = {account for account, choice in choices.items() if choice == "unwanted"}
    banned = (set(steering.banned) - wanted) | unwanted
    pinned = (set(steering.pinned) - banned) | wanted
    return Steering(
        pinned=tuple(sorted(pinned & here)),
        banned=tuple(sorted(banned & here)),
        fees=tuple(sorted((account, fee) for account, fee in dict(steering.fees).items() if account in here)),
    )


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
